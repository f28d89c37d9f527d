import type { Table } from "../../tables/table.js";
import type { FinishedTable } from "../destination.js";
import { applyRead, countOf, IS_LIVE } from "./absent-rows.js";
import type { Session } from "./session.js";
import { type Replaced, replacement, reshaped } from "./tables.js";

/** What is known of the destination, and of the table that gets the staged rows. */
export interface Staged extends Replaced {
  readonly session: Session;
  /** The staging table; its columns have the types that hold the values of both. */
  readonly staging: Table;
}

/**
 * The table stays, and so do its columns that a user added, its indexes, grants, comments and views: it gets the new columns and types.
 * Then it is emptied and gets the staged rows, unless other rows stay.
 *
 * Call it in a transaction.
 */
export async function takeStaged(
  table: Table,
  { session, staging, there, names, emptiesFirst }: Staged,
): Promise<FinishedTable> {
  const from = session.table(staging.schema, staging.name);
  const into = session.table(table.schema, table.name);
  if (table.absent === undefined) {
    const rows = { before: await countOf(session, into), after: await countOf(session, from) };
    for (const statement of replacement(from, into, table, { there, names, emptiesFirst }))
      await session.run(statement);
    return { deleted: 0, rows };
  }
  const fitted = { ...table, columns: staging.columns };
  const { statements } = reshaped(into, fitted, { there, names, isEmptied: false });
  for (const statement of statements) await session.run(statement);
  const before = await countOf(session, into, IS_LIVE);
  const deleted = await applyRead(session, fitted, { from, into });
  await session.run(`DROP TABLE ${from}`);
  return { deleted, rows: { before, after: before - deleted } };
}
