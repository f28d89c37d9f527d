import { createHash } from "node:crypto";
import type { Table } from "../../tables/table.js";

/** The prefix of version 1's staging tables. */
const FORMER_PREFIX = "_sluice_new_";

/**
 * Where the new rows of a table that is replaced wait: a real table, so that a long read is kept in batches. With a key the last of two
 * rows counts. Where a table is only reconciled, a record that was deleted is as one that did not come.
 */
export function stagingOf(table: Table): Table {
  return {
    ...table,
    name: stagingName(table.name),
    mode: table.key.length > 0 ? "merge" : "append",
    deletes: table.mode === "reconcile" ? "remove" : table.deletes,
    formerKey: undefined,
  };
}

/** What a sync of version 1 that was killed may have left. */
export function formerStagingOf(table: Table): Table {
  return { ...table, name: formerStagingName(table.name) };
}

/** The name of the staging table of a table of this name. */
export function stagingName(name: string): string {
  return `_sluice_staging_${hashOf(name)}`;
}

/** The same in version 1. */
export function formerStagingName(name: string): string {
  return FORMER_PREFIX + hashOf(name);
}

function hashOf(name: string): string {
  return createHash("sha256").update(name).digest("hex").slice(0, 12);
}
