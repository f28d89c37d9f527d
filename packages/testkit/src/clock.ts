import type { Clock } from "@sluice/core";

/** A clock whose sleeps take no time: they move it forward, and are kept. */
export class FastClock implements Clock {
  /** The waits that were asked for, in milliseconds. */
  readonly sleeps: number[] = [];
  #nowMs: number;

  constructor(startMs = Date.now()) {
    this.#nowMs = startMs;
  }

  now(): number {
    return this.#nowMs;
  }

  async sleep(ms: number, signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    this.sleeps.push(ms);
    this.#nowMs += ms;
  }
}
