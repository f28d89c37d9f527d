import { libpqAddress } from "../postgres/libpq.js";
import { text } from "../sql/text.js";

/** How DuckDB reaches a Postgres database. */
export interface PostgresAccess {
  /** Without the password: DuckDB shows the address of what is attached to any query. */
  readonly address: string;
  /** Creates a secret with the password; undefined if there is none: libpq looks into PGPASSWORD and `~/.pgpass`. */
  readonly secret: string | undefined;
}

/**
 * @param url `postgres://user:password@host:port/database?options`
 * @param name of the secret.
 * @throws DestinationError if it is not a connection string.
 */
export function postgresAccess(url: string, name: string): PostgresAccess {
  const { address, password } = libpqAddress(url);
  return {
    address,
    secret:
      password === undefined
        ? undefined
        : `CREATE OR REPLACE SECRET ${name} (TYPE postgres, PASSWORD ${text(password)})`,
  };
}
