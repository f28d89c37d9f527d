import { type Column, fieldLabel, isRenamed, OWN_COLUMNS, OWN_NAMES, type Table } from "../../tables/table.js";
import type { ColumnType } from "../../tables/types.js";
import { DATE_FORM, DATE_TIME_FORM } from "../date-forms.js";
import type { Batch } from "../destination.js";
import { typeNames } from "../sql/tables.js";
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

export const TYPE_NAMES = typeNames(TYPES, [["TIMESTAMP WITH TIME ZONE", "timestamp"]]);

/** In bytes, at least: DuckDB reads twice its limit for a line at once, and pieces of a few lines cost a twentieth of the reading. */
const READ_AT_ONCE = 100_000;

/** Names that only our own statements use: no column of a source has this prefix. */
const BATCH = "_sluice_batch";
const ORDINAL = "_sluice_ordinal";
const EMITTED_AT = "_sluice_emitted_at";
const DELETED_AT = "_sluice_deleted";
const KEY = "_sluice_key";
const EXTRA = "_sluice_undeclared";
const RENAMED = "_sluice_renamed";
const RECORD = "_sluice_record";
const MISMATCHES = "_sluice_mismatches";

/** Makes an id of a key: a UUID of version 8, which RFC 9562 leaves to applications, with the first bits of its SHA-256. */
export function idOf(key: string): string {
  const hash = `sha256(${key})`;
  return `CAST(substr(${hash}, 1, 12) || '8' || substr(${hash}, 14, 3) || '8' || substr(${hash}, 18, 15) AS UUID)`;
}

/** Whether an id was made by version 1, which made random ones for rows with a key too. */
export function isFormer(id: string): string {
  return `substr(CAST(${id} AS VARCHAR), 15, 1) <> '8'`;
}

/**
 * Reads a batch file into a temporary table with the columns of the data table, and an ordinal. All scalars are read as texts
 * and cast with a check, because DuckDB's JSON reader rounds 1.5 to an integer silently. What does not fit is null in its column
 * and kept in the extra column under its field's name: nothing is lost.
 */
export function readBatch(
  table: Table,
  { file, longestLine }: Pick<Batch, "file" | "longestLine">,
  types: Readonly<Record<ColumnType, string>> = TYPES,
): string {
  const own = table.columns.filter((column) => !isRenamed(column));
  const columns =
    `{ordinal: 'BIGINT', emitted_at: 'BIGINT', deleted_at: 'BIGINT', key: 'VARCHAR', extra: 'JSON', ` +
    `renamed: ${struct(table.columns.filter(isRenamed))}, record: ${struct(own)}}`;
  const lines = `read_json(${text(file)}, format = 'newline_delimited', columns = ${columns}, maximum_object_size = ${Math.max(longestLine + 1024, READ_AT_ONCE)})`;
  const casts = table.columns.map(
    (column) =>
      `${checkedCast(sourceValue(column, "record", "renamed"), column.type, types)} AS ${quoted(column.name)}`,
  );
  const mismatches = table.columns.filter(({ type }) => type !== "json" && type !== "text").map(mismatch);
  const found =
    mismatches.length === 0
      ? "NULL::STRUCT(k VARCHAR, v VARCHAR)[]"
      : `list_filter([${mismatches.join(", ")}], one -> one IS NOT NULL)`;
  const envelope =
    `ordinal AS ${ORDINAL}, emitted_at AS ${EMITTED_AT}, deleted_at AS ${DELETED_AT}, key AS ${KEY}, extra AS ${EXTRA}, ` +
    `record AS ${RECORD}, renamed AS ${RENAMED}`;
  const inner = `SELECT ${[envelope, ...casts].join(", ")} FROM ${lines}`;
  const names = table.columns.map(({ name }) => `${quoted(name)}, `).join("");
  const id = table.key.length > 0 ? idOf(KEY) : "uuidv7()";
  return [
    `CREATE OR REPLACE TEMP TABLE ${BATCH} AS SELECT ${ORDINAL}, ${names}`,
    `${id} AS ${quoted(OWN_COLUMNS.id)}, make_timestamptz(${EMITTED_AT} * 1000) AS ${quoted(OWN_COLUMNS.syncedAt)}, `,
    `CASE WHEN len(${MISMATCHES}) > 0 THEN json_merge_patch(coalesce(${EXTRA}, '{}'), to_json(map_from_entries(${MISMATCHES}))) `,
    `ELSE ${EXTRA} END AS ${quoted(OWN_COLUMNS.extra)}, make_timestamptz(${DELETED_AT}) AS ${quoted(OWN_COLUMNS.deletedAt)}, `,
    `${MISMATCHES} `,
    `FROM (SELECT *, ${found} AS ${MISMATCHES} FROM (${inner}))`,
  ].join("");
}

