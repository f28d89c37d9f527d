import { access } from "node:fs/promises";
import { type DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";
import { DestinationError } from "../../destinations/destination.js";
import { Database } from "../../destinations/duckdb/database.js";

/** Nothing is fetched from the net for the sake of a query. */
const SETTINGS = {
  access_mode: "READ_ONLY",
  memory_limit: "1GB",
  autoinstall_known_extensions: "false",
  autoload_known_extensions: "false",
};

/**
 * Opens a DuckDB file to be asked, and lets go of it afterwards.
 *
 * @param waitMs how long to wait for a process that has the file.
 * @throws DestinationError if there is no such file, another process has it, or it is no DuckDB file.
 */
export async function asking<T>(
  file: string,
  waitMs: number,
  ask: (connection: DuckDBConnection) => Promise<T>,
): Promise<T> {
  await access(file).catch(() => {
    throw new DestinationError(`There is no file ${file}. sluice sync SOURCE makes one, or name another one by --db.`);
  });
  const instance = await DuckDBInstance.create(file, SETTINGS).catch(async () => {
    (await Database.open(file, { waitMs, readOnly: true })).close(); // waits, and has the words for what is wrong
    return DuckDBInstance.create(file, SETTINGS);
  });
  try {
    const connection = await instance.connect();
    await connection.run("SET TimeZone = 'UTC'");
    return await ask(connection).finally(() => connection.closeSync());
  } finally {
    instance.closeSync();
  }
}
