import { access } from "node:fs/promises";
import { DestinationError } from "../../destinations/destination.js";
import { catalogNameOf } from "../../destinations/duckdb/catalog-name.js";
import { Database } from "../../destinations/duckdb/database.js";
import { duckDbFile } from "../../destinations/open.js";
import { quoted, text } from "../../destinations/sql/text.js";
import { type Attach, freeCatalogName, namesIn } from "./attached.js";

const PROBE = "sluice_probe";

/** Attaches a DuckDB file. @throws DestinationError if there is no such file, another process has it, or it is not a DuckDB file. */
export const attachFile: Attach = async (connection, location, { folder, waitMs }) => {
  const file = duckDbFile(location, folder);
  await access(file).catch(() => {
    throw new DestinationError(`There is no file ${file}. Run \`sluice sync SOURCE\`, or name another file with --to.`);
  });
  const attach = async (catalog: string): Promise<void> => {
    const statement = `ATTACH ${text(file)} AS ${quoted(catalog)} (READ_ONLY, TYPE duckdb)`;
    await connection.run(statement).catch(async () => {
      (await Database.open(file, { waitMs, readOnly: true })).close(); // waits for a lock, and knows the words for what is wrong
      await connection.run(statement);
    });
  };
  await attach(PROBE);
  const catalog = freeCatalogName(catalogNameOf(file), await namesIn(connection));
  await connection.run(`DETACH ${PROBE}`);
  await attach(catalog);
  return { catalog, defaultSchema: "main" };
};
