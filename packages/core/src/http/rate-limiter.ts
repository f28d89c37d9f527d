import { remainingRequests, wholeNumber } from "./budget.js";
import type { Clock } from "./clock.js";
import { waitHintMs } from "./wait-hint.js";

/** How much load a source may put on its API. */
export interface Limits {
  /** Requests in flight at once, over all streams. */
  readonly concurrency: number;
  /** Requests in any 60 seconds. */
  readonly requestsPerMinute: number;
  /** The header in which the API announces how many requests a minute this account may send, if it does; it replaces the number. */
  readonly perMinuteHeader?: string;
}

const WINDOW_MS = 60_000;

/** The longest pause for a budget that a response reports as used up: a server must not stop a read for good. */
const MAX_PAUSE_MS = 1_800_000;

/** A longer wait is reported again after this time, so that the observer can show that the read is alive. */
const MAX_SLEEP_MS = 600_000;

/** An endless 429 with hints of zero must not spin. */
const MIN_SLEEP_MS = 1;

/** The remaining budget is low, and spread until the reset, from so many requests for each that may be in flight. */
const LOW_PER_SLOT = 5;

const NO_PACE = { untilMs: 0, everyMs: 0 };

/** Shorter waits between the requests of a low budget are not reported. */
const MIN_REPORTED_MS = 10_000;

/**
 * Decides when a request may be sent, for all streams of a source: a maximum in flight, a maximum per minute (a sliding
 * window, so that the whole budget may be used at once but no 60 seconds ever hold more), and one pause for all. When
 * responses report that little of the budget remains, the rest is spread until the reset, because others may use the same key.
 * All times are monotonic.
 */
export class RateLimiter {
  readonly #limits: Limits;
  readonly #clock: Clock;
  readonly #maxPauseMs: number;
  #requestsPerMinute: number;
  /** Requests that hold a slot, though perhaps still waiting. */
  #inFlight = 0;
  /** Requests that were sent and not answered yet. */
  #unanswered = 0;
  #pausedUntilMs = 0;
  /** Until when, and how far apart, requests are sent while the budget is low. */
  #pace = NO_PACE;
  #lastSentMs = Number.NEGATIVE_INFINITY;
  /**
   * When the requests of the last minute were answered, oldest first. The server counts a request on arrival, which is some
   * time before: so its minute never holds more than ours.
   */
  readonly #answeredMs: number[] = [];
  readonly #waiting: (() => void)[] = [];

  constructor(limits: Limits, clock: Clock, maxPauseMs = MAX_PAUSE_MS) {
    this.#limits = limits;
    this.#clock = clock;
    this.#maxPauseMs = maxPauseMs;
    this.#requestsPerMinute = limits.requestsPerMinute;
  }

  /** Reads what a response announces, while its request still counts as unanswered: the limit and the remaining budget. */
  observe(headers: Readonly<Record<string, string>>): void {
    const announced = wholeNumber(headers[this.#limits.perMinuteHeader ?? ""]);
    if (announced !== undefined && announced > 0) this.#requestsPerMinute = announced;
    const remaining = remainingRequests(headers);
    const hintMs = remaining === undefined ? undefined : waitHintMs(headers, this.#clock.now());
    if (remaining === undefined || hintMs === undefined) return;
    const resetMs = Math.min(hintMs, this.#maxPauseMs);
    if (remaining === 0) this.pauseFor(resetMs);
    const isLow = remaining <= LOW_PER_SLOT * this.#limits.concurrency;
    const others = this.#unanswered - 1; // the server may not know of them yet
    const left = Math.max(0, remaining - others);
    const untilMs = this.#clock.monotonicMs() + resetMs;
    this.#pace = isLow ? { untilMs, everyMs: resetMs / (left + 1) } : NO_PACE;
  }

  /** Sends nothing for so long. A shorter pause never ends a longer one. */
  pauseFor(ms: number): void {
    this.#pausedUntilMs = Math.max(this.#pausedUntilMs, this.#clock.monotonicMs() + ms);
  }

  /**
   * Runs the operation when its turn comes.
   *
   * @param onWait gets, in milliseconds, how long the rate limit delays the operation, and how long it sleeps before the next
   * look.
   */
  async run<T>(
    operation: () => Promise<T>,
    signal: AbortSignal,
    onWait: (delayMs: number, sleepMs: number) => void,
  ): Promise<T> {
    await this.#slot();
    try {
      for (;;) {
        const limitMs = this.#limitMs();
        const delayMs = Math.max(limitMs, this.#paceMs());
        if (delayMs <= 0) break;
        const sleepMs = Math.min(MAX_SLEEP_MS, Math.max(MIN_SLEEP_MS, delayMs));
        if (limitMs > 0 || delayMs >= MIN_REPORTED_MS) onWait(delayMs, sleepMs);
        await this.#clock.sleep(sleepMs, signal);
      }
      signal.throwIfAborted();
      return await this.#count(operation);
    } finally {
      this.#inFlight--;
      this.#waiting.shift()?.();
    }
  }

  async #count<T>(operation: () => Promise<T>): Promise<T> {
    this.#unanswered++;
    this.#lastSentMs = this.#clock.monotonicMs();
    try {
      return await operation();
    } finally {
      this.#unanswered--;
      this.#answeredMs.push(this.#clock.monotonicMs());
    }
  }

  /** A slot among those in flight; never more of them than a minute may hold, or they would wait for each other. */
  async #slot(): Promise<void> {
    while (this.#inFlight >= Math.min(this.#limits.concurrency, this.#requestsPerMinute)) {
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
    this.#inFlight++;
  }

  /** Until the limit and the pause permit a request. */
  #limitMs(): number {
    const nowMs = this.#clock.monotonicMs();
    return Math.max(this.#windowMs(nowMs), this.#pausedUntilMs - nowMs, 0);
  }

  /** Until the next request of a low budget is due. */
  #paceMs(): number {
    const nowMs = this.#clock.monotonicMs();
    return nowMs < this.#pace.untilMs ? this.#lastSentMs + this.#pace.everyMs - nowMs : 0;
  }

  /** Until the last minute holds few enough requests. */
  #windowMs(nowMs: number): number {
    const answered = this.#answeredMs;
    while ((answered[0] ?? nowMs) <= nowMs - WINDOW_MS) answered.shift();
    const tooMany = answered.length + this.#unanswered + 1 - this.#requestsPerMinute;
    const lastMs = tooMany > 0 ? answered[tooMany - 1] : undefined;
    return lastMs === undefined ? 0 : lastMs + WINDOW_MS - nowMs;
  }
}
