const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;

/** A line's bytes, without its end: `buffer` from `start` up to `end`. They are the next line's when the call returns. */
export type OnLine = (buffer: Buffer, start: number, end: number) => void;

/**
 * Cuts a child's output into lines without making texts of them. No letter of UTF-8 holds a line feed's byte, and JSON none in a
 * string, so bytes are enough; against `readline` it takes a fifth of the time.
 */
export class LineSplitter {
  readonly #onLine: OnLine;
  /** The start of a line whose end has not come yet: kept in pieces, for a long line put together again and again takes n². */
  #pieces: Buffer[] = [];

  constructor(onLine: OnLine) {
    this.#onLine = onLine;
  }

  push(chunk: Buffer): void {
    let start = 0;
    for (let end = chunk.indexOf(LINE_FEED); end >= 0; end = chunk.indexOf(LINE_FEED, start)) {
      if (this.#pieces.length === 0) this.#tell(chunk, start, end);
      else this.#tellWith(chunk.subarray(start, end));
      start = end + 1;
    }
    if (start < chunk.length) this.#pieces.push(Buffer.from(chunk.subarray(start)));
  }

  /** The output is over: what came behind the last line feed is a line too. */
  end(): void {
    if (this.#pieces.length > 0) this.#tellWith(Buffer.alloc(0));
  }

  #tellWith(rest: Buffer): void {
    const line = Buffer.concat([...this.#pieces, rest]);
    this.#pieces = [];
    this.#tell(line, 0, line.length);
  }

  #tell(buffer: Buffer, start: number, end: number): void {
    const isPadded = end > start && buffer[end - 1] === CARRIAGE_RETURN;
    this.#onLine(buffer, start, isPadded ? end - 1 : end);
  }
}
