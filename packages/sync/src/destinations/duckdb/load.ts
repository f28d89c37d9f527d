import type { Table } from "../../tables/table.js";
import type { ColumnType } from "../../tables/types.js";
import type { Batch, TypeMismatch } from "../destination.js";
import { mismatchesIn } from "../sql/mismatches.js";
import type { Session } from "../sql/session.js";
import { dropBatch, mismatchesInBatch, moveBatch, readBatch, TYPES } from "./sql.js";

/** Where a batch goes. */
export interface LoadTarget {
  readonly session: Pick<Session, "run" | "rows">;
  /** The table as SQL names it. */
  readonly into: string;
  /** What the destination calls our types; as DuckDB by default. */
  readonly types?: Readonly<Record<ColumnType, string>>;
}

/** Loads a batch into a table, within a transaction. */
export async function loadBatch(
  table: Table,
  batch: Batch,
  { session, into, types = TYPES }: LoadTarget,
): Promise<readonly TypeMismatch[]> {
  await session.run(readBatch(table, batch, types));
  const mismatches = mismatchesIn(await session.rows(mismatchesInBatch));
  for (const statement of moveBatch(table, into)) await session.run(statement);
  await session.run(dropBatch);
  return mismatches;
}
