import { randomUUID } from "node:crypto";
import type { Table } from "../../tables/table.js";
import {
  DestinationError,
  type Memory,
  type PastRun,
  type PastStream,
  type Remembered,
  type RunEnd,
} from "../destination.js";
import { moment, runIn, streamIn, textIn } from "./past.js";
import type { Session } from "./session.js";
import { text } from "./text.js";

/** Where our own tables are. */
export const SCHEMA = "_sluice";

/** What is kept of each table of ours; a column has one type in every database that we write to. */
const TABLES = {
  /** One row a stream; the one without a name holds the state that a source keeps for all of them. */
  streams:
    "connection TEXT, stream TEXT, table_schema TEXT, table_name TEXT, table_key TEXT, state TEXT, committed_rows BIGINT, run_id TEXT, updated_at TIMESTAMPTZ",
  columns: "connection TEXT, stream TEXT, field TEXT, column_name TEXT",
  runs: "run_id TEXT, connection TEXT, started_at TIMESTAMPTZ, ended_at TIMESTAMPTZ, status TEXT, streams TEXT, error TEXT",
} as const;

/** What our tables have got since: books that are older get it with the next sync. */
const ADDED = [{ table: "runs", column: "settings", type: "TEXT" }] as const;

const OURS = `table_schema = ${text(SCHEMA)} AND table_catalog = current_database()`;

/** How many syncs `status` looks back upon. */
const RUNS_SHOWN = 20;

/**
 * Our own tables, beside those of the sources: so that a copied or restored database goes on rightly. Each call takes place
 * in the transaction of its caller.
 */
export class Ledger {
  readonly #session: Session;
  readonly #connection: string;
  #run = "";

  constructor(session: Session, connection: string) {
    this.#session = session;
    this.#connection = connection;
  }

  /** Creates the tables that are not there yet, in `SCHEMA`, which is. */
  async prepare(): Promise<void> {
    for (const [name, columns] of Object.entries(TABLES)) {
      await this.#session.run(`CREATE TABLE IF NOT EXISTS ${this.#session.table(SCHEMA, name)} (${columns})`);
    }
    for (const { table, column, type } of ADDED) {
      const where = `${OURS} AND table_name = ${text(table)} AND column_name = ${text(column)}`;
      const there = await this.#session.rows(`SELECT column_name FROM information_schema.columns WHERE ${where}`);
      if (there.length === 0)
        await this.#session.run(`ALTER TABLE ${this.#table(table)} ADD COLUMN IF NOT EXISTS ${column} ${type}`);
    }
  }

