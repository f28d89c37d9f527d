import { type FileHandle, open, rm } from "node:fs/promises";

/** So many bytes are kept in memory before they go to the file. */
const FLUSH_BYTES = 4 * 1024 * 1024;

/** The records of one stream that are not landed yet, in a file, and how many of them its last state covers. */
export class Pending {
  readonly file: string;
  #handle: FileHandle | undefined;
  #chunks: Buffer[] = [];
  #inMemory = 0;
  #bytes = 0;
  records = 0;
  longestLine = 0;
  state: string | undefined;
  /** When its first record came, in milliseconds since the epoch. */
  sinceMs = 0;
  /** How many records, and bytes, lie before the last state. */
  #covered = { records: 0, bytes: 0 };

  constructor(file: string) {
    this.file = file;
  }

  get bytes(): number {
    return this.#bytes;
  }

  add(line: Buffer): void {
    if (this.records === 0) this.sinceMs = Date.now();
    this.#chunks.push(line);
    this.#inMemory += line.length;
    this.#bytes += line.length;
    this.records++;
    this.longestLine = Math.max(this.longestLine, line.length);
  }

  /** A state came: it covers all records so far. */
  cover(state: string | undefined): void {
    this.state = state;
    this.#covered = { records: this.records, bytes: this.#bytes };
  }

  /** Writes to the file what is in memory, if that is much. */
  async flush(all = false): Promise<void> {
    if (this.#inMemory === 0 || (!all && this.#inMemory < FLUSH_BYTES)) return;
    this.#handle ??= await open(this.file, "w", 0o600);
    const chunks = this.#chunks;
    this.#chunks = [];
    this.#inMemory = 0;
    await this.#handle.writev(chunks);
  }

  /** Gives up what no state covers: it comes again next time. */
  async dropUncovered(): Promise<void> {
    await this.flush(true);
    await this.#handle?.truncate(this.#covered.bytes);
    this.records = this.#covered.records;
    this.#bytes = this.#covered.bytes;
  }

  async remove(): Promise<void> {
    await this.#handle?.close();
    await rm(this.file, { force: true });
  }
}
