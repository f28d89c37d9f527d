import type { Table } from "../../tables/table.js";
import { TableError } from "../destination.js";

/** A table whose rows should be compared with a read is not there. */
export function goneError({ label, schema, name, stream }: Table): TableError {
  return new TableError(`${label} cannot be reconciled: there is no table ${schema}.${name}. Sync the stream first.`, {
    stream,
  });
}

/**
 * Writes to one table. A user's change to a table, e.g. a constraint, is a problem of its stream alone.
 *
 * @throws TableError of the stream if the error is about the table; any other error as it is.
 */
export async function onTable<T>(
  { schema, name, stream }: Table,
  isTableProblem: (error: unknown) => boolean,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof TableError) throw new TableError(error.message, { cause: error, stream });
    if (!isTableProblem(error)) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new TableError(
      `Cannot write ${schema}.${name}: ${reason}. Undo what was changed in that table, or load into another schema (--schema NAME).`,
      { cause: error, stream },
    );
  }
}
