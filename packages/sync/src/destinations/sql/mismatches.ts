import type { TypeMismatch } from "../destination.js";

/** What a query for mismatches found: databases write large counts as text. */
export function mismatchesIn(rows: readonly Record<string, unknown>[]): readonly TypeMismatch[] {
  return rows.map(({ field, values, first }) => ({
    field: String(field),
    values: Number(values),
    first: Number(first),
  }));
}
