import { type Column, OWN_COLUMNS, type Table } from "../../tables/table.js";
import type { ColumnType } from "../../tables/types.js";
import { quoted, text } from "../sql/text.js";

export const TYPES: Readonly<Record<ColumnType, string>> = {
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

/** Names that only our own statements use: no column of a source begins so. */
const BATCH = "_sluice_batch";
const ORDINAL = "_sluice_n";
const EMITTED = "_sluice_e";
const UNDECLARED = "_sluice_x";
const RENAMED = "_sluice_y";
const RECORD = "_sluice_d";
const MISFITS = "_sluice_misfits";

/**
 * Reads a batch file into a temporary table with the columns of the data table, and an ordinal. All scalars are read as texts
 * and cast with a check, for the reader of JSON rounds 1.5 to an integer without a word. What does not fit is null in its column,
 * and stands in the extra column under its field's name as it came: nothing is lost.
 */
export function readBatch(table: Table, file: string, longestLine: number): string {
  const own = table.columns.filter((column) => !isRenamed(column));
  const columns = `{n: 'BIGINT', e: 'BIGINT', x: 'JSON', y: ${struct(table.columns.filter(isRenamed))}, d: ${struct(own)}}`;
  const lines = `read_json(${text(file)}, format = 'newline_delimited', columns = ${columns}, maximum_object_size = ${longestLine + 1024})`;
  const casts = table.columns.map(
    (column) => `${cast(textOf(column, "d", "y"), column.type)} AS ${quoted(column.name)}`,
  );
  const misfits = table.columns.filter(({ type }) => type !== "json" && type !== "text").map(misfit);
  const found =
    misfits.length === 0
      ? "NULL::STRUCT(k VARCHAR, v VARCHAR)[]"
      : `list_filter([${misfits.join(", ")}], one -> one IS NOT NULL)`;
  const envelope = `n AS ${ORDINAL}, e AS ${EMITTED}, x AS ${UNDECLARED}, d AS ${RECORD}, y AS ${RENAMED}`;
  const inner = `SELECT ${[envelope, ...casts].join(", ")} FROM ${lines}`;
  const names = table.columns.map(({ name }) => `${quoted(name)}, `).join("");
  return [
    `CREATE OR REPLACE TEMP TABLE ${BATCH} AS SELECT ${ORDINAL}, ${names}`,
    `uuidv7() AS ${quoted(OWN_COLUMNS.id)}, make_timestamptz(${EMITTED} * 1000) AS ${quoted(OWN_COLUMNS.syncedAt)}, `,
    `CASE WHEN len(${MISFITS}) > 0 THEN json_merge_patch(coalesce(${UNDECLARED}, '{}'), to_json(map_from_entries(${MISFITS}))) `,
    `ELSE ${UNDECLARED} END AS ${quoted(OWN_COLUMNS.extra)}, ${MISFITS} `,
    `FROM (SELECT *, ${found} AS ${MISFITS} FROM (${inner}))`,
  ].join("");
}

/** A field whose value is there and does not fit: its name and the value; else null. */
function misfit(column: Column): string {
  const value = textOf(column, RECORD, RENAMED);
  const isLost = `${value} IS NOT NULL AND ${quoted(column.name)} IS NULL`;
  return `CASE WHEN ${isLost} THEN {'k': ${text(column.field)}, 'v': ${value}} END`;
}

/** Whether the envelope has the value apart from the record, by the column's name. */
function isRenamed({ field, name }: Column): boolean {
  return field !== name;
}

/** @param record what the record is called in the query, and `renamed` what its fields of another name are. */
function textOf(column: Column, record: string, renamed: string): string {
  return `${isRenamed(column) ? renamed : record}.${quoted(column.name)}`;
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
      return `CASE WHEN regexp_full_match(${value}, '${DAY}') THEN ${tried} END`;
    default:
      return `CASE WHEN regexp_matches(${value}, '^${DAY}[T ]') OR regexp_full_match(${value}, '${DAY}') THEN ${tried} END`;
  }
}

/** DuckDB takes slashes and blanks for a day too, and `infinity` and `epoch` for a time. */
const DAY = "[0-9]{4,6}-[0-9]{2}-[0-9]{2}";

/**
 * Moves the batch into the table: of rows of one key the last wins, and replaces the one that is there.
 *
 * @param isAside rows of an earlier batch may stay for now: `dropEarlier` takes them away, once for all batches.
 */
export function* moveBatch({ columns, key, mode }: Table, into: string, isAside = false): Iterable<string> {
  const names = [...columns.map(({ name }) => name), ...Object.values(OWN_COLUMNS)].map(quoted).join(", ");
  const insert = `INSERT INTO ${into} (${names}) SELECT ${names} FROM ${BATCH}`;
  if (mode === "append" || key.length === 0) {
    yield insert;
    return;
  }
  const keys = key.map(quoted);
  const isSame = keys.map((name) => `old.${name} IS NOT DISTINCT FROM new.${name}`).join(" AND ");
  if (!isAside) {
    yield `DELETE FROM ${into} AS old USING (SELECT DISTINCT ${keys.join(", ")} FROM ${BATCH}) AS new WHERE ${isSame}`;
  }
  yield `${insert} WHERE ${ORDINAL} IN (SELECT max(${ORDINAL}) FROM ${BATCH} GROUP BY ${keys.join(", ")})`;
}

/** Of rows of one key the last batch's stays. Within a batch there are none, and a later batch's row has a higher id. */
export function dropEarlier({ key }: Table, from: string): string {
  const keys = key.map(quoted).join(", ");
  return `DELETE FROM ${from} WHERE rowid NOT IN (SELECT max(rowid) FROM ${from} GROUP BY ${keys})`;
}

/** What did not fit, as `field`, how many `values` and the `first` record's ordinal. */
export const misfitsInBatch =
  `SELECT misfit.k AS field, count(*) AS values, min(n) AS first ` +
  `FROM (SELECT ${ORDINAL} AS n, unnest(${MISFITS}) AS misfit FROM ${BATCH} WHERE len(${MISFITS}) > 0) GROUP BY field ORDER BY field`;
export const dropBatch = `DROP TABLE ${BATCH}`;
