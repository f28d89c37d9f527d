import { createHash } from "node:crypto";
import type { Table } from "../../tables/table.js";

/** Where the new rows of a table are prepared: a real table, so that a long read survives in batches. With a key, of two rows the last counts. */
export function asideOf(table: Table): Table {
  const hash = createHash("sha256").update(table.name).digest("hex").slice(0, 12);
  return { ...table, name: `_sluice_new_${hash}`, mode: table.key.length > 0 ? "merge" : "append" };
}
