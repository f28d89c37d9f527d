import type { Writable } from "node:stream";
import type { Message } from "../protocol/messages.js";
import type { Rows } from "../streams/rows.js";
import type { Stream } from "../streams/stream.js";
import { airbyte, type Envelope, type Format } from "./format.js";
import { isTorn, onOneLine } from "./one-line.js";

/** The reader of stdout went away: stop at once, say nothing. */
export class ReaderGone extends Error {}

/**
 * The sole owner of stdout. Each write waits until the one before it has been taken, so a slow reader stops the fetching
 * and memory stays bounded. Secrets are masked in every text but records and state.
 */
export class Writer {
  readonly #out: Writable;
  readonly #stop: AbortController;
  readonly #format: Format;
  #redact: (text: string) => string = (text) => text;
  #failure: Error | undefined;

  /** @param stop aborted when the reader goes away. */
  constructor(stop: AbortController, out: Writable = process.stdout, format: Format = airbyte) {
    this.#out = out;
    this.#stop = stop;
    this.#format = format;
    out.on("error", () => undefined); // reported by the write that met it
  }

  /** From now on these texts are masked. */
  redactWith(redact: (text: string) => string): void {
    this.#redact = redact;
  }

  /** Masks secrets in a text that goes elsewhere, e.g. to stderr. */
  redacted(text: string): string {
    return this.#redact(text);
  }

  /** Writes what stands before all else of a stream, if the format has such a thing. @throws ReaderGone */
  open(stream: Stream): Promise<void> {
    return this.text(this.#format.opening(stream));
  }

  /** Writes one protocol line, or none where the format has no word for the message. @throws ReaderGone */
  send(message: Message): Promise<void> {
    const { aborted, reason } = this.#stop.signal; // asked first, for a format may tell people what is no line of it
    return aborted ? Promise.reject(reason) : this.#put(this.#line(message));
  }

  /** Writes the line that ends a run which was stopped; what comes from elsewhere is refused by then. */
  lastWords(message: Message): Promise<void> {
    return this.#put(this.#line(message));
  }

  #line(message: Message): string {
    return onOneLine(this.#format.line(message, this.#redact));
  }

  /** Writes a text for people, e.g. a table. @throws ReaderGone */
  text(text: string): Promise<void> {
    return this.#write(text);
  }

  /** Writes a page's records with one write; the envelope's constant part is made once. @throws ReaderGone */
  records(stream: string, rows: Rows, emittedAtMs: number): Promise<void> {
    const { head, end } = this.#format.envelope(stream, emittedAtMs);
    const envelope = { head: onOneLine(head), end };
    const page = pageOf(envelope, rows.texts);
    const mended = (text: Uint8Array) => Buffer.from(onOneLine(Buffer.from(text).toString()));
    return this.#write(isTorn(page) ? pageOf(envelope, rows.texts.map(mended)) : page);
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
        const gone = "code" in error && (error.code === "EPIPE" || error.code === "ERR_STREAM_DESTROYED");
        this.#failure ??= gone ? new ReaderGone() : error;
        this.#stop.abort(this.#failure);
        reject(this.#failure);
      });
    });
  }
}

/** A page's lines, the envelope around the bytes of each record. */
function pageOf({ head, end }: Envelope, texts: readonly Uint8Array[]): Buffer {
  const [before, after] = [Buffer.from(head), Buffer.from(end)];
  const overhead = before.length + after.length;
  const page = Buffer.allocUnsafe(texts.reduce((sum, text) => sum + text.length + overhead, 0));
  let at = 0;
  for (const text of texts) {
    page.set(before, at);
    page.set(text, at + before.length);
    page.set(after, at + before.length + text.length);
    at += text.length + overhead;
  }
  return page;
}
