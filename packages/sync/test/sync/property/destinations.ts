/** Destinations, and how a reader sees their tables. */
import { readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { JsonScanner } from "@sluice/core/json";
import type { Store } from "../../../src/destinations/destination.js";
import { Database } from "../../../src/destinations/duckdb/database.js";
import { fileNameOf } from "../../../src/destinations/files/disk.js";
import { openStore } from "../../../src/destinations/open.js";
import { quoted, text } from "../../../src/destinations/sql/text.js";
import { namesFor } from "../../../src/tables/names.js";
import type { Table } from "../../../src/tables/table.js";
import { Files } from "../../destinations/files-support.js";
import { PostgresServer } from "../../destinations/postgres-server.js";
import { wellFormed } from "./values.js";

/** A row by the names of its columns, every value as a text. */
export type Row = ReadonlyMap<string, string | null>;

export interface ReadableDestination {
  readonly name: string;
  /** Whether a record is kept as it is, whatever the schema says. */
  readonly isUntyped?: boolean;
  /** Whether it cannot hold a NUL in a text. */
  readonly refusesNul?: boolean;
  readonly open: (folder: string) => Promise<Store>;
  /** The rows of each table; none where there is no table. */
  readonly rows: (folder: string, tables: readonly Table[]) => Promise<readonly (readonly Row[])[]>;
  /** What a reader finds the field under. */
  readonly nameOf: (table: Table, field: string) => string;
  readonly close?: () => Promise<void>;
}

const FILE = "test.duckdb";

function columnOf({ known }: Table, field: string): string {
  return known.find((column) => column.field === field)?.name ?? "";
}

export const DUCKDB: ReadableDestination = {
  name: "DuckDB",
  nameOf: columnOf,
  open: (folder) => openStore(`duckdb:${join(folder, FILE)}`),
  rows: (folder, tables) =>
    inDatabase(join(folder, FILE), (database) =>
      eachOf(tables, async (table) => {
        const { columns = [] } = (await database.find(table)) ?? {};
        const from = database.table(table.schema, table.name);
        const names = columns.map(({ name }) => name);
        return rowsOf(names, (what) => database.rows(`SELECT ${what} FROM ${from}`));
      }),
    ),
};

export class Postgres implements ReadableDestination {
  readonly name = "Postgres";
  readonly refusesNul = true;
  readonly nameOf = columnOf;
  #server: PostgresServer | undefined;
  readonly #databases = new Set<string>();

  readonly open = async (folder: string): Promise<Store> => {
    this.#server ??= await PostgresServer.start();
    const database = databaseOf(folder);
    if (!this.#databases.has(database)) await this.#server.create(database);
    this.#databases.add(database);
    return openStore(this.#server.url(database));
  };

  readonly rows = async (folder: string, tables: readonly Table[]): Promise<readonly (readonly Row[])[]> => {
    const all = await this.#server?.with(databaseOf(folder), (session) =>
      eachOf(tables, async ({ schema, name }) => {
        const from = `${quoted(schema)}.${quoted(name)}`;
        const columns = await session.rows(
          `SELECT attname FROM pg_attribute WHERE attrelid = to_regclass(${text(from)}) AND attnum > 0 AND NOT attisdropped ORDER BY attnum`,
        );
        const names = columns.map(({ attname }) => String(attname));
        return rowsOf(names, (what) => session.rows(`SELECT ${what} FROM ${from}`));
      }),
    );
    return all ?? [];
  };

  readonly close = async (): Promise<void> => this.#server?.stop();
}

export function filesDestination(format: "parquet" | "csv"): ReadableDestination {
  return {
    name: format === "csv" ? "CSV" : "Parquet",
    nameOf: columnOf,
    open: (folder) => openStore(`${format}:${folder}`),
    rows: (folder, tables) =>
      inDatabase(":memory:", (database) =>
        eachOf(tables, async ({ schema, name }) => {
          const files = await new Files(folder, format).of(fileNameOf(schema), fileNameOf(name));
          if (files.length === 0) return [];
          const list = `[${files.map(text).join(", ")}], union_by_name = true`;
          const csv = `read_csv(${list}, header = true, all_varchar = true, allow_quoted_nulls = false)`;
          const from = format === "csv" ? csv : `read_parquet(${list})`;
          const columns = await database.rows(`DESCRIBE SELECT * FROM ${from}`);
          const names = columns.map(({ column_name: column }) => String(column));
          return rowsOf(names, (what) => database.rows(`SELECT ${what} FROM ${from}`));
        }),
      ),
  };
}

export const JSONL: ReadableDestination = {
  name: "JSONL",
  isUntyped: true,
  nameOf: ({ known }, field) =>
    field === "_sluice_id" || field === "_sluice_synced_at"
      ? (known.find((column) => column.field === field)?.name ?? namesFor([field]).get(field) ?? field)
      : wellFormed(field) === field
        ? field
        : (namesFor([field]).get(field) ?? field),
  open: (folder) => openStore(`jsonl:${folder}`),
  rows: (folder, tables) =>
    eachOf(tables, async ({ schema, name }) => {
      const files = await new Files(folder, "jsonl").of(fileNameOf(schema), fileNameOf(name));
      const texts = await Promise.all(files.map((file) => readFile(file, "utf8")));
      return texts
        .flatMap((lines) => lines.split("\n"))
        .filter((line) => line !== "")
        .map(rowIn);
    }),
};

/** A member's value as the line has it, but a string as its text. */
function rowIn(line: string): Row {
  const bytes = Buffer.from(line);
  const scanner = new JsonScanner(bytes);
  const row = new Map<string, string | null>();
  scanner.members(0, (name, from) => {
    const to = scanner.value(from);
    const json = bytes.toString("utf8", from, to);
    row.set(wellFormed(name), json === "null" ? null : json.startsWith('"') ? (JSON.parse(json) as string) : json);
    return to;
  });
  return row;
}

/** A column may be called `__proto__`. */
async function rowsOf(
  names: readonly string[],
  select: (what: string) => Promise<readonly Readonly<Record<string, unknown>>[]>,
): Promise<readonly Row[]> {
  if (names.length === 0) return [];
  const rows = await select(names.map((name, index) => `CAST(${quoted(name)} AS VARCHAR) AS c${index}`).join(", "));
  return rows.map((row) => new Map(names.map((name, index) => [name, stringOrNull(row[`c${index}`])])));
}

function stringOrNull(value: unknown): string | null {
  return typeof value === "string" ? value : null;
}

async function eachOf<T, R>(all: readonly T[], work: (one: T) => Promise<R>): Promise<readonly R[]> {
  const results: R[] = [];
  for (const one of all) results.push(await work(one));
  return results;
}

async function inDatabase<T>(file: string, work: (database: Database) => Promise<T>): Promise<T> {
  const database = await Database.open(file);
  try {
    return await work(database);
  } finally {
    database.close();
  }
}

function databaseOf(folder: string): string {
  return basename(folder)
    .replaceAll(/[^A-Za-z0-9]/g, "_")
    .toLowerCase();
}
