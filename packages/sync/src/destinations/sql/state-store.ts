import { randomUUID } from "node:crypto";
import { type ConnectionState, NO_STATE, withoutTable } from "../../state/connection-state.js";
import {
  type Checkpoint,
  DestinationError,
  type RunEnd,
  type RunStart,
  type StoreHistory,
  type TableName,
} from "../destination.js";
import { formerStates } from "./former-state.js";
import { countsText, epochMs, optionalString, runIn } from "./runs.js";
import type { Session } from "./session.js";
import { text } from "./text.js";

/** The schema of our own tables. */
export const SCHEMA = "_sluice";

/** Our own tables; each type is called the same in every database that we write to. */
const TABLES = {
  state: "connection TEXT, document TEXT, updated_at TIMESTAMPTZ",
  runs: "run_id TEXT, connection TEXT, started_at TIMESTAMPTZ, ended_at TIMESTAMPTZ, status TEXT, streams TEXT, error TEXT, settings TEXT",
} as const;

/** How many runs `status` shows. */
const RUNS_SHOWN = 20;

/** By connection. */
export type States = ReadonlyMap<string, ConnectionState>;

/**
 * The states of all connections and their runs, in tables next to the data: a database that is copied or restored has the state that
 * belongs to its rows. Each call takes place in the transaction of its caller.
 */
export class StateStore {
  readonly #session: Session;
  readonly #connection: string;
  #run = "";

  constructor(session: Session, connection: string) {
    this.#session = session;
    this.#connection = connection;
  }

  /** Creates our tables in `SCHEMA`, which exists; what version 1 left there becomes the state. */
  async prepare(): Promise<void> {
    for (const [name, columns] of Object.entries(TABLES)) {
      await this.#session.run(`CREATE TABLE IF NOT EXISTS ${this.#session.table(SCHEMA, name)} (${columns})`);
    }
    const runs = await this.#session.find({ schema: SCHEMA, name: "runs" });
    if (runs?.columns.every(({ name }) => name !== "settings") === true) {
      await this.#session.run(`ALTER TABLE ${this.#table("runs")} ADD COLUMN settings TEXT`);
    }
    if (!(await this.#exists("streams"))) return;
    for (const [connection, state] of await formerStates(this.#session, SCHEMA)) await this.#write(connection, state);
    for (const name of ["streams", "columns"]) {
      await this.#session.run(`DROP TABLE IF EXISTS ${this.#session.table(SCHEMA, name)}`);
    }
  }

  /** Records that a run began. */
  async start(): Promise<RunStart> {
    const runs = this.#table("runs");
    const open = await this.#session.rows(
      `SELECT CAST(started_at AS TEXT) AS at FROM ${runs} WHERE ${this.#mine} AND status = 'running'`,
    );
    await this.#session.run(`UPDATE ${runs} SET status = 'killed' WHERE ${this.#mine} AND status = 'running'`);
    this.#run = randomUUID();
    await this.#session.run(
      `INSERT INTO ${runs} (run_id, connection, started_at, status, streams) VALUES (${text(this.#run)}, ${text(this.#connection)}, now(), 'running', '[]')`,
    );
    const [last] = await this.#session.rows(
      `SELECT settings FROM ${runs} WHERE ${this.#mine} AND status = 'complete' ORDER BY started_at DESC LIMIT 1`,
    );
    const state = (await this.states()).get(this.#connection) ?? NO_STATE;
    return { state, settings: optionalString(last?.["settings"]), killed: open.map(({ at }) => String(at)) };
  }

  /**
   * A sync whose connection was lost may resume over a new one, but not if another sync of this source has begun meanwhile: its state is
   * out of date then.
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

  async save({ state, counts }: Checkpoint): Promise<void> {
    await this.saveState(state);
    await this.#session.run(
      `UPDATE ${this.#table("runs")} SET streams = ${countsText(counts)} WHERE run_id = ${text(this.#run)}`,
    );
  }

  async saveState(state: ConnectionState): Promise<void> {
    await this.#write(this.#connection, state);
  }

  async #write(connection: string, state: ConnectionState): Promise<void> {
    await this.#session.run(`DELETE FROM ${this.#table("state")} WHERE connection = ${text(connection)}`);
    await this.#session.run(
      `INSERT INTO ${this.#table("state")} VALUES (${text(connection)}, ${text(JSON.stringify(state))}, now())`,
    );
  }

  /** Another connection's table that is gone, and is about to be this one's. @param fold as the destination compares names. */
  async disown(owner: string, table: TableName, fold: (name: string) => string): Promise<void> {
    const state = (await this.states()).get(owner) ?? NO_STATE;
    await this.#write(owner, withoutTable(state, table, fold));
  }

  async end({ status, streams, error, settings }: RunEnd): Promise<void> {
    const counts = streams === undefined ? "" : `streams = ${countsText(streams)}, `;
    await this.#session.run(
      `UPDATE ${this.#table("runs")} SET ended_at = now(), status = ${text(status)}, ${counts}` +
        `error = ${text(error)}, settings = ${text(settings)} WHERE run_id = ${text(this.#run)}`,
    );
  }

  /** What all connections did; nothing where there are no tables of ours. */
  async history(): Promise<StoreHistory> {
    if (!(await this.#exists("runs"))) return { runs: [], states: new Map() };
    const runs = await this.#session.rows(
      `SELECT connection, ${epochMs("started_at")}, ${epochMs("ended_at")}, status, streams, error FROM ${this.#table("runs")} ` +
        `ORDER BY started_at DESC LIMIT ${RUNS_SHOWN}`,
    );
    const former = (await this.#exists("streams")) ? await formerStates(this.#session, SCHEMA) : [];
    const states = (await this.#exists("state")) ? await this.states() : [];
    return { runs: runs.map(runIn), states: new Map([...former, ...states]) };
  }

  async states(): Promise<States> {
    const rows = await this.#session.rows(
      `SELECT connection, document FROM ${this.#table("state")} ORDER BY connection`,
    );
    return new Map(
      rows.map((row) => [String(row["connection"]), JSON.parse(String(row["document"])) as ConnectionState]),
    );
  }

  async #exists(name: string): Promise<boolean> {
    return (await this.#session.find({ schema: SCHEMA, name })) !== undefined;
  }

  get #mine(): string {
    return `connection = ${text(this.#connection)}`;
  }

  #table(name: keyof typeof TABLES): string {
    return this.#session.table(SCHEMA, name);
  }
}
