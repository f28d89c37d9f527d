import type { Readable } from "node:stream";
import { setTimeout as pause } from "node:timers/promises";
import { DestinationError, type TableName } from "../destination.js";
import type { ExistingTable, Session } from "../sql/session.js";
import { quoted, text } from "../sql/text.js";
import { type Client, copyInto, openConnection } from "./connection.js";
import { isTransient, serverMessage, withRemedy } from "./errors.js";
import { explainedByGrant } from "./grants.js";
import { takeLock } from "./lock.js";
import { blockersOf, watchLocks } from "./lock-watch.js";

/** How long the server may take to notice that our last connection is dead, and to release its lock. */
const RELEASE_MS = 30_000;

/** Before each retry after a transient failure: half a minute in all, as long as a server takes to restart. */
const PAUSES_MS = [100, 400, 1_600, 6_400, 25_600];

const LOCK_WARNING_MS = 5_000;

export interface PostgresSessionOptions {
  /** Called with warnings while the session is open, e.g. which session holds the lock that it waits for. */
  readonly onWarning?: ((text: string) => void) | undefined;
  /** How long a statement runs before the session looks for such a lock. */
  readonly lockWarningMs?: number | undefined;
}

/** A session of a Postgres server, on a connection of its own. If that breaks, the transaction is repeated on a new one. */
export class PostgresSession implements Session {
  readonly #url: string;
  readonly #options: PostgresSessionOptions;
  #client: Client;
  /** The process id of the server's backend. */
  #pid = "";
  #isLost = false;
  /** The connection whose lock this session holds. */
  #locked: string | undefined;
  /** Settles when the current transaction ends. */
  #turn: Promise<unknown> = Promise.resolve();

  private constructor(url: string, client: Client, options: PostgresSessionOptions) {
    this.#url = url;
    this.#options = options;
    this.#client = client;
  }

  /**
   * @param url `postgres://user:password@host:port/database?options`. PGHOST, PGPASSWORD and so on supply what it leaves out.
   * @throws DestinationError if the server cannot be reached or refuses the user. The message never has the password.
   */
  static async open(url: string, options: PostgresSessionOptions = {}): Promise<PostgresSession> {
    const session = new PostgresSession(url, await openConnection(url), options);
    await session.#use(session.#client);
    return session;
  }

  async #use(client: Client): Promise<void> {
    const lose = () => {
      if (this.#client === client) this.#isLost = true;
    };
    client.on("error", lose).on("end", lose);
    this.#client = client;
    this.#isLost = false;
    this.#pid = await this.#value("pg_backend_pid()");
  }

  /** See `takeLock`. The session holds the lock until it is closed, and takes it again after its connection broke. */
  async lock(connection: string, waitMs: number): Promise<void> {
    await takeLock(this, connection, waitMs);
    this.#locked = connection;
  }

  async run(sql: string): Promise<void> {
    await this.#statement(sql, () => this.#client.query(sql));
  }

  /** All values are texts, as Postgres writes them. */
  async rows(sql: string): Promise<readonly Record<string, unknown>[]> {
    return (await this.#statement(sql, () => this.#client.query<Record<string, unknown>>(sql))).rows;
  }

  async #value(expression: string): Promise<string> {
    const [row] = await this.rows(`SELECT CAST(${expression} AS text) AS value`);
    return String(row?.["value"]);
  }

  /** Feeds a `COPY … FROM STDIN`. */
  async copyIn(sql: string, source: Readable): Promise<void> {
    await this.#statement(sql, () => copyInto(this.#client, sql, source));
  }

  async #statement<T>(sql: string, run: () => Promise<T>): Promise<T> {
    const ended = new AbortController();
    this.#watchLocks(ended.signal);
    try {
      return await run();
    } catch (error) {
      throw explainedByGrant(error, sql, this.#client);
    } finally {
      ended.abort();
    }
  }

  #watchLocks(signal: AbortSignal): void {
    const { onWarning, lockWarningMs: delayMs = LOCK_WARNING_MS } = this.#options;
    if (onWarning === undefined) return;
    const blockers = async () => {
      const other = await openConnection(this.#url); // ours is busy waiting
      try {
        return (await other.query<Record<string, unknown>>(blockersOf(this.#pid))).rows;
      } finally {
        await other.end();
      }
    };
    void watchLocks({ delayMs, blockers, onWarning }, signal);
  }

  /** Repeats what fails transiently, up to five times, on a new connection if the last one broke. */
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
        if (!isTransient(cause)) throw withRemedy(error);
        if (pauseMs === undefined) throw error instanceof DestinationError ? error : unavailable(error);
        await pause(pauseMs);
      }
    }
  }

  async #reconnect(): Promise<void> {
    await this.#use(await openConnection(this.#url));
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
      await this.run("ROLLBACK").catch(() => (this.#isLost = true)); // the first error is the one to report
      throw error;
    }
    await this.#commit(id);
    return result;
  }

  /**
   * After an error Postgres answers COMMIT without an error, but with ROLLBACK. And if the connection breaks meanwhile, only the
   * server knows whether the transaction took effect: it is asked by the transaction's id.
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
    throw new DestinationError("Postgres rolled the transaction back, because a statement in it had failed.");
  }

  table(schema: string, name: string): string {
    return `${quoted(schema)}.${quoted(name)}`;
  }

  async find({ schema, name }: TableName): Promise<ExistingTable | undefined> {
    // the catalog and not information_schema, which hides what the user has no privilege for, and much besides tables and views
    const rows = await this.rows(
      "SELECT c.relkind AS kind, a.attname AS name, format_type(a.atttypid, NULL) AS type FROM pg_class AS c " +
        "JOIN pg_namespace AS n ON n.oid = c.relnamespace " +
        "LEFT JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped " +
        `WHERE n.nspname = ${text(schema)} AND c.relname = ${text(name)} ORDER BY a.attnum`,
    );
    const [first] = rows;
    if (first === undefined) return undefined;
    const columns = rows.filter((row) => row["name"] !== null);
    return {
      schema,
      name,
      isTable: first["kind"] === "r" || first["kind"] === "p",
      columns: columns.map((row) => ({ name: String(row["name"]), type: String(row["type"]).toUpperCase() })),
    };
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

function unavailable(error: unknown): DestinationError {
  return new DestinationError(
    `Postgres failed again and again: ${serverMessage(error)}. Check the server, and run the sync again: it resumes.`,
    { cause: error },
  );
}
