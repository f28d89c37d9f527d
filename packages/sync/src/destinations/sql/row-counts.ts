import type { TableName } from "../destination.js";
import type { Session } from "./session.js";

/** How many tables one statement counts: each statement is a round trip, and one over thousands of tables is slow to plan. */
const AT_ONCE = 100;

/**
 * How many rows tables have, in their order.
 *
 * @param countOf a query for the number of a table's rows, as `count`.
 */
export async function rowCounts(
  session: Session,
  tables: readonly TableName[],
  countOf: (table: string) => string,
): Promise<readonly (number | undefined)[]> {
  const counts: (number | undefined)[] = tables.map(() => undefined);
  for (let first = 0; first < tables.length; first += AT_ONCE) {
    const queries = tables.slice(first, first + AT_ONCE).map(({ schema, name }, index) => {
      return `SELECT ${first + index} AS place, count FROM (${countOf(session.table(schema, name))}) AS counted`;
    });
    for (const { place, count } of await session.rows(queries.join(" UNION ALL ")))
      counts[Number(place)] = Number(count);
  }
  return counts;
}
