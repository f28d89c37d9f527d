import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { ConnectionOptions } from "node:tls";
import { Client, type ClientConfig } from "pg";
import copyStreams from "pg-copy-streams";
import pgpass from "pgpass";
import { DestinationError } from "../destination.js";
import { mayConnectOtherwise, refused, type Server } from "./refusals.js";
import { tlsPlan } from "./tls.js";

export type { Client };

const CONNECT_TIMEOUT_MS = 15_000;

/** The oldest Postgres with the functions that we call: `gen_random_uuid` and `pg_xact_status`. */
const OLDEST_VERSION = 13;

/**
 * Makes a session independent of the settings of the server and of the user: times in UTC and dates in ISO format, no time
 * limits, backslashes as they are, no search path. Compiling a query, or remembering its parts, costs more than it saves in ours.
 */
const SETTINGS = [
  "TIME ZONE 'UTC'",
  "DateStyle = 'ISO, YMD'",
  "standard_conforming_strings = on",
  "search_path = ''",
  "statement_timeout = 0",
  "lock_timeout = 0",
  "idle_in_transaction_session_timeout = 0",
  "default_transaction_isolation = 'read committed'",
  "default_transaction_read_only = off",
  "jit = off",
]
  .map((setting) => `SET ${setting}`)
  .concat("SELECT set_config(name, 'off', false) FROM pg_settings WHERE name = 'enable_memoize'") // Postgres 13 has none
  .join("; ");

/**
 * Connects to a server, with TLS as `tlsPlan` says.
 *
 * @throws DestinationError if the server cannot be reached, refuses the user, or is too old. No message has the password.
 */
export async function openConnection(url: string): Promise<Client> {
  const client = await connected(url);
  const { rows } = await client.query<Record<string, string>>(
    "SELECT current_setting('server_version_num')::int / 10000 AS version",
  );
  const version = Number(rows[0]?.["version"]);
  if (version >= OLDEST_VERSION) return client;
  await client.end();
  throw new DestinationError(
    `This Postgres is version ${version}. Sluice needs ${OLDEST_VERSION} or later: upgrade the server.`,
  );
}

/** The server and the login that a connection string and the environment name. @throws DestinationError */
export function addressOf(url: string): Server & { readonly password: string | undefined } {
  const { host, port, database, user, password } = parsed({ connectionString: tlsPlan(url).url });
  return { host, port, database, user, password: typeof password === "string" ? password : undefined };
}

async function connected(url: string): Promise<Client> {
  const { url: address, attempts } = tlsPlan(url);
  const errors: unknown[] = [];
  let server: Server = { host: "", port: 0 };
  for (const ssl of attempts) {
    const client = clientFor(address, ssl);
    server = client;
    try {
      await client.connect();
      await client.query(SETTINGS);
      return client;
    } catch (error) {
      await client.end().catch(() => undefined);
      errors.push(error);
      if (!mayConnectOtherwise(error)) break;
    }
  }
  throw refused(errors, server);
}

function clientFor(connectionString: string, ssl: ConnectionOptions | false): Client {
  const options = {
    connectionString,
    ssl,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    keepAlive: true,
    fallback_application_name: "sluice",
    types: { getTypeParser: () => String },
  };
  const client = parsed(options);
  if (ssl !== false && client.host.startsWith("/")) return clientFor(connectionString, false); // a socket of this machine
  client.on("error", () => undefined); // a connection that breaks while nobody listens would end the process
  return client.password ? client : Object.assign(client, { password: () => savedPassword(client) });
}

function parsed(options: ClientConfig): Client {
  try {
    return new Client(options);
  } catch {
    // the parser's own message may have the password, and so it is not passed on
    throw new DestinationError(
      "The destination is not a valid connection string. Write postgres://user:password@host:5432/database, " +
        "with characters such as @ : / # in the password as %40 %3A %2F %23.",
    );
  }
}

/** The one in `~/.pgpass`. `pg` would look it up too, but prints a deprecation warning. */
function savedPassword({ host, port, database, user }: Server): Promise<string | undefined> {
  return new Promise((resolve) => pgpass({ host, port, database, user }, resolve));
}

/** Feeds a `COPY … FROM STDIN`. */
export async function copyInto(client: Client, sql: string, source: Readable): Promise<void> {
  await pipeline(source, client.query(copyStreams.from(sql)));
}
