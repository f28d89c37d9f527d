import { setTimeout as delay } from "node:timers/promises";

/** Time as the SDK sees it, so that tests need not wait. */
export interface Clock {
  /** The time of day, in milliseconds since the epoch. For absolute times only: somebody may set it, in either direction. */
  now(): number;
  /** Milliseconds since an arbitrary start; never set. Every duration is measured with it. */
  monotonicMs(): number;
  /** Resolves after `ms` milliseconds; rejects at once with the signal's reason when it aborts. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** The clocks of this machine, and real waits. */
export const systemClock: Clock = {
  now: Date.now,
  monotonicMs: () => Math.floor(performance.now()),
  async sleep(ms, signal) {
    try {
      await delay(ms, undefined, signal === undefined ? {} : { signal });
    } catch (error) {
      signal?.throwIfAborted(); // the timer throws an error of its own in place of the signal's reason
      throw error;
    }
  },
};
