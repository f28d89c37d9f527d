import { loadExtensions } from "../../destinations/duckdb/extensions.js";
import { postgresAccess } from "../../destinations/duckdb/postgres-access.js";
import { libpqAddress } from "../../destinations/postgres/libpq.js";
import { PostgresStore } from "../../destinations/postgres/postgres.js";
import { quoted, text } from "../../destinations/sql/text.js";
import { Secrets } from "../../source/secrets.js";
import { type Attach, freeCatalogName, namesIn } from "./attached.js";

const PROBE = "sluice_probe";
const SECRET = "sluice_postgres";

/**
 * Attaches a Postgres database. The password is in a secret of DuckDB, which no query can see.
 *
 * @throws DestinationError if the server cannot be reached or refuses the user, or DuckDB's extension for it is missing.
 */
export const attachPostgres: Attach = async (connection, url, { environment }) => {
  await PostgresStore.open(url); // it knows the words for what is wrong
  await loadExtensions(connection, ["postgres_scanner"], environment);
  const { database, password } = libpqAddress(url);
  const { address, secret } = postgresAccess(url, SECRET);
  if (secret !== undefined) await connection.run(secret);
  const options = `TYPE postgres, READ_ONLY${secret === undefined ? "" : `, SECRET ${SECRET}`}`;
  const attach = (catalog: string) => connection.run(`ATTACH ${text(address)} AS ${quoted(catalog)} (${options})`);
  await attach(PROBE);
  const catalog = freeCatalogName(database, await namesIn(connection));
  await connection.run(`DETACH ${PROBE}`);
  await attach(catalog);
  const secrets = new Secrets();
  secrets.add(password === undefined ? [] : [password]);
  return { catalog, defaultSchema: "public", masked: (message) => secrets.masked(message) };
};
