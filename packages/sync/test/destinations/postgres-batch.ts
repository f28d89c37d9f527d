import type { Store, TypeMismatch } from "../../src/destinations/destination.js";
import { PostgresStore } from "../../src/destinations/postgres/postgres.js";
import type { Table } from "../../src/tables/table.js";
import type { usePostgres } from "./postgres-suite.js";
import { INTEGER, TEXT, tableOf, withSync } from "./support.js";

/** A column of each type. */
export const TYPED = {
  id: INTEGER,
  name: TEXT,
  score: { type: "number" },
  isOn: { type: "boolean" },
  born: { type: "string", format: "date" },
  at: { type: "string", format: "date-time" },
  local: { type: "string", airbyte_type: "timestamp_without_timezone" },
  tags: { type: "array" },
} as const;

/** A table that is appended to, without a key. */
export const append = (properties: Parameters<typeof tableOf>[1] = TYPED) => tableOf("append", properties, []);

/** @returns what loads records, JSON texts, in one batch: into Postgres by default. It throws why a table cannot begin. */
export function loadingInto(postgres: ReturnType<typeof usePostgres>) {
  return (
    table: Table,
    records: readonly string[],
    open: () => Promise<Store> = () => PostgresStore.open(postgres.url()),
  ): Promise<readonly TypeMismatch[]> =>
    withSync({ open, folder: postgres.folder() }, async (sync) => {
      const [failure] = (await sync.begin(table)).failures.values();
      if (failure !== undefined) throw new Error(failure);
      return sync.load(table, undefined, ...records.map(latin1));
    });
}

/** `batchOf` writes texts as they are, letter by letter. */
function latin1(text: string): string {
  return Buffer.from(text).toString("latin1");
}
