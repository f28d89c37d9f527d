import type { StreamEntry } from "../state/connection-state.js";
import { streamKey } from "../streams/stream.js";
import { namesFor } from "../tables/names.js";
import { type KnownColumn, OWN_COLUMNS } from "../tables/table.js";
import type { ColumnType } from "../tables/types.js";
import type { Descriptions } from "./descriptions.js";
import type { Freshness } from "./freshness.js";
import { identifier, literal } from "./jinja.js";
import { keyColumns, presentColumns, type Relation, relationsOf } from "./relations.js";

/** A table that Sluice loads. */
export interface LoadedTable {
  readonly connection: string;
  readonly entry: StreamEntry;
}

/** How dbt reaches a destination. */
export interface DbtTarget {
  /** What the adapter calls the database; undefined where tables are files. */
  readonly database: string | undefined;
  readonly types: Readonly<Record<ColumnType | "uuid", string>>;
  /** The last of our own columns, which has what the others do not. */
  readonly rest: { readonly name: string; readonly description: string };
  /** What dbt-duckdb reads in place of a table of the database; undefined where there is nothing yet. */
  external?(entry: StreamEntry): string | undefined;
}

export interface SourcesOptions {
  readonly target: DbtTarget;
  readonly freshness: Freshness;
  /** By connection. */
  readonly descriptions: ReadonlyMap<string, Descriptions>;
}

/** The content of a `sources.yml`: a source for each schema. */
export function sourcesFile(tables: readonly LoadedTable[], options: SourcesOptions): object {
  const names = dbtNames(tables);
  const schemas = [...new Set(tables.map(({ entry }) => entry.schema))];
  const { target, freshness } = options;
  const sources = schemas.map((schema) => {
    const own = tables.filter(({ entry }) => entry.schema === schema);
    const connections = [...new Set(own.map(({ connection }) => connection))];
    return {
      name: names.source(schema),
      description: literal(`Loaded by Sluice from ${connections.join(", ")}.`),
      loader: "sluice",
      ...(target.database === undefined ? {} : { database: identifier(target.database) }),
      schema: identifier(schema),
      quoting: { database: true, schema: true, identifier: true },
      config: { loaded_at_field: OWN_COLUMNS.syncedAt, ...freshnessConfig(freshness) },
      tables: own.map((table) => tableOf(table, tables, { ...options, names })),
    };
  });
  return { version: 2, sources };
}

function freshnessConfig({ warnAfter, errorAfter }: Freshness): object {
  if (warnAfter === undefined && errorAfter === undefined) return {};
  const ages = { ...(warnAfter && { warn_after: warnAfter }), ...(errorAfter && { error_after: errorAfter }) };
  return { freshness: ages };
}

interface Named extends SourcesOptions {
  readonly names: DbtNames;
}

function tableOf({ connection, entry }: LoadedTable, all: readonly LoadedTable[], options: Named): object {
  const { target, names, descriptions } = options;
  const siblings = all.filter((other) => other.connection === connection).map((other) => other.entry);
  const relations = relationsOf(entry, siblings);
  const described = descriptions.get(connection)?.get(streamKey(entry));
  const name = names.table(entry);
  const external = target.external?.(entry);
  return {
    name,
    ...(identifier(entry.table) === name ? {} : { identifier: identifier(entry.table) }),
    ...(described?.text === undefined ? {} : { description: literal(described.text) }),
    ...(external === undefined ? {} : { config: { meta: { external_location: external, formatter: "template" } } }),
    columns: [
      ...presentColumns(entry).map((column) => ({
        name: identifier(column.name),
        quote: true,
        ...(column.type === undefined ? {} : { data_type: target.types[column.type] }),
        ...describedAs(described?.fields.get(column.field)),
        ...testsOf(column, { entry, relations, names }),
      })),
      ...ownColumns(target, entry),
    ],
  };
}

function describedAs(text: string | undefined): object {
  return text === undefined ? {} : { description: literal(text) };
}

/** A column of the key is tested alone where it is the whole key: `_sluice_id` covers the others together. */
function testsOf(
  column: KnownColumn,
  { entry, relations, names }: { entry: StreamEntry; relations: readonly Relation[]; names: DbtNames },
): object {
  const isKey = keyColumns(entry).includes(column);
  const tests = [
    ...(isKey && entry.key.length === 1 ? ["unique"] : []),
    ...(isKey ? ["not_null"] : []),
    ...relations.filter((relation) => relation.column === column).map((relation) => relationTest(relation, names)),
  ];
  return tests.length === 0 ? {} : { data_tests: tests };
}

/** A warning and no error, because only the name says that the column refers to the other table. */
function relationTest({ parent, parentColumn }: Relation, names: DbtNames): object {
  const to = `source('${names.source(parent.schema)}', '${names.table(parent)}')`;
  const field = `"${identifier(parentColumn.name)}"`;
  return { relationships: { arguments: { to, field }, config: { severity: "warn" } } };
}

function ownColumns({ types, rest }: DbtTarget, { key }: StreamEntry): readonly object[] {
  const id = key.length > 0 ? "The row's identity, made from the key." : "The row's identity, a random one.";
  const columns = [
    { name: OWN_COLUMNS.id, type: types.uuid, description: id, tests: { data_tests: ["unique", "not_null"] } },
    {
      name: OWN_COLUMNS.syncedAt,
      type: types.timestamp,
      description: "When the source emitted the record.",
      tests: {},
    },
    { name: rest.name, type: types.json, description: rest.description, tests: {} },
    {
      name: OWN_COLUMNS.deletedAt,
      type: types.timestamp,
      description: "When the record was deleted at the source; null if it was not.",
      tests: {},
    },
  ];
  return columns.map(({ name, type, description, tests }) => ({
    name,
    quote: true,
    data_type: type,
    description,
    ...tests,
  }));
}

/** What sources and tables are called in `source('…', '…')`. */
interface DbtNames {
  source(schema: string): string;
  table(entry: StreamEntry): string;
}

/** Letters, digits and underscores; of names that differ in other characters only, one gets a part of its hash. */
function dbtNames(tables: readonly LoadedTable[]): DbtNames {
  const sources = namesFor([...new Set(tables.map(({ entry }) => entry.schema))].sort(), { wish: plain });
  const inSchema = new Map(
    [...sources.keys()].map((schema) => {
      const own = tables.flatMap(({ entry }) => (entry.schema === schema ? [entry.table] : []));
      return [schema, namesFor(own.sort(), { wish: plain })];
    }),
  );
  return {
    source: (schema) => sources.get(schema) ?? schema,
    table: ({ schema, table }) => inSchema.get(schema)?.get(table) ?? table,
  };
}

function plain(name: string): string {
  return name.replaceAll(/[^\p{L}\p{N}_]/gu, "_");
}
