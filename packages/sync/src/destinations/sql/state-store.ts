import { type ConnectionState, NO_STATE, withoutTable } from "../../state/connection-state.js";
import {
  type Checkpoint,
  DestinationError,
  type RunEnd,
  type RunRecord,
  type RunStart,
  type StoreHistory,
  type TableName,
} from "../destination.js";
import type { RunInfo, RunQuery } from "../run.js";
import { formerStates } from "./former-state.js";
import { RunStore } from "./run-store.js";
import type { Session } from "./session.js";
import { text } from "./text.js";

/** The schema of our own tables. */
export const SCHEMA = "_sluice";

/** The columns of the table of states; each type is called the same in every database that we write to. */
const STATE_COLUMNS = "connection TEXT, document TEXT, updated_at TIMESTAMPTZ";

/** By connection. */
export type States = ReadonlyMap<string, ConnectionState>;

/**
 * The states of all connections and their runs, in tables next to the data: a database that is copied or restored has the state that
 * belongs to its rows. Each call takes place in the transaction of its caller.
 */
export class StateStore {
  readonly #session: Session;
  readonly #connection: string;
  readonly #runs: RunStore;

  constructor(session: Session, connection: string) {
    this.#session = session;
    this.#connection = connection;
    this.#runs = new RunStore({ session, connection, schema: SCHEMA });
  }

  /** The id of the run that began last; "" before. */
  get run(): string {
    return this.#runs.id;
  }

  /** Creates our tables in `SCHEMA`, which exists; what version 1 left there becomes the state. */
  async prepare(): Promise<void> {
    await this.#session.run(`CREATE TABLE IF NOT EXISTS ${this.#table} (${STATE_COLUMNS})`);
    await this.#runs.prepare();
    if (!(await this.#exists("streams"))) return;
    for (const [connection, state] of await formerStates(this.#session, SCHEMA)) await this.#write(connection, state);
    for (const name of ["streams", "columns"]) {
      await this.#session.run(`DROP TABLE IF EXISTS ${this.#session.table(SCHEMA, name)}`);
    }
  }

  /** Records that a run began. */
  async start(run: RunInfo): Promise<RunStart> {
    return { state: await this.state(), ...(await this.#runs.start(run)) };
  }

  /** Syncs of the connection that have not ended may not resume. */
  async endOthers(): Promise<void> {
    await this.#runs.killed();
  }

  /**
   * A sync whose connection was lost may resume over a new one, but not if another sync of this source has begun meanwhile: its state is
   * out of date then.
   *
   * @throws DestinationError if that has happened.
   */
  async fence(): Promise<void> {
    if (!(await this.#runs.isOver())) return;
    throw new DestinationError(
      `Another sync of "${this.#connection}" began, or it was reset, while this one had lost its connection. This one ends; nothing is lost or doubled.`,
    );
  }

  async save({ state, counts }: Checkpoint): Promise<void> {
    await this.saveState(state);
    await this.#runs.saveCounts(counts);
  }

  async saveState(state: ConnectionState): Promise<void> {
    await this.#write(this.#connection, state);
  }

  async #write(connection: string, state: ConnectionState): Promise<void> {
    await this.#session.run(`DELETE FROM ${this.#table} WHERE connection = ${text(connection)}`);
    await this.#session.run(
      `INSERT INTO ${this.#table} VALUES (${text(connection)}, ${text(JSON.stringify(state))}, now())`,
    );
  }

  /** Another connection's table that is gone, and is about to be this one's. @param fold as the destination compares names. */
  async disown(owner: string, table: TableName, fold: (name: string) => string): Promise<void> {
    const state = await this.state(owner);
    await this.#write(owner, withoutTable(state, table, fold));
  }

  async end(run: RunEnd): Promise<void> {
    await this.#runs.end(run);
  }

  /** What all connections did; nothing where there are no tables of ours. */
  async history(): Promise<StoreHistory> {
    const former = (await this.#exists("streams")) ? await formerStates(this.#session, SCHEMA) : [];
    const states = (await this.#exists("state")) ? await this.states() : [];
    return { runs: await this.runs(), states: new Map([...former, ...states]) };
  }

  async runs(query?: RunQuery): Promise<readonly RunRecord[]> {
    return (await this.#exists("runs")) ? this.#runs.list(query) : [];
  }

  async state(connection = this.#connection): Promise<ConnectionState> {
    return (await this.states()).get(connection) ?? NO_STATE;
  }

  async states(): Promise<States> {
    const rows = await this.#session.rows(`SELECT connection, document FROM ${this.#table} ORDER BY connection`);
    return new Map(
      rows.map((row) => [String(row["connection"]), JSON.parse(String(row["document"])) as ConnectionState]),
    );
  }

  async #exists(name: string): Promise<boolean> {
    return (await this.#session.find({ schema: SCHEMA, name })) !== undefined;
  }

  get #table(): string {
    return this.#session.table(SCHEMA, "state");
  }
}
