import type { BatchSize } from "../destinations/destination.js";
import type { BatchBuffer } from "./batch-buffer.js";

/** A batch that is ready to be committed. */
export interface ReadyBatch {
  readonly buffer: BatchBuffer;
  readonly state: string | undefined;
}

/** The records of one stream that are not committed: those of the current batch, and of those that are ready. */
export class StreamBatches {
  readonly #newBuffer: () => BatchBuffer;
  /** Batches that are large enough, and completely covered by their state. */
  readonly #ready: ReadyBatch[] = [];
  #current: BatchBuffer;

  constructor(newBuffer: () => BatchBuffer) {
    this.#newBuffer = newBuffer;
    this.#current = newBuffer();
  }

  get current(): BatchBuffer {
    return this.#current;
  }

  get isReady(): boolean {
    return this.#ready.length > 0;
  }

  /** Moves the current batch to those that are ready, if it is large enough. @param state which covers all of it, if it needs one. */
  flushIfFull({ records, bytes, ageMs }: BatchSize, state: string | undefined): void {
    const buffer = this.#current;
    if (buffer.records === 0) return;
    const isOld = performance.now() - buffer.sinceMs >= ageMs;
    if (buffer.records < records && buffer.bytes < bytes && !isOld) return;
    this.#ready.push({ buffer: this.rotate(), state });
  }

  /** Begins a new batch. @returns the one that ended. */
  rotate(): BatchBuffer {
    const before = this.#current;
    this.#current = this.#newBuffer();
    return before;
  }

  /** The next batch that is ready; it is taken off the list. */
  next(): ReadyBatch | undefined {
    return this.#ready.shift();
  }

  /** Drops all records, and begins a new batch. */
  async clear(): Promise<void> {
    await this.remove();
    this.#ready.length = 0;
    this.#current = this.#newBuffer();
  }

  async remove(): Promise<void> {
    for (const { buffer } of this.#ready) await buffer.remove();
    await this.#current.remove();
  }
}
