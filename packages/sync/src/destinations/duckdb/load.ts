import type { Table } from "../../tables/table.js";
import type { Batch, TypeMismatch } from "../destination.js";
import { mismatchesIn } from "../sql/mismatches.js";
import type { Database } from "./database.js";
import { dropBatch, mismatchesInBatch, moveBatch, readBatch } from "./sql.js";

/** Loads a batch into a table, within a transaction. @param into the table as SQL names it. */
export async function loadBatch(
  database: Database,
  table: Table,
  batch: Batch,
  into: string,
): Promise<readonly TypeMismatch[]> {
  await database.run(readBatch(table, batch.file, batch.longestLine));
  const mismatches = mismatchesIn(await database.rows(mismatchesInBatch));
  for (const statement of moveBatch(table, into)) await database.run(statement);
  await database.run(dropBatch);
  return mismatches;
}
