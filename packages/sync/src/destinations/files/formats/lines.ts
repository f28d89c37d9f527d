import { createReadStream } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { LineSplitter } from "../../../source/line-splitter.js";

const LINE_FEED = Buffer.from("\n");
/** So many bytes are read at once, and written. */
const CHUNK_BYTES = 1024 * 1024;

/**
 * Calls with each line of a file, without its end: it is the next line's when the call returns.
 *
 * @param length how many bytes of the file count.
 * @param settled is awaited now and then, so that what came of the lines can be put away.
 */
export async function eachLine(
  file: string,
  onLine: (line: Buffer) => void,
  {
    length = Number.POSITIVE_INFINITY,
    settled,
  }: { readonly length?: number; readonly settled?: () => Promise<void> } = {},
): Promise<void> {
  if (length === 0) return;
  const splitter = new LineSplitter((buffer, start, end) => onLine(buffer.subarray(start, end)));
  for await (const chunk of createReadStream(file, { highWaterMark: CHUNK_BYTES, end: length - 1 })) {
    splitter.push(chunk as Buffer);
    await settled?.();
  }
  splitter.end();
  await settled?.();
}

/** A file that lines are added to. */
export class LineWriter {
  readonly #handle: FileHandle;
  #chunks: Buffer[] = [];
  #inMemory = 0;
  /** In bytes, with what is not in the file yet. */
  length: number;

  private constructor(handle: FileHandle, length: number) {
    this.#handle = handle;
    this.length = length;
  }

  /** @param length so many bytes of what is there stay. */
  static async open(file: string, length = 0): Promise<LineWriter> {
    const handle = await open(file, "a", 0o666);
    await handle.truncate(length);
    return new LineWriter(handle, length);
  }

  /** Adds a line that is made of parts; they are copied. */
  add(...parts: readonly Buffer[]): void {
    const line = Buffer.concat([...parts, LINE_FEED]);
    this.#chunks.push(line);
    this.#inMemory += line.length;
    this.length += line.length;
  }

  /** Writes to the file what is in memory, if that is much. */
  async flush(all = false): Promise<void> {
    if (this.#inMemory === 0 || (!all && this.#inMemory < CHUNK_BYTES)) return;
    const bytes = Buffer.concat(this.#chunks);
    this.#chunks = [];
    this.#inMemory = 0;
    await this.#handle.appendFile(bytes);
  }

  /** @throws if not all lines could be written; the file is closed then too. */
  async close(): Promise<void> {
    try {
      await this.flush(true);
    } finally {
      await this.#handle.close();
    }
  }
}
