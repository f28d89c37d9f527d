/** A smaller state is written whenever it changes. */
const SMALL_BYTES = 4_096;

const MIN_INTERVAL_MS = 10_000;
const BYTES_PER_SECOND = 8_192;

/**
 * Decides when a state in mid-read is written. A large one is written at most every ten seconds, and at most at 8 kB a
 * second: an interrupted read loses about a minute, and the states of 5,000 partitions come to 2 MB in five minutes.
 */
export class CheckpointInterval {
  #nextMs = Number.NEGATIVE_INFINITY;

  isDue(bytes: number, nowMs: number): boolean {
    if (bytes <= SMALL_BYTES) return true;
    if (nowMs < this.#nextMs) return false;
    this.#nextMs = nowMs + Math.max(MIN_INTERVAL_MS, (bytes / BYTES_PER_SECOND) * 1000);
    return true;
  }
}
