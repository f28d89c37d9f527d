import { type FileHandle, open, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { DestinationError } from "../destinations/destination.js";
import { ENVELOPE_END } from "../tables/envelope.js";

/** Written to the file at once; a stream of few records takes less memory. */
const FLUSH_BYTES = 1024 * 1024;
const FIRST_BLOCK_BYTES = 16 * 1024;

/** The records of one stream that are not loaded yet, in a file, and how many of them are covered by a state. */
export class BatchBuffer {
  readonly file: string;
  #handle: FileHandle | undefined;
  /** Blocks that are full, and the one that is being filled: lines are copied into blocks, because an object for each would burden the garbage collector. */
  readonly #full: Buffer[] = [];
  #block: Buffer = Buffer.alloc(0);
  #used = 0;
  #inMemory = 0;
  #bytes = 0;
  records = 0;
  /** How many of them say that they were deleted at the source. */
  deleted = 0;
  longestLine = 0;
  /** When its first record came, in milliseconds on the monotonic clock. */
  sinceMs = 0;
  /** How many records and bytes precede the last state. */
  #covered = { records: 0, deleted: 0, bytes: 0 };

  constructor(file: string) {
    this.file = file;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** @param head what precedes the record in its line. */
  add(head: string, record: Buffer, isDeleted: boolean): void {
    if (this.records === 0) this.sinceMs = performance.now();
    const length = Buffer.byteLength(head) + record.length + ENVELOPE_END.length;
    if (this.#used + length > this.#block.length) this.#addBlock(length);
    const start = this.#used + this.#block.write(head, this.#used);
    record.copy(this.#block, start);
    ENVELOPE_END.copy(this.#block, start + record.length);
    this.#used += length;
    this.#inMemory += length;
    this.#bytes += length;
    this.records++;
    if (isDeleted) this.deleted++;
    this.longestLine = Math.max(this.longestLine, length);
  }

  #addBlock(least: number): void {
    const size = Math.min(FLUSH_BYTES, Math.max(FIRST_BLOCK_BYTES, this.#block.length * 2));
    if (this.#used > 0) this.#full.push(this.#block.subarray(0, this.#used));
    this.#block = Buffer.allocUnsafeSlow(Math.max(size, least));
    this.#used = 0;
  }

  /** A state came: it covers all records so far. */
  cover(): void {
    this.#covered = { records: this.records, deleted: this.deleted, bytes: this.#bytes };
  }

  /** Writes to the file what is in memory, if that is much. */
  async flush(all = false): Promise<void> {
    if (this.#inMemory === 0 || (!all && this.#inMemory < FLUSH_BYTES)) return;
    try {
      this.#handle ??= await open(this.file, "w", 0o600);
      // write and writev may write less than they are given
      for (const block of this.#full) await this.#handle.appendFile(block);
      if (this.#used > 0) await this.#handle.appendFile(this.#block.subarray(0, this.#used));
      this.#full.length = 0;
      this.#used = 0;
      this.#inMemory = 0;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ENOSPC") throw error;
      const folder = dirname(dirname(this.file));
      throw new DestinationError(
        `Cannot buffer records: no space is left in ${folder}. Free some, or set TMPDIR to a folder on a larger disk.`,
        { cause: error },
      );
    }
  }

  /** Drops the records that no state covers: they come again next time. */
  async dropUncovered(): Promise<void> {
    await this.flush(true);
    await this.#handle?.truncate(this.#covered.bytes);
    this.records = this.#covered.records;
    this.deleted = this.#covered.deleted;
    this.#bytes = this.#covered.bytes;
  }

  async remove(): Promise<void> {
    await this.#handle?.close();
    await rm(this.file, { force: true });
  }
}
