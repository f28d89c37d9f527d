import { type Column, fieldLabel, isRenamed, OWN_COLUMNS, OWN_NAMES, type Table } from "../../tables/table.js";
import { quoted, text } from "../sql/text.js";
import { TYPES, tolerantCast } from "./casts.js";
import { COPY_FORMAT } from "./copy-rows.js";

/** Names that only our own statements use: no column of a source has this prefix. */
const LINES = "pg_temp._sluice_lines";
const BATCH = "pg_temp._sluice_batch";
const ORDINAL = "_sluice_ordinal";
const MISMATCHES = "_sluice_mismatches";

/** The lines of a batch file. Compressing those of some kilobytes would take longer than everything else. */
export const createLines: readonly string[] = [
  `CREATE TEMP TABLE _sluice_lines (line json) ON COMMIT DROP`,
  `ALTER TABLE ${LINES} ALTER COLUMN line SET STORAGE EXTERNAL`,
];

/** The file is sent as it is: the backslashes and quotes of JSON need no escape. */
export const copyLines = `COPY ${LINES} FROM STDIN ${COPY_FORMAT}`;

/** A temporary table with an ordinal, the columns of the data table, and our own; a row gets an id of its own where there is no key. */
export function createBatch({ columns, key }: Table): string {
  const typed = columns.map(({ name, type }) => `${quoted(name)} ${TYPES[type]}`);
  const id = `${quoted(OWN_COLUMNS.id)} UUID${key.length > 0 ? "" : " DEFAULT gen_random_uuid()"}`;
  const own = [`${quoted(OWN_COLUMNS.syncedAt)} TIMESTAMPTZ`, `${quoted(OWN_COLUMNS.extra)} JSONB`];
  const all = [`${ORDINAL} BIGINT`, ...typed, id, ...own, `${quoted(OWN_COLUMNS.deletedAt)} TIMESTAMPTZ`];
  return `CREATE TEMP TABLE _sluice_batch (${all.join(", ")}) ON COMMIT DROP`;
}

/** Reads the rows that `copyRows` makes. The fastest way; Postgres refuses it if a value does not fit, and does not say which. */
export function copyStrictly({ columns, key }: Table): string {
  const own = key.length > 0 ? OWN_NAMES : OWN_NAMES.filter((name) => name !== OWN_COLUMNS.id);
  const names = [...columns.map(({ name }) => name), ...own].map(quoted);
  return `COPY ${BATCH} (${[ORDINAL, ...names].join(", ")}) FROM STDIN ${COPY_FORMAT}`;
}

/**
 * Reads the lines into such a table, with a column more: what does not fit is null in its column, and is kept in the extra column under its
 * field's name, unchanged.
 */
export function readTolerantly(table: Table): string {
  const { columns } = table;
  const came = (column: Column) => (column.type === "json" ? `${sourceValue(column)}::text` : sourceValue(column));
  const cast = (column: Column) => tolerantCast(came(column), column.type);
  const typed = columns.filter(({ type }) => type !== "text");
  const isWide = columns.length + typed.length > WIDEST;
  const fit = (column: Column) => (isWide || column.type === "text" ? cast(column) : `fit.${quoted(column.name)}`);
  const values = columns.map((column) => `${fit(column)} AS ${quoted(column.name)}`);
  const casts = isWide ? [] : typed.map((column) => `${cast(column)} AS ${quoted(column.name)}`);
  const lost = typed.map((column) => `CASE WHEN ${fit(column)} IS NULL THEN ${came(column)} END`);
  const fields = typed.map((column) => text(fieldLabel(column)));
  const mismatches = `nullif(jsonb_strip_nulls(jsonb_object(${texts(fields)}, ${texts(lost)})), '{}')`;
  const undeclared = `coalesce(${tolerantCast("env.extra::text", "json")}, jsonb_build_object(${text(OWN_COLUMNS.extra)}, env.extra::text))`;
  const extra = `nullif(CASE WHEN env.extra IS NULL THEN '{}' ELSE ${undeclared} END || coalesce(bad.mismatches, '{}'), '{}')`;
  return [
    `CREATE TEMP TABLE _sluice_batch ON COMMIT DROP AS SELECT ${[ordinal, ...values, ...ownOf(table)].join(", ")}, `,
    `${extra} AS ${quoted(OWN_COLUMNS.extra)}, ${deletedAt}, bad.mismatches AS ${MISMATCHES} FROM ${records(columns)}, `,
    // OFFSET 0 keeps a value from being cast again wherever it is named
    `LATERAL (SELECT ${["1 AS _sluice_one", ...casts].join(", ")} OFFSET 0) AS fit, LATERAL (SELECT ${mismatches} AS mismatches OFFSET 0) AS bad`,
  ].join("");
}

