import { isThorough } from "./positions.js";

/** Numbers in [0, 1) that are the same in every run (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const given = process.env["SLUICE_SEED"] ?? "1";

/**
 * The seed of a property test, for fast-check: the same values in each run, so that a check fails because of a change and never by
 * chance. `SLUICE_SEED=random` tries others; a failure prints its seed, for `SLUICE_SEED=<seed>`.
 */
export const SEED: { readonly seed?: number } = given === "random" ? {} : { seed: Number(given) };

/** How often a property is tried: so many times in a thorough run, a quarter of them in `npm test`. */
export function runs(count: number): { readonly numRuns: number; readonly seed?: number } {
  return { numRuns: isThorough ? count : Math.ceil(count / 4), ...SEED };
}
