import { ownerOf } from "../../state/connection-state.js";
import { OWN_COLUMNS, type Table } from "../../tables/table.js";
import { TableError } from "../destination.js";
import type { ExistingTable, Session } from "./session.js";
import type { StateStore, States } from "./state-store.js";

export interface Claim {
  readonly session: Session;
  readonly store: StateStore;
  /** Those of all connections, as they are in this transaction. */
  readonly states: States;
  readonly connection: string;
  /** A name as the database compares it with others. */
  readonly fold: (name: string) => string;
}

/**
 * The table of a stream, proved to be its connection's: by the state of all connections, and by the column that marks what Sluice made.
 * In the transaction that changes or drops it.
 *
 * @returns undefined where there is none.
 * @throws TableError if it is somebody else's.
 */
export async function ownedTable(
  table: Table,
  { session, store, states, connection, fold }: Claim,
): Promise<ExistingTable | undefined> {
  const there = await session.find(table);
  const owner = ownerOf(states, table, fold);
  if (there === undefined) {
    if (owner !== undefined && owner !== connection) await store.disown(owner, table, fold);
    return undefined;
  }
  if (owner === connection) {
    assertOurs(table, there);
    return there;
  }
  const whose = owner === undefined ? "was not made by Sluice" : `belongs to the connection "${owner}"`;
  throw new TableError(
    `${table.label} cannot be loaded into ${table.schema}.${table.name}: there is a table ${there.schema}.${there.name} that ${whose}. ` +
      "Load into another schema (--schema NAME), or rename or drop that table.",
  );
}

/** A user may have created another object under our table's name. @throws TableError */
export function assertOurs(table: Table, there: ExistingTable): void {
  if (isOurs(there)) return;
  throw new TableError(
    `${table.label} cannot be loaded into ${table.schema}.${table.name}: it is no longer the table that Sluice made (no column ${OWN_COLUMNS.id}, or a view). ` +
      "Rename or drop it, or load into another schema (--schema NAME).",
  );
}

/** Whether what is there is a table that Sluice made, and not another object of its name. */
export function isOurs({ isTable, columns }: ExistingTable): boolean {
  return isTable && columns.some(({ name }) => name === OWN_COLUMNS.id);
}