/** A row on its way through a query has 1,664 columns at most. Where texts and values are more, each value is cast twice. */
const WIDEST = 1_600;

function texts(values: readonly string[]): string {
  return `ARRAY[${values.join(", ")}]::text[]`;
}

const ordinal = `env.ordinal AS ${ORDINAL}`;
const deletedAt = `to_timestamp(env.deleted_at / 1000000.0) AS ${quoted(OWN_COLUMNS.deletedAt)}`;

/** Our own columns but the last two. */
function ownOf({ key }: Table): readonly string[] {
  const id = key.length > 0 ? idOf("env.key") : "gen_random_uuid()";
  return [
    `${id} AS ${quoted(OWN_COLUMNS.id)}`,
    `to_timestamp(env.emitted_at / 1000.0) AS ${quoted(OWN_COLUMNS.syncedAt)}`,
  ];
}

/** Makes an id of a key: a UUID of version 8, which RFC 9562 leaves to applications, with the first bits of its SHA-256. */
function idOf(key: string): string {
  const hash = `encode(sha256(convert_to(${key}, 'UTF8')), 'hex')`;
  return `overlay(overlay(left(${hash}, 32) PLACING '8' FROM 13) PLACING '8' FROM 17)::uuid`;
}

/** The envelopes as `env`, their records as `rec`, and the fields that have another name as `ren`: scalars are texts. */
function records(columns: readonly Column[]): string {
  const parts = [
    `${LINES} AS file`,
    `LATERAL json_to_record(file.line) AS env(ordinal bigint, emitted_at bigint, deleted_at bigint, key text, extra json, renamed json, record json)`,
  ];
  for (const [name, member, own] of [
    ["rec", "env.record", columns.filter((column) => !isRenamed(column))],
    ["ren", "env.renamed", columns.filter(isRenamed)],
  ] as const) {
    const fields = own.map((column) => `${quoted(column.name)} ${column.type === "json" ? "json" : "text"}`);
    if (fields.length > 0) parts.push(`LATERAL json_to_record(${member}) AS ${name}(${fields.join(", ")})`);
  }
  return parts.join(", ");
}

function sourceValue(column: Column): string {
  return `${isRenamed(column) ? "ren" : "rec"}.${quoted(column.name)}`;
}

/**
 * Moves the batch into the table: of rows with one id the last wins, and replaces the one that is there. Where it says that the record was
 * deleted, and rows of such records are removed, nothing takes its place.
 *
 * `ON CONFLICT` would take three quarters of the time, but needs a unique index, which rows that are there already may conflict with.
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
  if (formerKey !== undefined) yield dropFormer(formerKey, into);
  const lasting = deletes === "remove" ? ` AND ${quoted(OWN_COLUMNS.deletedAt)} IS NULL` : "";
  yield `${insert} WHERE ${ORDINAL} IN (SELECT max(${ORDINAL}) FROM ${BATCH} GROUP BY ${id})${lasting}`;
}

/** Deletes the rows of version 1 that the batch has again: their id is a random one, and their identity was in the key's columns. */
function dropFormer(formerKey: readonly string[], from: string): string {
  const keys = formerKey.map(quoted);
  const isSame = keys.map((name) => `old.${name} IS NOT DISTINCT FROM new.${name}`).join(" AND ");
  const news = `(SELECT DISTINCT ${keys.join(", ")} FROM ${BATCH}) AS new`;
  const isFormer = `substr(old.${quoted(OWN_COLUMNS.id)}::text, 15, 1) <> '8'`;
  return `DELETE FROM ${from} AS old USING ${news} WHERE ${isFormer} AND ${isSame}`;
}

/** What did not fit, as `field`, how many `values` and the `first` record's ordinal. */
export const mismatchesInBatch =
  `SELECT field, count(*) AS values, min(${ORDINAL}) AS first ` +
  `FROM ${BATCH}, LATERAL jsonb_object_keys(${MISMATCHES}) AS field GROUP BY field ORDER BY field`;
export const dropBatch = `DROP TABLE ${BATCH}`;
export const dropLines = `DROP TABLE ${LINES}`;
