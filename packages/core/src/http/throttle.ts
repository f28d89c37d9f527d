import { remainingRequests, wholeNumber } from "./budget.js";
import type { Clock } from "./clock.js";
import { waitHintMs } from "./wait-hint.js";

/** How hard a source may press its API. */
export interface Limits {
  /** Requests in flight at once, over all streams. */
  readonly concurrency: number;
  /** Requests in any 60 seconds. */
  readonly requestsPerMinute: number;
  /** The header in which the API announces how many a minute this account may send, where it does; it then counts. */
  readonly perMinuteHeader?: string;
}

const WINDOW_MS = 60_000;

/** The longest pause for a budget that a reply says is used up: a server may not park us for good. */
const LONGEST_PAUSE_MS = 1_800_000;

/** A longer wait is told about again and again, so that whoever listens can show that the read is alive. */
const LONGEST_SLEEP_MS = 600_000;

/** Hints of zero with an endless 429 must not spin. */
const SHORTEST_WAIT_MS = 1;

/**
 * The one place that decides when a request may go out, shared by all streams of a source: so many in flight, so many a
 * minute (sliding, so that the budget may be used at once but no 60 seconds ever hold more), and one pause for all.
 */
export class Throttle {
  readonly #limits: Limits;
  readonly #clock: Clock;
  readonly #longestPauseMs: number;
  #requestsPerMinute: number;
  #inFlight = 0;
  #pausedUntilMs = 0;
  /** When the requests of the last minute went out, oldest first. */
  #sentMs: number[] = [];
  readonly #waiting: (() => void)[] = [];

  constructor(limits: Limits, clock: Clock, longestPauseMs = LONGEST_PAUSE_MS) {
    this.#limits = limits;
    this.#clock = clock;
    this.#longestPauseMs = longestPauseMs;
    this.#requestsPerMinute = limits.requestsPerMinute;
  }

  /** Takes in what a reply announces: how many requests a minute, and that none is left before the reset. */
  learn(headers: Readonly<Record<string, string>>): void {
    const announced = wholeNumber(headers[this.#limits.perMinuteHeader ?? ""]);
    if (announced !== undefined && announced > 0) this.#requestsPerMinute = announced;
    const resetMs = remainingRequests(headers) === 0 ? waitHintMs(headers, this.#clock.now()) : undefined;
    if (resetMs !== undefined) this.pauseUntil(this.#clock.now() + Math.min(resetMs, this.#longestPauseMs));
  }

  /** Nothing goes out before this time. A shorter pause never cuts a longer one. */
  pauseUntil(untilMs: number): void {
    this.#pausedUntilMs = Math.max(this.#pausedUntilMs, untilMs);
  }

  /**
   * Runs the operation when its turn comes.
   *
   * @param onWait told in milliseconds how long the rate limit holds it back, and how long it sleeps until it looks again.
   */
  async run<T>(
    operation: () => Promise<T>,
    signal: AbortSignal,
    onWait: (delayMs: number, sleepMs: number) => void,
  ): Promise<T> {
    await this.#slot();
    try {
      for (let delayMs = this.#delayMs(); delayMs > 0; delayMs = this.#delayMs()) {
        const sleepMs = Math.min(LONGEST_SLEEP_MS, Math.max(SHORTEST_WAIT_MS, delayMs));
        onWait(delayMs, sleepMs);
        await this.#clock.sleep(sleepMs, signal);
      }
      signal.throwIfAborted();
      this.#sentMs.push(this.#clock.now());
      return await operation();
    } finally {
      this.#inFlight--;
      this.#waiting.shift()?.();
    }
  }

  async #slot(): Promise<void> {
    while (this.#inFlight >= this.#limits.concurrency) {
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
    this.#inFlight++;
  }

  #delayMs(): number {
    const nowMs = this.#clock.now();
    const kept = this.#sentMs.findIndex((sentMs) => sentMs > nowMs - WINDOW_MS);
    this.#sentMs = kept < 0 ? [] : this.#sentMs.slice(kept);
    const oldestMs = this.#sentMs[this.#sentMs.length - this.#requestsPerMinute];
    const windowMs = oldestMs === undefined ? 0 : oldestMs + WINDOW_MS - nowMs;
    return Math.max(windowMs, this.#pausedUntilMs - nowMs, 0);
  }
}
