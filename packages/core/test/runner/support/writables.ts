/** Writables that are slow or fail, instead of stdout. */
import { Writable } from "node:stream";

/** Accepts no chunk until the test calls `take`. */
export class SlowWritable extends Writable {
  /** All chunks that were written, accepted or not. */
  readonly chunks: string[] = [];
  #take: (() => void) | undefined;

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.chunks.push(chunk.toString("utf8"));
    this.#take = done;
  }

  /** Accepts the waiting chunk. */
  take(): void {
    this.#take?.();
  }
}

/** Accepts so many chunks, then each write fails. */
export class FailingWritable extends Writable {
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
