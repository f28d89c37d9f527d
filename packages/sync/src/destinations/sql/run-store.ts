import type { RunEnd, RunRecord, RunStart, StreamCount } from "../destination.js";
import { RUNS_SHOWN, type RunInfo, type RunQuery } from "../run.js";
import { countsText, epochMs, optionalString, runIn } from "./runs.js";
import type { Session } from "./session.js";
import { text } from "./text.js";

/** The columns of our table; each type is called the same in every database that we write to. */
const COLUMNS = {
  run_id: "TEXT",
  connection: "TEXT",
  started_at: "TIMESTAMPTZ",
  ended_at: "TIMESTAMPTZ",
  status: "TEXT",
  streams: "TEXT",
  error: "TEXT",
  settings: "TEXT",
  errors: "TEXT",
  warnings: "TEXT",
  version: "TEXT",
  source: "TEXT",
} as const;

/** What a record of a run is made of. */
const SHOWN = [
  ...(["run_id", "connection", "started_at", "ended_at", "status", "streams", "error"] as const),
  ...(["errors", "warnings", "version", "source"] as const),
];

/** How many runs of a connection are kept. */
const RUNS_KEPT = 1_000;

/** Where the runs are. */
export interface RunTable {
  readonly session: Session;
  readonly connection: string;
  /** The schema of our own tables. */
  readonly schema: string;
}

/** The runs of a database. Each call takes place in the transaction of its caller. */
export class RunStore {
  readonly #session: Session;
  readonly #connection: string;
  readonly #name: { readonly schema: string; readonly name: string };
  readonly #table: string;
  #run = "";

  constructor({ session, connection, schema }: RunTable) {
    this.#session = session;
    this.#connection = connection;
    this.#name = { schema, name: "runs" };
    this.#table = session.table(schema, "runs");
  }

  /** The id of the run that began last; "" before. */
  get id(): string {
    return this.#run;
  }

  /** Creates the table; one of an earlier version gets the columns that it lacks. */
  async prepare(): Promise<void> {
    const declared = Object.entries(COLUMNS).map((column) => column.join(" "));
    await this.#session.run(`CREATE TABLE IF NOT EXISTS ${this.#table} (${declared.join(", ")})`);
    const there = await this.#columns();
    for (const [name, type] of Object.entries(COLUMNS)) {
      if (!there.has(name)) await this.#session.run(`ALTER TABLE ${this.#table} ADD COLUMN ${name} ${type}`);
    }
  }

  /** Records that a run began. */
  async start({ id, version, source }: RunInfo): Promise<Omit<RunStart, "state">> {
    const killed = await this.killed();
    await this.#session.run(
      `DELETE FROM ${this.#table} WHERE ${this.#mine} AND run_id NOT IN ` +
        `(SELECT run_id FROM ${this.#table} WHERE ${this.#mine} ORDER BY started_at DESC LIMIT ${RUNS_KEPT - 1})`,
    );
    this.#run = id;
    await this.#session.run(
      `INSERT INTO ${this.#table} (run_id, connection, started_at, status, streams, version, source) VALUES ` +
        `(${text(id)}, ${text(this.#connection)}, now(), 'running', '[]', ${text(version)}, ${text(source)})`,
    );
    const [last] = await this.#session.rows(
      `SELECT settings FROM ${this.#table} WHERE ${this.#mine} AND status = 'complete' ORDER BY started_at DESC LIMIT 1`,
    );
    return { settings: optionalString(last?.["settings"]), killed };
  }

  /** Runs that have not ended count as killed. @returns when they began. */
  async killed(): Promise<readonly string[]> {
    const open = `${this.#mine} AND status = 'running'`;
    const rows = await this.#session.rows(`SELECT CAST(started_at AS TEXT) AS at FROM ${this.#table} WHERE ${open}`);
    await this.#session.run(`UPDATE ${this.#table} SET status = 'killed' WHERE ${open}`);
    return rows.map(({ at }) => String(at));
  }

  /** Whether another sync of the connection has begun since this one. */
  async isOver(): Promise<boolean> {
    const where = `run_id = ${text(this.#run)} AND status = 'killed'`;
    const found = await this.#session.rows(`SELECT run_id FROM ${this.#table} WHERE ${where}`);
    return found.length > 0;
  }

  async saveCounts(counts: readonly StreamCount[]): Promise<void> {
    await this.#update(`streams = ${countsText(counts)}`);
  }

  async end({ status, streams, error, errors, warnings, settings }: RunEnd): Promise<void> {
    const counts = streams === undefined ? "" : `streams = ${countsText(streams)}, `;
    await this.#update(
      `ended_at = now(), status = ${text(status)}, ${counts}error = ${text(error)}, errors = ${text(listText(errors))}, ` +
        `warnings = ${text(listText(warnings))}, settings = ${text(settings)}`,
    );
  }

  /** The newest first; a table of an earlier version may lack columns. */
  async list({ connection, id, limit = RUNS_SHOWN, perConnection }: RunQuery = {}): Promise<readonly RunRecord[]> {
    const there = await this.#columns();
    const shown = SHOWN.filter((name) => there.has(name)).map((name) => (name.endsWith("_at") ? epochMs(name) : name));
    const conditions = [
      ...(connection === undefined ? [] : [`connection = ${text(connection)}`]),
      ...(id === undefined ? [] : [`substr(run_id, 1, ${id.length}) = ${text(id)}`]),
      ...(perConnection === undefined ? [] : [`place <= ${perConnection}`]),
    ];
    const where = conditions.length === 0 ? "" : `WHERE ${conditions.join(" AND ")} `;
    const rows = await this.#session.rows(
      `SELECT ${shown.join(", ")} FROM ${this.#placed(perConnection)} AS runs ${where}ORDER BY runs.started_at DESC LIMIT ${limit}`,
    );
    return rows.map(runIn);
  }

  /** With the place of each run among those of its connection, where that is asked for. */
  #placed(perConnection: number | undefined): string {
    if (perConnection === undefined) return this.#table;
    return `(SELECT *, row_number() OVER (PARTITION BY connection ORDER BY started_at DESC) AS place FROM ${this.#table})`;
  }

  async #update(assignments: string): Promise<void> {
    await this.#session.run(`UPDATE ${this.#table} SET ${assignments} WHERE run_id = ${text(this.#run)}`);
  }

  async #columns(): Promise<ReadonlySet<string>> {
    const found = await this.#session.find(this.#name);
    return new Set(found?.columns.map(({ name }) => name));
  }

  get #mine(): string {
    return `connection = ${text(this.#connection)}`;
  }
}

function listText(list: readonly string[] | undefined): string | undefined {
  return list === undefined || list.length === 0 ? undefined : JSON.stringify(list);
}
