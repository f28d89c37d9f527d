import type { DuckDBConnection } from "@duckdb/node-api";
import { DestinationError } from "../../destinations/destination.js";
import { attachLake as attachCatalog } from "../../destinations/ducklake/attach.js";
import { catalogOf } from "../../destinations/ducklake/catalog.js";
import { lakeIn } from "../../destinations/open.js";
import { quoted } from "../../destinations/sql/text.js";
import { type Attach, freeCatalogName } from "./attached.js";

/** What dbt and queries call a lake, unless a schema has that name. */
const NAME = "lake";

/** Attaches a lake. @throws DestinationError if there is none, or its catalog or extensions cannot be used. */
export const attachLake: Attach = async (connection, location, { waitMs, environment }) => {
  const lake = lakeIn(location);
  const source = lake && catalogOf(lake.catalog);
  if (lake === undefined || source === undefined || (await source.state()) === "nothing") {
    throw new DestinationError(
      "There is no lake yet. Run `sluice sync SOURCE` with the same destination, or name another one with --to.",
    );
  }
  const attach = (name: string) =>
    attachCatalog(connection, lake, { source, name, waitMs, environment, readOnly: true });
  await attach(NAME);
  const catalog = freeCatalogName(NAME, await schemasIn(connection));
  if (catalog !== NAME) {
    await connection.run(`DETACH ${quoted(NAME)}`);
    await attach(catalog);
  }
  return { catalog, defaultSchema: "main" };
};

async function schemasIn(connection: DuckDBConnection): Promise<readonly string[]> {
  const found = await connection.runAndReadAll("SELECT schema_name FROM duckdb_schemas()");
  return found.getRows().map(([name]) => String(name));
}
