import type { DuckDBConnection } from "@duckdb/node-api";
import type { Environment } from "../../project/environment.js";

export interface AttachOptions {
  /** The current folder. */
  readonly folder: string;
  /** How long to wait for a process that has the file, in milliseconds. */
  readonly waitMs: number;
  /** Where credentials are looked up. */
  readonly environment: Environment;
}

/** A destination that a query can read. */
export interface Attached {
  /** What it is called in SQL. */
  readonly catalog: string;
  /** The schema in which DuckDB looks for a name first. */
  readonly defaultSchema: string;
  /** An error of DuckDB without secrets. */
  masked?(text: string): string;
  /** Called when DuckDB no longer uses it. */
  close?(): Promise<void>;
}

/**
 * Attaches a destination to DuckDB, to be read only.
 *
 * @param location as `--to` takes it.
 * @throws DestinationError if it cannot be reached, or there is nothing in it.
 */
export type Attach = (connection: DuckDBConnection, location: string, options: AttachOptions) => Promise<Attached>;

/** A name for what is attached that no schema in it has: in SQL the schema `vitally` and the file `vitally.duckdb` would be ambiguous. */
export function freeCatalogName(wish: string, taken: Iterable<string>): string {
  const names = new Set([...taken].map((name) => name.toLowerCase()));
  let catalog = wish;
  while (names.has(catalog.toLowerCase())) catalog += "_db"; // as DuckDB itself does with main.duckdb
  return catalog;
}

/** The names of all databases and schemas. */
export async function namesIn(connection: DuckDBConnection): Promise<readonly string[]> {
  const sql = "SELECT database_name FROM duckdb_databases() UNION SELECT schema_name FROM duckdb_schemas()";
  return (await connection.runAndReadAll(sql)).getRows().map(([name]) => String(name));
}
