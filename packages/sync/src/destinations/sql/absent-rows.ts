import { OWN_COLUMNS, OWN_NAMES, type Table } from "../../tables/table.js";
import { TableError } from "../destination.js";
import { quoted } from "./text.js";

/** The rows of a complete read, and the table that they change, as SQL names them. */
export interface Read {
  readonly from: string;
  readonly into: string;
}

const ID = quoted(OWN_COLUMNS.id);
const DELETED_AT = quoted(OWN_COLUMNS.deletedAt);

/** Whether a row is not marked as deleted. */
export const IS_LIVE = `${DELETED_AT} IS NULL`;

/** Runs SQL in a transaction. */
interface Sql {
  run(sql: string): Promise<void>;
  rows(sql: string): Promise<readonly Record<string, unknown>[]>;
}

/**
 * A complete read takes effect on a table whose other rows stay, or go one by one. The statements are those of DuckDB and of Postgres.
 *
 * @returns how many rows were marked as deleted, or removed.
 * @throws TableError if the read has no record, and all rows would count as deleted.
 */
export async function applyRead(sql: Sql, table: Table, read: Read): Promise<number> {
  const how = table.absent?.how ?? "keep";
  const isAbsent = absentRows(table, read);
  const deleted = how === "keep" ? 0 : await countOf(sql, read.into, `${isAbsent}${ifUnmarked(how)}`);
  if (deleted > 0 && table.absent?.allowsNone !== true) await assertSome(sql, table, read);
  if (how === "remove") await sql.run(`DELETE FROM ${read.into} AS old WHERE ${isAbsent}`);
  if (how === "mark") {
    await sql.run(`UPDATE ${read.into} AS old SET ${DELETED_AT} = now() WHERE ${isAbsent}${ifUnmarked(how)}`);
  }
  for (const statement of table.mode === "reconcile" ? [unmarked(table, read)] : merged(table, read)) {
    await sql.run(statement);
  }
  return deleted;
}

/** A row that is marked keeps the time of its first mark. */
function ifUnmarked(how: "mark" | "remove"): string {
  return how === "mark" ? ` AND ${IS_LIVE}` : "";
}

async function assertSome(sql: Sql, table: Table, { from }: Read): Promise<void> {
  const [any] = await sql.rows(`SELECT 1 AS one FROM ${from} LIMIT 1`);
  if (any === undefined) throw noneLeftError(table);
}

/** The read has no record of a table that has rows. */
export function noneLeftError({ label, schema, name, stream }: Table): TableError {
  return new TableError(
    `${label} has no records any more, so all rows of ${schema}.${name} would count as deleted: none was changed. ` +
      "Check the source and its account. If everything was deleted there, add --allow-empty.",
    { stream },
  );
}

/** The rows of the read take the place of those with the same key. */
function merged({ columns, ...table }: Table, read: Read): readonly string[] {
  const names = [...columns.map(({ name }) => name), ...OWN_NAMES].map(quoted).join(", ");
  return [
    `DELETE FROM ${read.into} AS old WHERE ${presentRows(table, read)}`,
    `INSERT INTO ${read.into} (${names}) SELECT ${names} FROM ${read.from}`,
  ];
}

/** What was missing once and is there again is not deleted any more. */
function unmarked(table: Pick<Table, "formerKey">, read: Read): string {
  return `UPDATE ${read.into} AS old SET ${DELETED_AT} = NULL WHERE ${DELETED_AT} IS NOT NULL AND ${presentRows(table, read)}`;
}

function absentRows(table: Pick<Table, "formerKey">, read: Read): string {
  return `NOT ${presentRows(table, read)}`;
}

/** Whether the row `old` is in the read: by its id, or if version 1 wrote it, by the columns of its key. */
function presentRows({ formerKey }: Pick<Table, "formerKey">, { from, into }: Read): string {
  const ids = `SELECT ${ID} FROM ${from}`;
  if (formerKey === undefined) return `EXISTS (SELECT 1 FROM (${ids}) AS new WHERE new.${ID} = old.${ID})`;
  const isSame = formerKey
    .map(quoted)
    .map((name) => `was.${name} IS NOT DISTINCT FROM has.${name}`)
    .join(" AND ");
  const isFormer = `substr(CAST(was.${ID} AS TEXT), 15, 1) <> '8'`;
  const former = `SELECT was.${ID} FROM ${into} AS was JOIN ${from} AS has ON ${isSame} WHERE ${isFormer}`;
  return `EXISTS (SELECT 1 FROM (${ids} UNION ALL ${former}) AS new WHERE new.${ID} = old.${ID})`;
}

/** @param table as SQL names it; in the condition it is `old`. */
export async function countOf(sql: Sql, table: string, condition = "true"): Promise<number> {
  const [row] = await sql.rows(`SELECT count(*) AS count FROM ${table} AS old WHERE ${condition}`);
  return Number(row?.["count"] ?? 0);
}
