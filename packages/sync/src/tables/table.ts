import { isJsonObject, type JsonObject, type JsonValue } from "@sluice/core";
import { LONGEST, namesFor } from "./names.js";
import { type ColumnType, typeOf } from "./types.js";

/** A field of a stream, and the column that holds it. */
export interface Column {
  /** As the source spells it. */
  readonly field: string;
  readonly name: string;
  readonly type: ColumnType;
}

/** What becomes of rows that are there already. */
export type WriteMode =
  /** They go, all at once, when the new ones are complete. */
  | "replace"
  /** One of the same key is replaced by the new one. */
  | "merge"
  /** They stay. */
  | "append";

/** Where and how a stream lands. */
export interface Table {
  readonly stream: string;
  readonly schema: string;
  readonly name: string;
  readonly columns: readonly Column[];
  /** The names of the columns that tell one row from another; empty for `append`. */
  readonly key: readonly string[];
  readonly mode: WriteMode;
}

/** Columns of every table that are not of the source. */
export const OWN_COLUMNS = {
  /** When the source handed the record out. */
  syncedAt: "_sluice_synced_at",
  /** Tells rows apart where there is no key. */
  id: "_sluice_id",
  /** Fields that the schema does not know, and values that do not fit their column, as they came. */
  extra: "_sluice_extra",
} as const;

/** A stream as `discover` describes it, as far as a table needs it. */
export interface StreamFacts {
  readonly name: string;
  readonly jsonSchema: JsonObject;
  readonly primaryKey: readonly string[];
}

/** Plans the tables of a source's streams, all in one schema. A stream without a key cannot be merged: it is appended. */
export function tablesOf(
  streams: readonly StreamFacts[],
  { schema, mode }: { readonly schema: string; readonly mode: (stream: string) => WriteMode },
): readonly Table[] {
  const names = namesFor(streams.map(({ name }) => name));
  return streams.map((stream) => {
    const columns = columnsOf(stream.jsonSchema);
    const key = stream.primaryKey.flatMap((field) => columns.find((column) => column.field === field)?.name ?? []);
    const isKeyed = key.length > 0 && key.length === stream.primaryKey.length;
    const wanted = mode(stream.name);
    return {
      stream: stream.name,
      schema,
      name: names.get(stream.name) ?? stream.name,
      columns,
      key: isKeyed ? key : [],
      mode: wanted === "merge" && !isKeyed ? "append" : wanted,
    };
  });
}

function columnsOf({ properties }: JsonObject): readonly Column[] {
  const fields: JsonObject = isJsonObject(properties) ? properties : {};
  const names = namesFor(Object.keys(fields), new Map(), LONGEST);
  return Object.entries(fields).map(([field, schema]: [string, JsonValue]) => ({
    field,
    name: names.get(field) ?? field,
    type: typeOf(schema),
  }));
}
