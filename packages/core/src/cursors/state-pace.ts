/** A state of so few bytes may be written as often as it changes. */
const SMALL_BYTES = 4_096;

const SHORTEST_MS = 10_000;
const BYTES_PER_SECOND = 8_192;

/**
 * How often a state in mid-read is worth writing. A large one is written again only after ten seconds, and after as many
 * as its size takes at 8 kB a second: what is lost when a read breaks off is a minute of it, and what is written for 5,000
 * partitions in five minutes is about 2 MB.
 */
export class StatePace {
  #notBeforeMs = Number.NEGATIVE_INFINITY;

  isDue(bytes: number, nowMs: number): boolean {
    if (bytes <= SMALL_BYTES) return true;
    if (nowMs < this.#notBeforeMs) return false;
    this.#notBeforeMs = nowMs + Math.max(SHORTEST_MS, (bytes / BYTES_PER_SECOND) * 1000);
    return true;
  }
}
