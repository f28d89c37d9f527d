/** Counts are kept once a second, and so many of them: a rate is that of the last ten seconds. */
const STEP_MS = 1_000;
const KEPT = 11;

interface Count {
  readonly atMs: number;
  readonly count: number;
}

/** How fast counters count, each by its name. */
export class Rates {
  readonly #counts = new Map<string, readonly Count[]>();

  /** Call it regularly, and whenever the rate is needed. @returns per second; undefined before there is a second to judge by. */
  seen(name: string, count: number, atMs: number): number | undefined {
    const counts = this.#counts.get(name) ?? [];
    const { atMs: lastMs = -Infinity } = counts.at(-1) ?? {};
    const kept = atMs - lastMs < STEP_MS ? counts : [...counts, { atMs, count }].slice(-KEPT);
    this.#counts.set(name, kept);
    const [first] = kept;
    if (first === undefined || atMs - first.atMs < STEP_MS) return undefined;
    return ((count - first.count) * 1000) / (atMs - first.atMs);
  }
}
