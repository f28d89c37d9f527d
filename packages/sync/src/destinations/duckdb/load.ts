import type { Table } from "../../tables/table.js";
import type { Batch, Misfit } from "../destination.js";
import { misfitsIn } from "../sql/misfits.js";
import type { Database } from "./database.js";
import { dropBatch, misfitsInBatch, moveBatch, readBatch } from "./sql.js";

/** Puts a batch into a table, within a transaction. @param into the table as SQL names it; `isAside` as `moveBatch` has it. */
export async function loadBatch(
  database: Database,
  table: Table,
  batch: Batch,
  { into, isAside = false }: { readonly into: string; readonly isAside?: boolean },
): Promise<readonly Misfit[]> {
  await database.run(readBatch(table, batch.file, batch.longestLine));
  const misfits = misfitsIn(await database.rows(misfitsInBatch));
  for (const statement of moveBatch(table, into, isAside)) await database.run(statement);
  await database.run(dropBatch);
  return misfits;
}
