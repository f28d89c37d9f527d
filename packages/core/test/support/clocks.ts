import type { Clock } from "../../src/http/clock.js";

/** A clock that the test advances. */
export class ManualClock implements Clock {
  #nowMs = 1_000_000;
  #sleepers: { readonly untilMs: number; readonly wake: () => void }[] = [];

  now(): number {
    return this.#nowMs;
  }

  monotonicMs(): number {
    return this.#nowMs;
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason);
      signal?.addEventListener("abort", () => reject(signal.reason), { once: true });
      this.#sleepers.push({ untilMs: this.#nowMs + ms, wake: resolve });
    });
  }

  /** Lets pending code reach its sleep, advances the time, wakes those that are due, and lets them run. */
  async advance(ms: number): Promise<void> {
    await eventLoopTurn();
    this.#nowMs += ms;
    const due = this.#sleepers.filter(({ untilMs }) => untilMs <= this.#nowMs);
    this.#sleepers = this.#sleepers.filter(({ untilMs }) => untilMs > this.#nowMs);
    for (const { wake } of due) wake();
    await eventLoopTurn();
  }
}

/** Lets all pending callbacks and promises run. */
export function eventLoopTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
