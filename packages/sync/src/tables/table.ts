import { isJsonObject, type JsonObject, type JsonValue } from "@sluice/core/json";
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
  /** As `streamKey` has it. */
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
  readonly namespace?: string | undefined;
  readonly jsonSchema: JsonObject;
  readonly primaryKey: readonly string[];
}

/** What tells a stream from the others of its source, and what people call it. */
export function streamKey(name: string, namespace: string | undefined): string {
  return namespace === undefined ? name : `${namespace}.${name}`;
}

export interface Planning {
  readonly schema: string;
  readonly mode: (stream: string) => WriteMode;
  /** The names that tables and columns were given before, by stream. */
  readonly known?: ReadonlyMap<string, { readonly table: string; readonly columns: ReadonlyMap<string, string> }>;
}

/** Plans the tables of a source's streams, all in one schema. A stream without a key cannot be merged: it is appended. */
export function tablesOf(streams: readonly StreamFacts[], { schema, mode, known }: Planning): readonly Table[] {
  const keys = streams.map(({ name, namespace }) => streamKey(name, namespace));
  const knownNames = new Map([...(known ?? [])].map(([stream, { table }]) => [stream, table]));
  const names = namesFor(keys, knownNames, LONGEST, (stream) => plainName(streams, stream));
  return streams.map((facts) => {
    const stream = streamKey(facts.name, facts.namespace);
    const columns = columnsOf(facts.jsonSchema, known?.get(stream)?.columns);
    const key = facts.primaryKey.flatMap((field) => columns.find((column) => column.field === field)?.name ?? []);
    const isKeyed = key.length > 0 && key.length === facts.primaryKey.length;
    const wanted = mode(stream);
    return {
      stream,
      schema,
      name: names.get(stream) ?? stream,
      columns,
      key: isKeyed ? key : [],
      mode: wanted === "merge" && !isKeyed ? "append" : wanted,
    };
  });
}

/** A namespace is in the table's name only where streams of one name meet. */
function plainName(streams: readonly StreamFacts[], stream: string): string {
  const facts = streams.find(({ name, namespace }) => streamKey(name, namespace) === stream);
  if (facts?.namespace === undefined) return stream;
  const isAlone = streams.every((other) => other === facts || other.name !== facts.name);
  return isAlone ? facts.name : `${facts.namespace}__${facts.name}`;
}

function columnsOf({ properties }: JsonObject, known?: ReadonlyMap<string, string>): readonly Column[] {
  const fields: JsonObject = isJsonObject(properties) ? properties : {};
  const names = namesFor(Object.keys(fields), known);
  return Object.entries(fields).map(([field, schema]: [string, JsonValue]) => ({
    field,
    name: names.get(field) ?? field,
    type: typeOf(schema),
  }));
}
