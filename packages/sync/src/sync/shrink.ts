import type { RowCounts, TableName } from "../destinations/destination.js";

/**
 * The warning about a table that has lost more than half of its rows, or all of them: that is right where the source has deleted them,
 * and a sign of settings or permissions that have changed where it has not.
 *
 * @returns undefined where it has not lost so many.
 */
export function shrinkWarning({ schema, name }: TableName, { before, after }: RowCounts): string | undefined {
  if (after * 2 >= before) return undefined;
  const rows = (count: number) => `${count.toLocaleString("en")} ${count === 1 ? "row" : "rows"}`;
  const now = after === 0 ? "is empty now" : `has ${after.toLocaleString("en")} now`;
  return (
    `${schema}.${name} had ${rows(before)} before this sync and ${now}. ` +
    "If the source has not deleted that many, check its settings and permissions, and run the sync again."
  );
}
