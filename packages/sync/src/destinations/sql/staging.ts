import { createHash } from "node:crypto";
import type { Table } from "../../tables/table.js";

/** The prefix of version 1's staging tables. */
const FORMER_PREFIX = "_sluice_new_";

/**
 * Where the new rows of a table that is replaced wait: a real table, so that a long read is kept in batches. With a key the last of two
 * rows counts.
 */
export function stagingOf(table: Table): Table {
  return {
    ...table,
    name: `_sluice_staging_${nameHash(table)}`,
    mode: table.key.length > 0 ? "merge" : "append",
    formerKey: undefined,
  };
}

/** What a sync of version 1 that was killed may have left. */
export function formerStagingOf(table: Table): Table {
  return { ...table, name: FORMER_PREFIX + nameHash(table) };
}

function nameHash({ name }: Table): string {
  return createHash("sha256").update(name).digest("hex").slice(0, 12);
}
