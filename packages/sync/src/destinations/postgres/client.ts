import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { setTimeout as pause } from "node:timers/promises";
import { Client } from "pg";
import copyStreams from "pg-copy-streams";
import { DestinationError } from "../destination.js";
import type { Session } from "../sql/session.js";
import { quoted } from "../sql/text.js";
import { codeOf, explained, isTransient, refused } from "./errors.js";
import { takeLock } from "./lock.js";

const CONNECT_TIMEOUT_MS = 15_000;

/** How long the server may take to see that our last connection is dead, and to give up its lock. */
const RELEASE_MS = 30_000;

/** Before each new attempt after a failure that may pass: half a minute in all, as long as a server takes to restart. */
const PAUSES_MS = [100, 400, 1_600, 6_400, 25_600];

/**
 * Whatever the server's or the user's settings are: times in UTC and days as ISO has them, no time limits, backslashes as they
 * are, no name found by a search path. Compiling a query, or remembering
 * its parts, costs more than it saves in ours.
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

/** The oldest Postgres that has what we ask for: `gen_random_uuid` and `pg_xact_status`. */
const OLDEST = 13;

/** A talk with a Postgres server, over a connection of its own. Where that breaks, the transaction is done again over a new one. */
export class PostgresSession implements Session {
  readonly #url: string;
  #client: Client;
  #isLost = true;
  /** Whose lock we have. */
  #locked: string | undefined;
  /** Ends when the transaction that is under way does. */
  #turn: Promise<unknown> = Promise.resolve();

  private constructor(url: string) {
    this.#url = url;
    this.#client = clientFor(url);
  }

  /**
   * @param url `postgres://user:password@host:port/database?options`; what it leaves out comes from PGHOST, PGPASSWORD and the like.
   * @throws DestinationError if the server cannot be reached, or does not let us in. It does not say the password.
   */
  static async open(url: string): Promise<PostgresSession> {
    const session = new PostgresSession(url);
    await session.#connect();
    return session;
  }

  async #connect(): Promise<void> {
    const client = clientFor(this.#url);
    try {
      await client.connect();
      await client.query(SETTINGS);
    } catch (error) {
      await client.end().catch(() => undefined);
      throw refused(error, { host: client.host, port: client.port, database: client.database, user: client.user });
    }
    const lose = () => {
      if (this.#client === client) this.#isLost = true;
    };
    client.on("error", lose).on("end", lose); // without a listener an idle connection that breaks would end the process
    this.#client = client;
    this.#isLost = false;
    const version = await this.#value("current_setting('server_version_num')::int / 10000");
    if (Number(version) >= OLDEST) return;
    await this.close();
    throw new DestinationError(`This Postgres is version ${version}. Sluice lands in ${OLDEST} and later.`);
  }

  /** As `takeLock` has it. The lock is this session's until it is closed, and it is taken again after a connection that broke. */
  async lock(connection: string, waitMs: number): Promise<void> {
    await takeLock(this, connection, waitMs);
    this.#locked = connection;
  }

  async run(sql: string): Promise<void> {
    await this.#client.query(sql);
  }

  /** All values come as texts, as Postgres writes them. */
  async rows(sql: string): Promise<readonly Record<string, unknown>[]> {
    return (await this.#client.query<Record<string, unknown>>(sql)).rows;
  }

  async #value(expression: string): Promise<string> {
    const [row] = await this.rows(`SELECT CAST(${expression} AS text) AS value`);
    return String(row?.["value"]);
  }

  /** Feeds a `COPY … FROM STDIN`. */
  async copyIn(sql: string, source: Readable): Promise<void> {
    await pipeline(source, this.#client.query(copyStreams.from(sql)));
  }

  /** What fails for a moment only is done again, up to five times, over a new connection where the last one broke. */
  async transaction<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#turn.then(() => this.#persistently(() => this.#once(work)));
    this.#turn = result.catch(() => undefined);
    return result;
  }

  async #persistently<T>(work: () => Promise<T>): Promise<T> {
    for (let attempt = 0; ; attempt++) {
      try {
        if (this.#isLost) await this.#reconnect();
        return await work();
      } catch (error) {
        const pauseMs = PAUSES_MS[attempt];
        const cause = error instanceof DestinationError ? error.cause : error;
        if (pauseMs === undefined || !isTransient(cause)) throw explained(error);
        await pause(pauseMs);
      }
    }
  }

  async #reconnect(): Promise<void> {
    await this.#connect();
    if (this.#locked !== undefined) await this.lock(this.#locked, RELEASE_MS);
  }

  async #once<T>(work: () => Promise<T>): Promise<T> {
    await this.run("BEGIN");
    let id: string;
    let result: T;
    try {
      id = await this.#value("pg_current_xact_id()");
      result = await work();
    } catch (error) {
      await this.run("ROLLBACK").catch(() => (this.#isLost = true)); // the error that led here is the one to tell
      throw error;
    }
    await this.#commit(id);
    return result;
  }

  /**
   * After an error Postgres answers COMMIT without one, but says ROLLBACK. And where the connection breaks meanwhile, only the
   * server knows what became of the transaction: it is asked by the transaction's id.
   */
  async #commit(id: string): Promise<void> {
    try {
      const { command } = await this.#client.query("COMMIT");
      if (command === "COMMIT") return;
    } catch (error) {
      if (!isTransient(error)) throw error;
      if ((await this.#persistently(() => this.#value(`pg_xact_status('${id}')`))) === "committed") return;
      throw error;
    }
    throw new DestinationError("Postgres rolled the transaction back, for a statement in it had failed.");
  }

  table(schema: string, name: string): string {
    return `${quoted(schema)}.${quoted(name)}`;
  }

  schema(name: string): string {
    return quoted(name);
  }

  /** Ends the connection, and with it the lock. */
  async close(): Promise<void> {
    this.#isLost = true;
    await this.#client.end();
  }
}

function clientFor(connectionString: string): Client {
  try {
    return new Client({
      connectionString,
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
      keepAlive: true,
      fallback_application_name: "sluice",
      types: { getTypeParser: () => String },
    });
  } catch (error) {
    // what the parser says may hold the password, and so it is not passed on
    const hint = codeOf(error) === "ENOENT" ? " A file that it names is not there." : "";
    throw new DestinationError(
      `The destination is no connection string that can be read. It looks so: postgres://user:password@host:5432/database.${hint} ` +
        "Signs such as @ : / # in a password are written as %40 %3A %2F %23.",
    );
  }
}
