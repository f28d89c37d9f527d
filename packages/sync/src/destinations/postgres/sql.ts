import { type Column, OWN_COLUMNS, type Table } from "../../tables/table.js";
import { quoted, text } from "../sql/text.js";
import { strictCast, tolerantCast } from "./casts.js";

/** Names that only our own statements use: no column of a source begins so. */
const LINES = "pg_temp._sluice_lines";
const BATCH = "pg_temp._sluice_batch";
const ORDINAL = "_sluice_n";
const MISFITS = "_sluice_misfits";

/** The lines of a batch file. To compress those of some kilobytes would take longer than all the rest. */
export const createLines: readonly string[] = [
  `CREATE TEMP TABLE _sluice_lines (line json) ON COMMIT DROP`,
  `ALTER TABLE ${LINES} ALTER COLUMN line SET STORAGE EXTERNAL`,
];

/** As CSV with signs that JSON never has: so its own backslashes and quotes need no escape, and the file goes in as it is. */
export const copyLines = `COPY ${LINES} FROM STDIN (FORMAT csv, DELIMITER E'\\x02', QUOTE E'\\x01')`;

/**
 * Reads the lines into a temporary table with the columns of the data table, and an ordinal.
 * The fastest way; Postgres refuses it if a value does not fit, and does not say which.
 */
export function readStrictly(table: Table): string {
  const casts = table.columns.map((column) => `${strictCast(textOf(column), column.type)} AS ${quoted(column.name)}`);
  return [
    `CREATE TEMP TABLE _sluice_batch ON COMMIT DROP AS SELECT ${[ordinal, ...casts, ...stamps].join(", ")}, `,
    `env.x AS ${quoted(OWN_COLUMNS.extra)} FROM ${records(table.columns, "jsonb")}`,
  ].join("");
}

/** The same, but what does not fit is null in its column, and stands in the extra column under its field's name as it came. */
export function readTolerantly({ columns }: Table): string {
  const came = (column: Column) => (column.type === "json" ? `${textOf(column)}::text` : textOf(column));
  const cast = (column: Column) => tolerantCast(came(column), column.type);
  const typed = columns.filter(({ type }) => type !== "text");
  const isWide = columns.length + typed.length > WIDEST;
  const fit = (column: Column) => (isWide || column.type === "text" ? cast(column) : `fit.${quoted(column.name)}`);
  const values = columns.map((column) => `${fit(column)} AS ${quoted(column.name)}`);
  const casts = isWide ? [] : typed.map((column) => `${cast(column)} AS ${quoted(column.name)}`);
  const lost = typed.map((column) => `CASE WHEN ${fit(column)} IS NULL THEN ${came(column)} END`);
  const fields = typed.map(({ field }) => text(field));
  const misfits = `nullif(jsonb_strip_nulls(jsonb_object(${texts(fields)}, ${texts(lost)})), '{}')`;
  const undeclared = `coalesce(${tolerantCast("env.x::text", "json")}, jsonb_build_object(${text(OWN_COLUMNS.extra)}, env.x::text))`;
  const extra = `nullif(CASE WHEN env.x IS NULL THEN '{}' ELSE ${undeclared} END || coalesce(odd.misfits, '{}'), '{}')`;
  return [
    `CREATE TEMP TABLE _sluice_batch ON COMMIT DROP AS SELECT ${[ordinal, ...values, ...stamps].join(", ")}, `,
    `${extra} AS ${quoted(OWN_COLUMNS.extra)}, odd.misfits AS ${MISFITS} FROM ${records(columns, "json")}, `,
    // OFFSET 0 keeps a value from being cast again wherever it is named
    `LATERAL (SELECT ${["1 AS _sluice_one", ...casts].join(", ")} OFFSET 0) AS fit, LATERAL (SELECT ${misfits} AS misfits OFFSET 0) AS odd`,
  ].join("");
}

/** A row on its way through a query has 1,664 columns at most. Where texts and values are more, each value is cast twice. */
const WIDEST = 1_600;

function texts(values: readonly string[]): string {
  return `ARRAY[${values.join(", ")}]::text[]`;
}

const ordinal = `env.n AS ${ORDINAL}`;
const stamps = [
  `gen_random_uuid() AS ${quoted(OWN_COLUMNS.id)}`,
  `to_timestamp(env.e / 1000.0) AS ${quoted(OWN_COLUMNS.syncedAt)}`,
];

/**
 * The envelopes as `env`, their records as `rec`, and the fields that have another name as `ren`: scalars are texts.
 *
 * @param json the type in which JSON comes.
 */
