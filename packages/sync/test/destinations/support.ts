import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { JsonObject } from "@sluice/core";
import type { Batch, Destination, Store } from "../../src/destinations/destination.js";
import { ENVELOPE_END, envelopeHead } from "../../src/source/envelope.js";
import { type Table, tablesOf, type WriteMode } from "../../src/tables/table.js";

export const INTEGER = { type: "integer" };
export const TEXT = { type: "string" };

/** A table `acme.users`, with this mode and these fields. */
export function tableOf(
  mode: WriteMode,
  properties: Readonly<Record<string, JsonObject>> = { id: INTEGER, name: TEXT },
  primaryKey: readonly string[] = ["id"],
): Table {
  const facts = { name: "users", jsonSchema: { properties }, primaryKey };
  const [table] = tablesOf([facts], { schema: "acme", mode: () => mode });
  if (table === undefined) throw new Error("there is no table");
  return table;
}

let batches = 0;

/** Records as a batch file in the folder; texts are written as they are. */
export async function batchOf(
  folder: string,
  table: Table,
  state: string | undefined,
  ...records: (JsonObject | string)[]
): Promise<Batch> {
  const columns = new Map(table.columns.map(({ field, name }) => [field, name]));
  const lines = records.map((record, ordinal) => {
    const data = typeof record === "string" ? Buffer.from(record, "latin1") : Buffer.from(JSON.stringify(record));
    const line = { stream: table.stream, namespace: undefined, emittedAt: 1_760_000_000_123, data };
    return Buffer.concat([Buffer.from(envelopeHead(line, ordinal, columns) ?? ""), data, ENVELOPE_END]);
  });
  const file = join(folder, `batch-${batches++}.ndjson`);
  await writeFile(file, Buffer.concat(lines));
  const longestLine = Math.max(0, ...lines.map(({ length }) => length));
  return { table, file, longestLine, records: records.length, state };
}

/** Opens a store for a sync of `acme`, and closes it. */
export async function withDestination<T>(
  open: () => Promise<Store>,
  work: (destination: Destination, store: Store) => Promise<T>,
  connection = "acme",
): Promise<T> {
  const store = await open();
  try {
    const destination = await store.connect(connection);
    try {
      return await work(destination, store);
    } finally {
      await destination.close();
    }
  } finally {
    await store.close();
  }
}
