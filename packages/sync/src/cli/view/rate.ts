/** How far back it looks. */
const WINDOW_MS = 10_000;
/** How often a count is kept. */
const STEP_MS = 1_000;

interface Count {
  readonly atMs: number;
  readonly count: number;
}

/** How fast a counter counts, over the last seconds. */
class Rate {
  #kept: readonly Count[] = [];

  /** @returns per second; undefined before there is a second to judge by. */
  seen(count: number, atMs: number): number | undefined {
    const last = this.#kept.at(-1);
    if (last === undefined || atMs - last.atMs >= STEP_MS) this.#kept = [...this.#kept, { atMs, count }];
    const within = this.#kept.findIndex((kept) => atMs - kept.atMs < WINDOW_MS);
    this.#kept = this.#kept.slice(Math.max(0, within - 1)); // with the one before, so that there is one, however late we are
    const [first] = this.#kept;
    if (first === undefined || atMs - first.atMs < STEP_MS) return undefined;
    return ((count - first.count) * 1000) / (atMs - first.atMs);
  }
}

/** How fast counters count, each by its name. */
export class Rates {
  readonly #rates = new Map<string, Rate>();

  /** Call it regularly, and whenever the rate is needed. */
  seen(name: string, count: number, atMs: number): number | undefined {
    let rate = this.#rates.get(name);
    if (rate === undefined) {
      rate = new Rate();
      this.#rates.set(name, rate);
    }
    return rate.seen(count, atMs);
  }
}
