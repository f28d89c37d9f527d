/** A rate is that of the last ten seconds, and not known before there is one to judge by. */
const WINDOW_MS = 10_000;
const LEAST_MS = 1_000;

/** How fast counters count, each by its name. */
export class Rates {
  readonly #seen = new Map<string, readonly { readonly atMs: number; readonly count: number }[]>();

  /** Call it regularly, and whenever the rate is needed. @returns per second. */
  seen(name: string, count: number): number | undefined {
    const now = { atMs: Date.now(), count };
    const seen = [...(this.#seen.get(name) ?? []), now].filter(({ atMs }) => now.atMs - atMs <= WINDOW_MS);
    this.#seen.set(name, seen);
    const [first = now] = seen;
    const ms = now.atMs - first.atMs;
    return ms < LEAST_MS ? undefined : ((count - first.count) * 1000) / ms;
  }
}
