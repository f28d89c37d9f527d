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

/** So few requests left, for each that may be in flight, are spread over the time until the reset. */
const LOW_FOR_EACH = 5;

const NO_PACE = { untilMs: 0, everyMs: 0 };

/** Pacing is nothing to tell of while its steps are shorter. */
const TOLD_FROM_MS = 10_000;

/**
 * The one place that decides when a request may go out, shared by all streams of a source: so many in flight, so many a
 * minute (sliding, so that the budget may be used at once but no 60 seconds ever hold more), and one pause for all. Where
 * replies announce what is left and that runs low, the rest is spread until the reset, for others may use the same key.
 */
export class Throttle {
  readonly #limits: Limits;
  readonly #clock: Clock;
  readonly #longestPauseMs: number;
  #requestsPerMinute: number;
  /** With a place, though perhaps still waiting. */
  #inFlight = 0;
  /** Sent, and not answered yet. */
  #underWay = 0;
  #pausedUntilMs = 0;
  /** Until when, and how far apart, requests go out while little is left. */
  #pace = NO_PACE;
  #lastSentMs = 0;
  /**
   * When the requests of the last minute were answered, oldest first. The server counts a request when it comes in, which is
   * some time before: so its minute never holds more than ours.
   */
  readonly #answeredMs: number[] = [];
  readonly #waiting: (() => void)[] = [];

  constructor(limits: Limits, clock: Clock, longestPauseMs = LONGEST_PAUSE_MS) {
    this.#limits = limits;
    this.#clock = clock;
    this.#longestPauseMs = longestPauseMs;
    this.#requestsPerMinute = limits.requestsPerMinute;
  }

  /** Takes in what a reply announces, while its request is still under way: how many a minute, and how many are left before the reset. */
  learn(headers: Readonly<Record<string, string>>): void {
    const announced = wholeNumber(headers[this.#limits.perMinuteHeader ?? ""]);
    if (announced !== undefined && announced > 0) this.#requestsPerMinute = announced;
    const nowMs = this.#clock.now();
    const remaining = remainingRequests(headers);
    const hintMs = remaining === undefined ? undefined : waitHintMs(headers, nowMs);
    if (remaining === undefined || hintMs === undefined) return;
    const resetMs = Math.min(hintMs, this.#longestPauseMs);
    if (remaining === 0) this.pauseUntil(nowMs + resetMs);
    const isLow = remaining <= LOW_FOR_EACH * this.#limits.concurrency;
    const others = this.#underWay - 1; // the server may not know of them yet
    const left = Math.max(0, remaining - others);
    this.#pace = isLow ? { untilMs: nowMs + resetMs, everyMs: resetMs / (left + 1) } : NO_PACE;
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
      for (;;) {
        const holdMs = this.#holdMs();
        const delayMs = Math.max(holdMs, this.#paceMs());
        if (delayMs <= 0) break;
        const sleepMs = Math.min(LONGEST_SLEEP_MS, Math.max(SHORTEST_WAIT_MS, delayMs));
        if (holdMs > 0 || delayMs >= TOLD_FROM_MS) onWait(delayMs, sleepMs);
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
    this.#underWay++;
    this.#lastSentMs = this.#clock.now();
    try {
      return await operation();
    } finally {
      this.#underWay--;
      this.#answeredMs.push(this.#clock.now());
    }
  }

  /** A place among those in flight; never more of them than a minute may hold, or they would wait for each other. */
  async #slot(): Promise<void> {
    while (this.#inFlight >= Math.min(this.#limits.concurrency, this.#requestsPerMinute)) {
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
    this.#inFlight++;
  }

  /** Until the limit lets a request go out. */
  #holdMs(): number {
    const nowMs = this.#clock.now();
    return Math.max(this.#windowMs(nowMs), this.#pausedUntilMs - nowMs, 0);
  }

  /** Until it is time for the next of the few that are left. */
  #paceMs(): number {
    const nowMs = this.#clock.now();
    return nowMs < this.#pace.untilMs ? this.#lastSentMs + this.#pace.everyMs - nowMs : 0;
  }

  /** Until the last minute holds few enough. */
  #windowMs(nowMs: number): number {
    const answered = this.#answeredMs;
    while ((answered[0] ?? nowMs) <= nowMs - WINDOW_MS) answered.shift();
    const tooMany = answered.length + this.#underWay + 1 - this.#requestsPerMinute;
    const lastMs = tooMany > 0 ? answered[tooMany - 1] : undefined;
    return lastMs === undefined ? 0 : lastMs + WINDOW_MS - nowMs;
  }
}
