import { addressOf } from "./connection.js";
import { libpqTls } from "./tls.js";

/** How another client that is built on libpq reaches a server. */
export interface LibpqAddress {
  /** Settings as `key='value'`, without the password. */
  readonly address: string;
  readonly database: string;
  /** Undefined where libpq finds it itself, in `PGPASSWORD` or `~/.pgpass`. */
  readonly password: string | undefined;
}

/** @param url as `PostgresSession.open` takes it. @throws DestinationError if it is not a connection string. */
export function libpqAddress(url: string): LibpqAddress {
  const { host, port, user, database = "postgres", password } = addressOf(url);
  const settings = { host, port: String(port), user, dbname: database, ...libpqTls(url), application_name: "sluice" };
  const pairs = Object.entries(settings).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}='${value.replaceAll(/[\\']/g, String.raw`\$&`)}'`],
  );
  return { address: pairs.join(" "), database, password };
}
