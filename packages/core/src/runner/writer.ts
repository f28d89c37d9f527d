import type { Writable } from "node:stream";
import type { Secrets } from "../errors/secrets.js";
import type { JsonObject } from "../protocol/json.js";
import { type Message, state } from "../protocol/messages.js";
import type { RawRecords } from "../streams/raw-records.js";
import type { Stream } from "../streams/stream.js";
import { airbyte, type Envelope, type Format } from "./format.js";
import { hasLineBreak, onOneLine } from "./one-line.js";
import { PageMemory } from "./page-memory.js";

/** The reader of stdout went away: the run stops and writes nothing more. */
export class ReaderGone extends Error {}

export interface WriterOptions {
  /** Aborted when the reader goes away. */
  readonly stop: AbortController;
  readonly secrets: Secrets;
  readonly out?: Writable;
  readonly format?: Format;
}

/** The records of a stream since its last STATE. */
interface StreamCounts {
  records: number;
  state: JsonObject | undefined;
}

/**
 * The sole owner of stdout. Each write waits until the one before it was accepted, so a slow reader stops the fetching and
 * memory stays bounded. Secrets are masked in every text except records and states.
 */
export class Writer {
  readonly #out: Writable;
  readonly #stop: AbortController;
  readonly #secrets: Secrets;
  readonly #format: Format;
  readonly #written = new Map<string, StreamCounts>();
  readonly #memory = new PageMemory();
  #failure: Error | undefined;

  constructor({ stop, secrets, out = process.stdout, format = airbyte }: WriterOptions) {
    this.#out = out;
    this.#stop = stop;
    this.#secrets = secrets;
    this.#format = format;
    out.on("error", () => undefined); // reported by the write that fails
  }

  /** Masks secrets in a text that goes elsewhere, e.g. to stderr. */
  redacted(text: string): string {
    return this.#secrets.mask(text);
  }

  /** Writes what precedes a stream's messages, if the format has such messages. @throws ReaderGone */
  open(stream: Stream): Promise<void> {
    return this.text(this.#format.opening(stream));
  }

  /** Writes one protocol message, or nothing where the format has no such message. @throws ReaderGone */
  send(message: Message): Promise<void> {
    const { aborted, reason } = this.#stop.signal; // before the format, which may write to stderr
    return aborted ? Promise.reject(reason) : this.#put(this.#line(message));
  }

  /** Writes the message that ends a stopped run, when all others are refused already. */
  sendLast(message: Message): Promise<void> {
    return this.#put(this.#line(message));
  }

  /** Writes a LOG message. @param entry level and message as JSON, masked already. */
  log(entry: string): void {
    this.text(onOneLine(`{"type":"LOG","log":${entry}}\n`)).catch(() => undefined); // a closed pipe stops the run elsewhere
  }

  /** Writes a text for people, e.g. a table. @throws ReaderGone */
  text(text: string): Promise<void> {
    return this.#write(text);
  }

  /** Writes a page's records with one write. @throws ReaderGone */
  async records(stream: string, { bytes }: RawRecords, emittedAtMs: number): Promise<void> {
    this.#of(stream).records += bytes.length; // lines leave in the order of these calls, so a state may be sent meanwhile
    const { head, end } = this.#format.envelope(stream, emittedAtMs);
    const envelope = { head: onOneLine(head), end };
    const memory = this.#memory.take(lengthOf(envelope, bytes));
    const page = pageOf(envelope, bytes, memory);
    if (hasLineBreak(page)) {
      const escaped = bytes.map((record) => Buffer.from(onOneLine(Buffer.from(record).toString())));
      await this.#write(pageOf(envelope, escaped, Buffer.allocUnsafe(lengthOf(envelope, escaped))));
    } else await this.#write(page);
    if (this.#out === process.stdout) this.#memory.give(memory); // another stream may keep what was written to it
  }

  /** Writes a STATE with the number of the stream's records since the one before. @throws ReaderGone */
  async state(stream: string, data: JsonObject): Promise<void> {
    const written = this.#of(stream);
    const { records } = written;
    if (records === 0 && JSON.stringify(data) === JSON.stringify(written.state)) return;
    await this.#state(stream, data);
  }

  /** The last state that was written of a stream; undefined if there is none. */
  lastState(stream: string): JsonObject | undefined {
    return this.#written.get(stream)?.state;
  }

  /** The number of a stream's records that no state covers yet. */
  uncovered(stream: string): number {
    return this.#written.get(stream)?.records ?? 0;
  }

  /** Repeats a stream's last state, as a sign of life. @throws ReaderGone */
  heartbeat(stream: string, first: JsonObject): Promise<void> {
    return this.#state(stream, this.lastState(stream) ?? first);
  }

  #state(stream: string, data: JsonObject): Promise<void> {
    const written = this.#of(stream);
    const { records } = written;
    Object.assign(written, { records: 0, state: data });
    return this.send(state(stream, data, records));
  }

  #of(stream: string): StreamCounts {
    let written = this.#written.get(stream);
    if (written === undefined) {
      written = { records: 0, state: undefined };
      this.#written.set(stream, written);
    }
    return written;
  }

  #line(message: Message): string {
    return onOneLine(this.#format.line(message, (text) => this.#secrets.mask(text)));
  }

  #write(chunk: string | Buffer): Promise<void> {
    const { aborted, reason } = this.#stop.signal;
    return aborted ? Promise.reject(reason) : this.#put(chunk);
  }

  #put(chunk: string | Buffer): Promise<void> {
    if (chunk === "") return Promise.resolve();
    return new Promise((resolve, reject) => {
      this.#out.write(chunk, (error) => {
        if (error === null || error === undefined) return resolve();
        const isClosedPipe = "code" in error && (error.code === "EPIPE" || error.code === "ERR_STREAM_DESTROYED");
        this.#failure ??= isClosedPipe ? new ReaderGone() : error;
        this.#stop.abort(this.#failure);
        reject(this.#failure);
      });
    });
  }
}

function lengthOf({ head, end }: Envelope, records: readonly Uint8Array[]): number {
  const overhead = Buffer.byteLength(head) + Buffer.byteLength(end);
  return records.reduce((sum, record) => sum + record.length + overhead, 0);
}

/** The lines of a page, each record's bytes inside the envelope, in this memory. */
function pageOf({ head, end }: Envelope, records: readonly Uint8Array[], memory: Buffer): Buffer {
  const [before, after] = [Buffer.from(head), Buffer.from(end)];
  let at = 0;
  for (const record of records) {
    memory.set(before, at);
    memory.set(record, at + before.length);
    memory.set(after, at + before.length + record.length);
    at += before.length + record.length + after.length;
  }
  return memory.subarray(0, at);
}
