import { type Column, OWN_COLUMNS, type Table } from "../../tables/table.js";
import type { ColumnType } from "../../tables/types.js";

const TYPES: Readonly<Record<ColumnType, string>> = {
  boolean: "BOOLEAN",
  integer: "BIGINT",
  "big integer": "HUGEINT",
  number: "DOUBLE",
  date: "DATE",
  timestamp: "TIMESTAMPTZ",
  "local timestamp": "TIMESTAMP",
  text: "VARCHAR",
  json: "JSON",
};

/** Names that only our own statements use. */
const BATCH = "_sluice_batch";

export function typeName(type: ColumnType): string {
  return TYPES[type];
}

/** A name as SQL takes it, whatever letters it has. */
export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

export function text(value: string): string {
  return `'${value.replaceAll("'", "''")}'`;
}

/** A table of a file: `"users"` in the schema `"log"` of a file log.duckdb would be two things if the file were not said. */
export interface FileTable extends Table {
  /** What DuckDB calls the file. */
  readonly catalog: string;
}

export function schemaName({ catalog, schema }: Pick<FileTable, "catalog" | "schema">): string {
  return `${quoted(catalog)}.${quoted(schema)}`;
}

export function tableName(table: Pick<FileTable, "catalog" | "schema" | "name">): string {
  return `${schemaName(table)}.${quoted(table.name)}`;
}

/** Creates a table if it is not there. No key, index or default: see the facts on DuckDB's log in the package's README. */
export function createTable(table: FileTable): string {
  const columns = table.columns.map(({ name, type }) => `${quoted(name)} ${TYPES[type]}`);
  const own = [
    `${quoted(OWN_COLUMNS.id)} UUID`,
    `${quoted(OWN_COLUMNS.syncedAt)} TIMESTAMPTZ`,
    `${quoted(OWN_COLUMNS.extra)} JSON`,
  ];
  return `CREATE TABLE IF NOT EXISTS ${tableName(table)} (${[...columns, ...own].join(", ")})`;
}

/**
 * Reads a batch file into a temporary table with the columns of the data table, and an ordinal. All scalars are read as texts
 * and cast with a check, for the reader of JSON rounds 1.5 to an integer without a word. What does not fit is null in its column,
 * and stands in the extra column under its field's name as it came: nothing is lost.
 */
export function readBatch(table: FileTable, file: string, longestLine: number): string {
  const own = table.columns.filter((column) => !isRenamed(column));
  const columns = `{n: 'BIGINT', e: 'BIGINT', x: 'JSON', y: ${struct(table.columns.filter(isRenamed))}, d: ${struct(own)}}`;
  const lines = `read_json(${text(file)}, format = 'newline_delimited', columns = ${columns}, maximum_object_size = ${longestLine + 1024})`;
  const casts = table.columns.map((column) => `${cast(textOf(column, ""), column.type)} AS ${quoted(column.name)}`);
  const misfits = table.columns.filter(({ type }) => type !== "json" && type !== "text").map(misfit);
  const found = misfits.length === 0 ? "NULL" : `list_filter([${misfits.join(", ")}], one -> one IS NOT NULL)`;
  const inner = `SELECT n AS _sluice_n, e AS _sluice_e, x AS _sluice_x, d AS _sluice_d, y AS _sluice_y, ${[...casts, "1"].join(", ")} FROM ${lines}`;
  const names = table.columns.map(({ name }) => `${quoted(name)}, `).join("");
  return [
    `CREATE OR REPLACE TEMP TABLE ${BATCH} AS SELECT _sluice_n, ${names}`,
    `uuidv7() AS ${quoted(OWN_COLUMNS.id)}, make_timestamptz(_sluice_e * 1000) AS ${quoted(OWN_COLUMNS.syncedAt)}, `,
    `CASE WHEN len(_sluice_misfits) > 0 THEN json_merge_patch(coalesce(_sluice_x, '{}'), to_json(map_from_entries(_sluice_misfits))) `,
    `ELSE _sluice_x END AS ${quoted(OWN_COLUMNS.extra)}, coalesce(len(_sluice_misfits), 0) AS _sluice_misfits `,
    `FROM (SELECT *, ${found} AS _sluice_misfits FROM (${inner}))`,
  ].join("");
}