/** A field whose value is there and does not fit: its name and the value; else null. */
function mismatch(column: Column): string {
  const value = sourceValue(column, RECORD, RENAMED);
  const isLost = `${value} IS NOT NULL AND ${quoted(column.name)} IS NULL`;
  return `CASE WHEN ${isLost} THEN {'k': ${text(fieldLabel(column))}, 'v': ${value}} END`;
}

/** @param record what the record is called in the query, and `renamed` what its fields of another name are. */
function sourceValue(column: Column, record: string, renamed: string): string {
  return `${isRenamed(column) ? renamed : record}.${quoted(column.name)}`;
}

function struct(columns: readonly Column[]): string {
  if (columns.length === 0) return "'JSON'";
  const fields = columns.map(({ name, type }) => `${quoted(name)} ${type === "json" ? "JSON" : "VARCHAR"}`);
  return text(`STRUCT(${fields.join(", ")})`);
}

/** DuckDB's own casts are lenient: `TRY_CAST('1.5' AS BIGINT)` is 2. A whole number such as `3.0` or `1e3` comes as `1000.0`. */
export function checkedCast(
  value: string,
  type: ColumnType,
  types: Readonly<Record<ColumnType, string>> = TYPES,
): string {
  const tried = `TRY_CAST(${value} AS ${types[type]})`;
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
      return `CASE WHEN regexp_full_match(${value}, '${DATE_FORM}') THEN ${tried} END`;
    default:
      return `CASE WHEN regexp_full_match(${value}, '${DATE_TIME_FORM}') THEN coalesce(${tried}, ${triedAgain(value, type)}) END`;
  }
}

/** DuckDB itself takes capitals only, and an offset only after seconds. */
function triedAgain(value: string, type: ColumnType): string {
  const completed = `regexp_replace(upper(${value}), '([T ][0-9]{2}:[0-9]{2})([Z+-]|$)', '\\1:00\\2')`;
  return `TRY_CAST(${completed} AS ${TYPES[type]})`;
}

/**
 * Moves the batch into the table: of rows with one id the last wins, and replaces the one that is there. Where it says that the record was
 * deleted, and rows of such records are removed, nothing takes its place.
 */
export function* moveBatch({ columns, key, mode, deletes, formerKey }: Table, into: string): Iterable<string> {
  const names = [...columns.map(({ name }) => name), ...OWN_NAMES].map(quoted).join(", ");
  const insert = `INSERT INTO ${into} (${names}) SELECT ${names} FROM ${BATCH}`;
  if (mode === "append" || key.length === 0) {
    yield insert;
    return;
  }
  const id = quoted(OWN_COLUMNS.id);
  yield `DELETE FROM ${into} AS old USING (SELECT DISTINCT ${id} FROM ${BATCH}) AS new WHERE old.${id} = new.${id}`;
  // a key whose field has left the schema has no column in the batch
  const isInBatch = formerKey?.every((name) => columns.some((column) => column.name === name));
  if (formerKey !== undefined && isInBatch === true) yield dropFormer(formerKey, into);
  const lasting = deletes === "remove" ? ` AND ${quoted(OWN_COLUMNS.deletedAt)} IS NULL` : "";
  yield `${insert} WHERE ${ORDINAL} IN (SELECT max(${ORDINAL}) FROM ${BATCH} GROUP BY ${id})${lasting}`;
}

/** Deletes the rows of version 1 that the batch has again. Their identity was in the key's columns. */
function dropFormer(formerKey: readonly string[], from: string): string {
  const keys = formerKey.map(quoted);
  const isSame = keys.map((name) => `old.${name} IS NOT DISTINCT FROM new.${name}`).join(" AND ");
  const news = `(SELECT DISTINCT ${keys.join(", ")} FROM ${BATCH}) AS new`;
  return `DELETE FROM ${from} AS old USING ${news} WHERE ${isFormer(`old.${quoted(OWN_COLUMNS.id)}`)} AND ${isSame}`;
}

/** What did not fit, as `field`, how many `values` and the `first` record's ordinal. */
export const mismatchesInBatch =
  `SELECT mismatch.k AS field, count(*) AS values, min(n) AS first ` +
  `FROM (SELECT ${ORDINAL} AS n, unnest(${MISMATCHES}) AS mismatch FROM ${BATCH} WHERE len(${MISMATCHES}) > 0) GROUP BY field ORDER BY field`;
export const dropBatch = `DROP TABLE ${BATCH}`;
