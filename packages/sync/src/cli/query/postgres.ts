import { loadExtensions } from "../../destinations/duckdb/extensions.js";
import { libpqAddress } from "../../destinations/postgres/libpq.js";
import { PostgresStore } from "../../destinations/postgres/postgres.js";
import { quoted, text } from "../../destinations/sql/text.js";
import { Secrets } from "../../source/secrets.js";
import { type Attach, freeCatalogName, namesIn } from "./attached.js";

const PROBE = "sluice_probe";

/**
 * Attaches a Postgres database. DuckDB shows the address of what is attached to any query, so the password is passed in the
 * environment of libpq instead.
 *
 * @throws DestinationError if the server cannot be reached or refuses the user, or DuckDB's extension for it is missing.
 */
export const attachPostgres: Attach = async (connection, url) => {
  await PostgresStore.open(url); // it knows the words for what is wrong
  await loadExtensions(connection, ["postgres_scanner"]);
  const { address, database, password } = libpqAddress(url);
  const before = process.env["PGPASSWORD"];
  if (password !== undefined) process.env["PGPASSWORD"] = password;
  const secrets = new Secrets();
  secrets.add([password, before].filter((secret) => secret !== undefined));
  const attach = (catalog: string) =>
    connection.run(`ATTACH ${text(address)} AS ${quoted(catalog)} (TYPE postgres, READ_ONLY)`);
  await attach(PROBE);
  const catalog = freeCatalogName(database, await namesIn(connection));
  await connection.run(`DETACH ${PROBE}`);
  await attach(catalog);
  return {
    catalog,
    defaultSchema: "public",
    masked: (message) => secrets.masked(message),
    close: async () => {
      if (before === undefined) delete process.env["PGPASSWORD"];
      else process.env["PGPASSWORD"] = before;
    },
  };
};