  /** Writes down that a sync began. */
  async start(): Promise<Memory> {
    const runs = this.#table("runs");
    const open = await this.#session.rows(
      `SELECT CAST(started_at AS TEXT) AS at FROM ${runs} WHERE ${this.#mine} AND status = 'running'`,
    );
    await this.#session.run(`UPDATE ${runs} SET status = 'killed' WHERE ${this.#mine} AND status = 'running'`);
    this.#run = randomUUID();
    await this.#session.run(
      `INSERT INTO ${runs} (run_id, connection, started_at, status, streams) VALUES (${text(this.#run)}, ${text(this.#connection)}, now(), 'running', '[]')`,
    );
    const notes = open.map(
      ({ at }) => `The sync that began at ${at} was killed; this one goes on from its last state.`,
    );
    const streams = await this.#remembered();
    const shared = streams.get("")?.state;
    streams.delete("");
    const [last] = await this.#session.rows(
      `SELECT settings FROM ${runs} WHERE ${this.#mine} AND status = 'complete' ORDER BY started_at DESC LIMIT 1`,
    );
    return { streams, shared, notes, settings: textIn(last?.["settings"]) };
  }

  async #remembered(): Promise<Map<string, Remembered>> {
    const columns = new Map<string, Map<string, string>>();
    for (const row of await this.#session.rows(
      `SELECT stream, field, column_name FROM ${this.#table("columns")} WHERE ${this.#mine}`,
    )) {
      const stream = String(row["stream"]);
      columns.set(stream, (columns.get(stream) ?? new Map()).set(String(row["field"]), String(row["column_name"])));
    }
    const rows = await this.#session.rows(`SELECT * FROM ${this.#table("streams")} WHERE ${this.#mine}`);
    return new Map(
      rows.map((row) => {
        const past = streamIn(row);
        return [past.stream, { ...past, columns: columns.get(past.stream) ?? new Map<string, string>() }];
      }),
    );
  }

  /**
   * A sync whose connection was lost may go on with a new one, but not if another sync of this source has begun meanwhile: what
   * it knows of the state is old then.
   *
   * @throws DestinationError if that has happened.
   */
  async fence(): Promise<void> {
    const where = `run_id = ${text(this.#run)} AND status = 'killed'`;
    const [row] = await this.#session.rows(`SELECT run_id FROM ${this.#table("runs")} WHERE ${where}`);
    if (row === undefined) return;
    throw new DestinationError(
      `Another sync of "${this.#connection}" began while this one had lost its connection. This one ends; nothing is lost or doubled.`,
    );
  }

  /** Whose a table is; undefined if it is in nobody's books. */
  async owner(schema: string, name: string): Promise<string | undefined> {
    const where = `table_schema = ${text(schema)} AND table_name = ${text(name)}`;
    const [row] = await this.#session.rows(`SELECT connection FROM ${this.#table("streams")} WHERE ${where}`);
    return row === undefined ? undefined : String(row["connection"]);
  }

  /**
   * Writes down a table and the names of its columns; what is known of its state stays. A state goes with its table, and with
   * one that is elsewhere now so does that of all streams.
   */
  async register(table: Table): Promise<void> {
    const [before] = await this.#session.rows(
      `SELECT table_schema, table_name, state, committed_rows FROM ${this.#table("streams")} WHERE ${this.#of(table.stream)}`,
    );
    const isSame = before?.["table_schema"] === table.schema && before["table_name"] === table.name;
    if (before !== undefined && !isSame) await this.forget("");
    if (isSame) await this.#write(table, textIn(before["state"]), Number(before["committed_rows"]));
    else await this.#write(table, undefined, 0);
    await this.#session.run(`DELETE FROM ${this.#table("columns")} WHERE ${this.#of(table.stream)}`);
    if (table.columns.length === 0) return;
    const stream = `${text(this.#connection)}, ${text(table.stream)}`;
    const values = table.columns.map(({ field, name }) => `(${stream}, ${text(field)}, ${text(name)})`);
    await this.#session.run(`INSERT INTO ${this.#table("columns")} VALUES ${values.join(", ")}`);
  }

  /** So many more records are landed, and this state, if any, covers them. */
  async add(table: Table, records: number, state: string | undefined): Promise<void> {
    const [before] = await this.#session.rows(
      `SELECT state, committed_rows FROM ${this.#table("streams")} WHERE ${this.#of(table.stream)}`,
    );
    const rows = Number(before?.["committed_rows"] ?? 0) + records;
    await this.#write(table, state ?? textIn(before?.["state"]), rows);
  }

  /** The table was replaced: so many records are in it, and this state, or none, goes with them. That of all streams is of the rows before. */
  async replace(table: Table, records: number, state: string | undefined): Promise<void> {
    await this.#write(table, state, records);
    await this.forget("");
  }

  /** The state of all streams. */
  async share(state: string): Promise<void> {
    await this.#write({ stream: "", schema: "", name: "", key: [] }, state, 0);
  }

  /** A state whose rows are gone is worth nothing. */
  async forget(stream: string): Promise<void> {
    await this.#session.run(
      `UPDATE ${this.#table("streams")} SET state = NULL, committed_rows = 0 WHERE ${this.#of(stream)}`,
    );
  }

  async #write(
    { stream, schema, name, key }: Pick<Table, "stream" | "schema" | "name" | "key">,
    state: string | undefined,
    rows: number,
  ): Promise<void> {
    await this.#session.run(`DELETE FROM ${this.#table("streams")} WHERE ${this.#of(stream)}`);
    const values = [this.#connection, stream, schema, name, JSON.stringify(key), state].map(text);
    await this.#session.run(
      `INSERT INTO ${this.#table("streams")} VALUES (${values.join(", ")}, ${rows}, ${text(this.#run)}, now())`,
    );
  }

  async end({ status, streams, error, settings }: RunEnd): Promise<void> {
    await this.#session.run(
      `UPDATE ${this.#table("runs")} SET ended_at = now(), status = ${text(status)}, streams = ${text(JSON.stringify(streams))}, ` +
        `error = ${text(error)}, settings = ${text(settings)} WHERE run_id = ${text(this.#run)}`,
    );
  }

  /** What all connections did; nothing, where there are no books. */
  async history(): Promise<{ readonly runs: readonly PastRun[]; readonly streams: readonly PastStream[] }> {
    const there = await this.#session.rows(`SELECT table_name FROM information_schema.tables WHERE ${OURS}`);
    if (there.length === 0) return { runs: [], streams: [] };
    const runs = await this.#session.rows(
      `SELECT connection, ${moment("started_at")}, ${moment("ended_at")}, status, streams, error FROM ${this.#table("runs")} ` +
        `ORDER BY started_at DESC LIMIT ${RUNS_SHOWN}`,
    );
    const streams = await this.#session.rows(
      `SELECT connection, stream, table_schema, table_name, table_key, state, committed_rows, ${moment("updated_at")} ` +
        `FROM ${this.#table("streams")} WHERE stream <> '' ORDER BY connection, stream`,
    );
    return { runs: runs.map(runIn), streams: streams.map(streamIn) };
  }

  get #mine(): string {
    return `connection = ${text(this.#connection)}`;
  }

  #of(stream: string): string {
    return `${this.#mine} AND stream = ${text(stream)}`;
  }

  #table(name: keyof typeof TABLES): string {
    return this.#session.table(SCHEMA, name);
  }
}
