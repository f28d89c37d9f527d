/** Ends of a pipe that behave badly, in the place of stdout. */
import { Writable } from "node:stream";

/** Takes nothing until it is told to. */
export class Held extends Writable {
  /** The chunks that came, taken or not. */
  readonly chunks: string[] = [];
  #take: (() => void) | undefined;

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.chunks.push(chunk.toString("utf8"));
    this.#take = done;
  }

  /** Takes the chunk that waits. */
  take(): void {
    this.#take?.();
  }
}

/** Takes so many chunks, then each write fails. */
export class Failing extends Writable {
  readonly chunks: string[] = [];
  readonly #code: string;
  readonly #after: number;

  constructor(code: string, after: number) {
    super();
    this.#code = code;
    this.#after = after;
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error) => void): void {
    const fails = this.chunks.length >= this.#after;
    if (!fails) this.chunks.push(chunk.toString("utf8"));
    done(fails ? Object.assign(new Error(`${this.#code}: it cannot be written`), { code: this.#code }) : undefined);
  }
}
