import type { DuckDBConnection } from "@duckdb/node-api";
import { DestinationError } from "../../destinations/destination.js";
import { duckdb } from "../../destinations/duckdb/client.js";
import { locationParts } from "../../destinations/open.js";
import { quoted, text } from "../../destinations/sql/text.js";
import { attachFor } from "./attach.js";
import type { Attached, AttachOptions } from "./attached.js";

/** Nothing is fetched from the network because of what a query says. */
const SETTINGS = {
  memory_limit: "1GB",
  autoinstall_known_extensions: "false",
  autoload_known_extensions: "false",
};

/** Where DuckDB is until the destination has its name: DuckDB's own `memory` would keep a file memory.duckdb from its name. */
const SCRATCH = "sluice_scratch";

/** Runs queries on a destination. */
export interface QuerySession {
  readonly connection: DuckDBConnection;
  /** An error of DuckDB without secrets. */
  masked(text: string): string;
}

/**
 * Opens a destination to be read, and closes it afterwards.
 *
 * @throws DestinationError if it cannot be reached, or there is nothing in it.
 */
export async function withDestination<T>(
  location: string,
  options: AttachOptions,
  use: (session: QuerySession) => Promise<T>,
): Promise<T> {
  const attach = await attachFor(location);
  if (attach === undefined) {
    throw new DestinationError(
      `A destination of the kind ${locationParts(location).kind}: cannot be queried. Use its own client.`,
    );
  }
  const instance = await duckdb.DuckDBInstance.create(":memory:", SETTINGS);
  let attached: Attached | undefined;
  try {
    const connection = await instance.connect();
    try {
      await connection.run(`ATTACH ':memory:' AS ${SCRATCH}; USE ${SCRATCH}; DETACH memory; SET TimeZone = 'UTC'`);
      attached = await attach(connection, location, options);
      await connection.run(`USE ${quoted(attached.catalog)}; DETACH ${SCRATCH}`);
      await searchSchemas(connection, attached);
      const { masked = String } = attached;
      return await use({ connection, masked });
    } finally {
      connection.closeSync();
    }
  } finally {
    instance.closeSync();
    await attached?.close?.();
  }
}

/** A table's name is enough where one schema alone has it. A schema that shares a name with another one must be written. */
async function searchSchemas(connection: DuckDBConnection, { catalog, defaultSchema }: Attached): Promise<void> {
  const named = (list: string) =>
    `SELECT schema_name AS schema, ${list}_name AS name FROM duckdb_${list}s() WHERE database_name = ${text(catalog)} AND NOT internal`;
  const names =
    `SELECT DISTINCT schema, lower(name) AS name FROM (${named("table")} UNION ALL ${named("view")}) ` +
    `WHERE schema NOT IN (${[defaultSchema, "_sluice", "information_schema", "pg_catalog"].map(text).join(", ")})`;
  const sql =
    `WITH names AS (${names}) SELECT schema FROM names GROUP BY schema HAVING NOT bool_or(name IN ` +
    "(SELECT name FROM names GROUP BY name HAVING count(*) > 1)) ORDER BY schema";
  const schemas = (await connection.runAndReadAll(sql)).getRows().map(([schema]) => String(schema));
  const path = [defaultSchema, ...schemas].map((schema) => `${quoted(catalog)}.${quoted(schema)}`);
  await connection.run(`SET search_path = ${text(path.join(","))}`);
}
