import { access } from "node:fs/promises";
import { basename } from "node:path";
import type { DuckDBConnection } from "@duckdb/node-api";
import { DestinationError } from "../../destinations/destination.js";
import { duckdb } from "../../destinations/duckdb/client.js";
import { Database } from "../../destinations/duckdb/database.js";
import { quoted, text } from "../../destinations/sql/text.js";

/** Nothing is fetched from the network for a query. */
const SETTINGS = {
  memory_limit: "1GB",
  autoinstall_known_extensions: "false",
  autoload_known_extensions: "false",
};

/** Where DuckDB is until the file has its name: DuckDB's own `memory` would keep a file memory.duckdb from its name. */
const SCRATCH = "sluice_scratch";
const PROBE = "sluice_probe";

/**
 * Opens a DuckDB file to be read, and closes it afterwards.
 *
 * @param waitMs how long to wait for a process that has the file, in milliseconds.
 * @throws DestinationError if there is no such file, another process has it, or it is not a DuckDB file.
 */
export async function withFile<T>(
  file: string,
  waitMs: number,
  use: (connection: DuckDBConnection) => Promise<T>,
): Promise<T> {
  await access(file).catch(() => {
    throw new DestinationError(`There is no file ${file}. Run \`sluice sync SOURCE\`, or name another file with --db.`);
  });
  const instance = await duckdb.DuckDBInstance.create(":memory:", SETTINGS);
  try {
    const connection = await instance.connect();
    try {
      await attachFile(connection, file, waitMs);
      await connection.run("SET TimeZone = 'UTC'");
      return await use(connection);
    } finally {
      connection.closeSync();
    }
  } finally {
    instance.closeSync();
  }
}

/** Attaches the file under a name that no schema has: in SQL the schema `vitally` and the file `vitally.duckdb` would be ambiguous. */
async function attachFile(connection: DuckDBConnection, file: string, waitMs: number): Promise<void> {
  const attach = async (catalog: string): Promise<void> => {
    const statement = `ATTACH ${text(file)} AS ${quoted(catalog)} (READ_ONLY, TYPE duckdb)`;
    await connection.run(statement).catch(async () => {
      (await Database.open(file, { waitMs, readOnly: true })).close(); // waits for a lock, and knows the words for what is wrong
      await connection.run(statement);
    });
  };
  await connection.run(`ATTACH ':memory:' AS ${SCRATCH}; USE ${SCRATCH}; DETACH memory`);
  await attach(PROBE);
  const taken = await namesIn(connection);
  let catalog = catalogOf(file);
  while (taken.has(catalog.toLowerCase())) catalog += "_db"; // as DuckDB itself does with main.duckdb
  await connection.run(`DETACH ${PROBE}`);
  await attach(catalog);
  await connection.run(`USE ${quoted(catalog)}; DETACH ${SCRATCH}`);
}

/** The names of all databases and schemas, in lower case. */
async function namesIn(connection: DuckDBConnection): Promise<ReadonlySet<string>> {
  const sql = "SELECT database_name FROM duckdb_databases() UNION SELECT schema_name FROM duckdb_schemas()";
  const rows = (await connection.runAndReadAll(sql)).getRows();
  return new Set(rows.map(([name]) => String(name).toLowerCase()));
}

/** What DuckDB calls a file: its name up to the first dot. */
function catalogOf(file: string): string {
  return (
    basename(file)
      .split(".")
      .find((part) => part !== "") ?? "db"
  );
}
