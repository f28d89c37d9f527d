import type { FinishedTable } from "../destinations/destination.js";
import type { Table } from "../tables/table.js";

/**
 * The warning about a table that has lost more than half of its rows, or all of them: that is right where the source has deleted them,
 * and a sign of settings or permissions that have changed where it has not.
 *
 * @returns undefined where it has not lost so many.
 */
export function shrinkWarning(
  { schema, name, absent }: Pick<Table, "schema" | "name" | "absent">,
  { deleted, rows }: FinishedTable,
): string | undefined {
  if (rows === undefined || rows.after * 2 >= rows.before) return undefined;
  const [before, after] = [rows.before.toLocaleString("en"), rows.after.toLocaleString("en")];
  const now = rows.after === 0 ? "is empty now" : `has ${after} now`;
  const text =
    absent === undefined
      ? `${schema}.${name} had ${before} ${rows.before === 1 ? "row" : "rows"} before this sync and ${now}. `
      : `${deleted.toLocaleString("en")} of the ${before} rows of ${schema}.${name} were ${absent.how === "mark" ? "marked as deleted" : "removed"}. `;
  return `${text}If the source has not deleted that many, check its settings and permissions, and run the sync again.`;
}