function records(columns: readonly Column[], json: "json" | "jsonb"): string {
  const parts = [
    `${LINES} AS file`,
    `LATERAL json_to_record(file.line) AS env(n bigint, e bigint, x ${json}, y json, d json)`,
  ];
  for (const [name, member, own] of [
    ["rec", "env.d", columns.filter((column) => !isRenamed(column))],
    ["ren", "env.y", columns.filter(isRenamed)],
  ] as const) {
    const fields = own.map((column) => `${quoted(column.name)} ${column.type === "json" ? json : "text"}`);
    if (fields.length > 0) parts.push(`LATERAL json_to_record(${member}) AS ${name}(${fields.join(", ")})`);
  }
  return parts.join(", ");
}

/** Whether the envelope has the value apart from the record, by the column's name. */
function isRenamed({ field, name }: Column): boolean {
  return field !== name;
}

function textOf(column: Column): string {
  return `${isRenamed(column) ? "ren" : "rec"}.${quoted(column.name)}`;
}

/**
 * Moves the batch into the table: of rows of one key the last wins, and replaces the one that is there. Keys with a null go by
 * themselves: only `=` lets Postgres look rows up in an index or hash, and without such keys the table is not read for them.
 *
 * `ON CONFLICT` would take three quarters of the time, but needs a unique key: rows that are there already may stand against it,
 * and two nulls of a key are equal to none before Postgres 15.
 */
export function* moveBatch({ columns, key, mode }: Table, into: string): Iterable<string> {
  const names = [...columns.map(({ name }) => name), ...Object.values(OWN_COLUMNS)].map(quoted).join(", ");
  const insert = `INSERT INTO ${into} (${names}) SELECT ${names} FROM ${BATCH}`;
  if (mode === "append" || key.length === 0) {
    yield insert;
    return;
  }
  const keys = key.map(quoted);
  const same = (how: string) => keys.map((name) => `old.${name} ${how} new.${name}`).join(" AND ");
  const hasNull = (of: string) => keys.map((name) => `${of}.${name} IS NULL`).join(" OR ");
  const newKeys = (where: string) => `(SELECT DISTINCT ${keys.join(", ")} FROM ${BATCH} AS one WHERE ${where}) AS new`;
  yield `DELETE FROM ${into} AS old USING ${newKeys(`NOT (${hasNull("one")})`)} WHERE ${same("=")}`;
  yield [
    `DELETE FROM ${into} AS old USING ${newKeys(hasNull("one"))} WHERE ${same("IS NOT DISTINCT FROM")} AND (${hasNull("old")}) `,
    `AND EXISTS (SELECT FROM ${BATCH} AS one WHERE ${hasNull("one")})`,
  ].join("");
  yield `${insert} WHERE ${ORDINAL} IN (SELECT max(${ORDINAL}) FROM ${BATCH} GROUP BY ${keys.join(", ")})`;
}

/** What did not fit, as `field`, how many `values` and the `first` record's ordinal. */
export const misfitsInBatch =
  `SELECT field, count(*) AS values, min(${ORDINAL}) AS first ` +
  `FROM ${BATCH}, LATERAL jsonb_object_keys(${MISFITS}) AS field GROUP BY field ORDER BY field`;
export const dropBatch = `DROP TABLE ${BATCH}, ${LINES}`;

/** Without it each batch reads the whole table for its keys. Postgres allows 32 columns in one. */
export function indexKey({ key }: Table, into: string): string {
  return `CREATE INDEX ON ${into} (${key.slice(0, 32).map(quoted).join(", ")})`;
}

/** A column as `information_schema` tells of it. */
type Described = Readonly<Record<string, unknown>>;

/** Gives a table without rows the columns that are wanted, and no others. */
export function* reshape(into: string, there: readonly Described[], wanted: readonly Described[]): Iterable<string> {
  const typeIn = (columns: readonly Described[]) => new Map(columns.map(({ name, type }) => [name, String(type)]));
  const [before, after] = [typeIn(there), typeIn(wanted)];
  for (const name of before.keys())
    if (!after.has(name)) yield `ALTER TABLE ${into} DROP COLUMN ${quoted(String(name))}`;
  for (const [name, type] of after) {
    const column = quoted(String(name));
    if (!before.has(name)) yield `ALTER TABLE ${into} ADD COLUMN ${column} ${type}`;
    else if (before.get(name) !== type) yield `ALTER TABLE ${into} ALTER COLUMN ${column} TYPE ${type} USING NULL`;
  }
}

/** Puts all rows of one table into another one of the same columns. */
export function pour(from: string, columns: readonly Described[], into: string): string {
  const names = columns.map(({ name }) => quoted(String(name))).join(", ");
  return `INSERT INTO ${into} (${names}) SELECT ${names} FROM ${from}`;
}
