import type { Misfit } from "../destination.js";

/** What a `misfitsInBatch` found: databases tell large counts as text. */
export function misfitsIn(rows: readonly Record<string, unknown>[]): readonly Misfit[] {
  return rows.map(({ field, values, first }) => ({
    field: String(field),
    values: Number(values),
    first: Number(first),
  }));
}
