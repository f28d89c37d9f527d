import type { Clock } from "@sluice/core";

/** A clock whose sleeps take no time: they move both of its times forward, and are kept. */
export class FastClock implements Clock {
  /** The waits that were asked for, in milliseconds. */
  readonly sleeps: number[] = [];
  #nowMs: number;
  #monotonicMs = 0;

  constructor(startMs = Date.now()) {
    this.#nowMs = startMs;
  }

  now(): number {
    return this.#nowMs;
  }

  monotonicMs(): number {
    return this.#monotonicMs;
  }

  /** Sets the time of day forward, or back by less than zero, as a time server or a user does. Durations stay as they are. */
  set(byMs: number): void {
    this.#nowMs += byMs;
  }

  async sleep(ms: number, signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    this.sleeps.push(ms);
    this.#nowMs += ms;
    this.#monotonicMs += ms;
  }
}