/** A field whose value is there and does not fit: its name and the value; else null. */
function misfit(column: Column): string {
  const value = textOf(column, "_sluice_");
  const isLost = `${value} IS NOT NULL AND ${quoted(column.name)} IS NULL`;
  return `CASE WHEN ${isLost} THEN {'k': ${text(column.field)}, 'v': ${value}} END`;
}

/** Whether the envelope has the value apart from the record, by the column's name. */
function isRenamed({ field, name }: Column): boolean {
  return field !== name;
}

/** @param prefix outside of the query that reads the file the members have names that no column can have. */
function textOf(column: Column, prefix: string): string {
  return `${prefix}${isRenamed(column) ? "y" : "d"}.${quoted(column.name)}`;
}

function struct(columns: readonly Column[]): string {
  if (columns.length === 0) return "'JSON'";
  const fields = columns.map(({ name, type }) => `${quoted(name)} ${type === "json" ? "JSON" : "VARCHAR"}`);
  return text(`STRUCT(${fields.join(", ")})`);
}

/** DuckDB's own casts are lenient: `TRY_CAST('1.5' AS BIGINT)` is 2. A whole number such as `3.0` or `1e3` comes as `1000.0`. */
function cast(value: string, type: ColumnType): string {
  const tried = `TRY_CAST(${value} AS ${TYPES[type]})`;
  switch (type) {
    case "text":
    case "json":
      return value;
    case "boolean":
      return `CASE WHEN ${value} IN ('true', 'false') THEN ${tried} END`;
    case "integer":
    case "big integer":
      return `CASE WHEN regexp_full_match(${value}, '-?[0-9]+(\\.0)?') THEN ${tried} END`;
    case "number":
      return `CASE WHEN regexp_full_match(${value}, '-?[0-9.]+([eE][+-]?[0-9]+)?') AND isfinite(${tried}) THEN ${tried} END`;
    case "date":
      return `CASE WHEN length(${value}) = 10 THEN ${tried} END`;
    default:
      return tried;
  }
}

/** Moves the batch into the table: of rows of one key the last wins, and replaces the one that is there. */
export function* moveBatch(table: FileTable): Iterable<string> {
  const key = table.key.map(quoted);
  const columns = [...table.columns.map(({ name }) => name), ...Object.values(OWN_COLUMNS)].map(quoted).join(", ");
  if (table.mode === "append" || key.length === 0) {
    yield `INSERT INTO ${tableName(table)} (${columns}) SELECT ${columns} FROM ${BATCH} ORDER BY _sluice_n`;
    return;
  }
  const isSame = key.map((name) => `old.${name} IS NOT DISTINCT FROM new.${name}`).join(" AND ");
  yield `DELETE FROM ${tableName(table)} AS old USING (SELECT DISTINCT ${key.join(", ")} FROM ${BATCH}) AS new WHERE ${isSame}`;
  yield [
    `INSERT INTO ${tableName(table)} (${columns}) SELECT ${columns} FROM ${BATCH} `,
    `QUALIFY row_number() OVER (PARTITION BY ${key.join(", ")} ORDER BY _sluice_n DESC) = 1 ORDER BY _sluice_n`,
  ].join("");
}

export const countMisfits = `SELECT coalesce(sum(_sluice_misfits), 0)::BIGINT AS count FROM ${BATCH}`;
export const dropBatch = `DROP TABLE ${BATCH}`;

/** The columns that a table has, as `name` and `type`. */
export function columnsOf({ catalog, schema, name }: Pick<FileTable, "catalog" | "schema" | "name">): string {
  const where = `table_catalog = ${text(catalog)} AND table_schema = ${text(schema)} AND table_name = ${text(name)}`;
  return `SELECT column_name AS name, data_type AS type FROM information_schema.columns WHERE ${where}`;
}
