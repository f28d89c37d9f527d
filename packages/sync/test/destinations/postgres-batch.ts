import type { Misfit, Store } from "../../src/destinations/destination.js";
import { PostgresStore } from "../../src/destinations/postgres/postgres.js";
import type { Table } from "../../src/tables/table.js";
import type { usePostgres } from "./postgres-suite.js";
import { batchOf, INTEGER, TEXT, tableOf, withDestination } from "./support.js";

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

/** @returns what lands records, JSON texts, in one batch: in Postgres unless told otherwise. */
export function landingIn(postgres: ReturnType<typeof usePostgres>) {
  return (table: Table, records: readonly string[], open?: () => Promise<Store>): Promise<readonly Misfit[]> =>
    withDestination(open ?? (() => PostgresStore.open(postgres.url())), async (destination) => {
      await destination.start();
      await destination.begin([table]);
      const batch = await batchOf(postgres.folder(), table, undefined, ...records.map(latin1));
      const [misfits] = await destination.commit([batch]);
      return misfits ?? [];
    });
}

/** `batchOf` writes texts as they are, letter by letter. */
function latin1(text: string): string {
  return Buffer.from(text).toString("latin1");
}
