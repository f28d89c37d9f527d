import { DestinationError } from "../destination.js";
import { text } from "../sql/text.js";

/** The settings of a connection string that libpq has too. */
const PARAMETERS = new Set([
  ...["host", "port", "user", "dbname", "options", "application_name", "connect_timeout", "target_session_attrs"],
  ...["sslmode", "sslrootcert", "sslcert", "sslkey", "sslcrl", "channel_binding", "gssencmode"],
]);

/** How DuckDB reaches a Postgres database. */
export interface PostgresAccess {
  /** Without the password. */
  readonly address: string;
  /** Creates a secret with the password; undefined if there is none: libpq looks into PGPASSWORD and `~/.pgpass`. */
  readonly secret: string | undefined;
}

/**
 * A connection string as libpq takes it, key by key: DuckDB shows the address of what is attached to any query, so the password is kept apart.
 *
 * @param url `postgres://user:password@host:port/database?options`
 * @throws DestinationError if it is not one.
 */
export function postgresAccess(url: string): PostgresAccess {
  const { searchParams, username, password, hostname, port, pathname } = parsed(url);
  const settings = new Map<string, string>([["application_name", "sluice"]]);
  const set = (name: string, value: string) => {
    if (value !== "") settings.set(name, value);
  };
  set("host", decodeURIComponent(hostname).replace(/^\[(.*)\]$/, "$1"));
  set("port", port);
  set("user", decodeURIComponent(username));
  set("dbname", decodeURIComponent(pathname.slice(1)));
  for (const [name, value] of searchParams) if (PARAMETERS.has(name)) set(name, value);
  const pairs = [...settings].map(([name, value]) => `${name}='${value.replaceAll(/[\\']/g, String.raw`\$&`)}'`);
  const secret = decodeURIComponent(password) || searchParams.get("password") || undefined;
  return {
    address: `postgres:${pairs.join(" ")}`,
    secret:
      secret === undefined
        ? undefined
        : `CREATE OR REPLACE SECRET sluice_catalog (TYPE postgres, PASSWORD ${text(secret)})`,
  };
}

function parsed(url: string): URL {
  try {
    const { href } = new URL(url.replace(/^postgres(ql)?:/i, "postgres:"));
    const parts = new URL(href);
    for (const part of [parts.username, parts.password, parts.pathname, parts.hostname]) decodeURIComponent(part);
    return parts;
  } catch {
    // the parser's own message may have the password, and so it is not passed on
    throw new DestinationError(
      "The catalog is not a valid connection string. Write ducklake:postgres://user:password@host:5432/database, " +
        "with characters such as @ : / # in the password as %40 %3A %2F %23.",
    );
  }
}
