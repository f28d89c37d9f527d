import { createHash } from "node:crypto";
import type { Table } from "../../tables/table.js";

const PREFIX = "_sluice_new_";

/** Where the new rows of a table are prepared: a real table, so that a long read survives in batches. With a key, of two rows the last counts. */
export function asideOf(table: Table): Table {
  const hash = createHash("sha256").update(table.name).digest("hex").slice(0, 12);
  return { ...table, name: `${PREFIX}${hash}`, mode: table.key.length > 0 ? "merge" : "append" };
}

export function isAside({ name }: Table): boolean {
  return name.startsWith(PREFIX); // no stream's table begins so: the name is reserved
}
