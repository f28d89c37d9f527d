/** Lakes for tests, and their readers: DuckDB with its own extension, past Sluice. */
import { join } from "node:path";
import { describe } from "@jest/globals";
import { Database } from "../../src/destinations/duckdb/database.js";
import { type Extension, loadExtensions } from "../../src/destinations/duckdb/extensions.js";
import { text } from "../../src/destinations/sql/text.js";
import type { Subject } from "./contracts/subject.js";
import { EXTENSIONS_FOLDER, WITHOUT_EXTENSIONS } from "./duckdb-extensions.js";

/** What the command needs to find the extensions. */
export const LAKE_ENVIRONMENT = { SLUICE_DUCKDB_EXTENSIONS: EXTENSIONS_FOLDER ?? "" };

/** Runs where the extensions are; elsewhere it is skipped, and its name says why. */
export const describeLake = (name: string, suite: () => void) =>
  (EXTENSIONS_FOLDER === undefined ? describe.skip : describe)(`${name}${WITHOUT_EXTENSIONS}`, suite);

/** A lake as a reader attaches it. */
export interface ReadLake {
  /** Behind `ducklake:`. */
  readonly address: string;
  readonly extensions: readonly Extension[];
  /** Statements before it is attached. */
  readonly before?: string;
  /** Of its attachment. */
  readonly options?: string;
}

const readers = new Map<string, Promise<Database>>();

/** One for each set of extensions: to load one takes as long as a whole sync. */
function reader(extensions: readonly Extension[]): Promise<Database> {
  const name = extensions.join();
  const open = async () => {
    const database = await Database.open(":memory:");
    await loadExtensions(database, ["ducklake", ...extensions], LAKE_ENVIRONMENT);
    return database;
  };
  const opened = readers.get(name) ?? open();
  readers.set(name, opened);
  return opened;
}

export async function withLake<T>(lake: ReadLake, work: (database: Database) => Promise<T>): Promise<T> {
  const database = await reader(lake.extensions);
  return database.alone(async () => {
    if (lake.before !== undefined) await database.run(lake.before);
    await database.run(`ATTACH ${text(`ducklake:${lake.address}`)} AS lake ${lake.options ?? ""}; USE lake`);
    try {
      return await work(database);
    } finally {
      await database.run("USE memory; DETACH lake");
    }
  });
}

/** What a contract asks of a lake as its users do. */
export function lakeReader(lake: () => ReadLake): Pick<Subject, "rows" | "tables" | "run" | "drop" | "ignoresCase"> {
  const inLake = <T>(work: (database: Database) => Promise<T>) => withLake(lake(), work);
  return {
    rows: async (schema, table, columns) => {
      const found = await inLake((database) => database.rows(`SELECT * FROM ${schema}.${table}`));
      return found.map((row) =>
        columns.map((column) => (/^\d+$/.test(String(row[column])) ? Number(row[column]) : row[column])),
      );
    },
    tables: async (schema) => {
      const sql = `SELECT table_name AS name FROM duckdb_tables() WHERE database_name = 'lake' AND schema_name = '${schema}' ORDER BY name`;
      return (await inLake((database) => database.rows(sql))).map(({ name }) => String(name));
    },
    run: (sql) => inLake((database) => database.run(sql)),
    drop: (schema, table) => inLake((database) => database.run(`DROP TABLE ${schema}.${table}`)),
    ignoresCase: true,
  };
}

/** A lake with its catalog in a DuckDB file of a folder. */
export const fileLake = (folder: string): ReadLake => ({ address: join(folder, "test.ducklake"), extensions: [] });

/** The same in a SQLite file. */
export const sqliteLake = (folder: string): ReadLake => ({
  address: `sqlite:${join(folder, "test.sqlite")}`,
  extensions: ["sqlite_scanner"],
});
