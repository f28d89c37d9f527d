import type { ConnectionState } from "../../state/connection-state.js";
import type { DecideReset, Reset } from "../../state/reset.js";
import type { StreamKey } from "../../streams/stream.js";
import { isStaged, type Table } from "../../tables/table.js";
import { assertNarrow, beginAll } from "../begin.js";
import {
  type Batch,
  type Begun,
  type Checkpoint,
  type Destination,
  type FinishedTable,
  NOTHING_REPLACED,
  type RunEnd,
  type RunStart,
  type TableName,
  type TypeMismatch,
} from "../destination.js";
import { repairAll } from "../repair.js";
import { newRun } from "../run.js";
import { dropTable } from "./drop.js";
import { assertOurs, ownedTable } from "./ownership.js";
import { rowCounts } from "./row-counts.js";
import type { ExistingTable, Session } from "./session.js";
import { formerStagingOf, stagingOf } from "./staging.js";
import { SCHEMA, StateStore, type States } from "./state-store.js";
import { goneError, onTable } from "./table-error.js";
import { creation, reshaped, type TypeNames } from "./tables.js";
import { takeStaged } from "./take-staged.js";
import { quoted } from "./text.js";

/** The tables of one connection in a database. What databases differ in is left to subclasses. */
export abstract class SqlDestination<S extends Session = Session> implements Destination {
  protected readonly session: S;
  readonly #store: StateStore;
  readonly #connection: string;
  /** By stream: the table that its rows go to now. Its types may be wider than the source's, and it may be a staging table. */
  readonly #actual = new Map<StreamKey, Table>();
  /** What is saved of the connection, as JSON text. */
  #saved = "";

  constructor(session: S, connection: string) {
    this.session = session;
    this.#connection = connection;
    this.#store = new StateStore(session, connection);
  }

  /** Whether no text may hold the character NUL. */
  protected readonly refusesNul: boolean = false;
  /** Whether a table is emptied before its columns change. DuckDB commits no change of a table's columns after one of its rows. */
  protected readonly emptiesFirst: boolean = false;
  /** What SQL calls our types, and the other way round. */
  protected abstract readonly typeNames: TypeNames;
  /** A name as the database compares it with others. */
  protected abstract fold(name: string): string;
  /** Whether an error is about one table, e.g. a constraint that a user added. */
  protected abstract isTableProblem(error: unknown): boolean;
  /** Loads a batch into its table, by its mode: within a transaction. */
  protected abstract load(table: Table, batch: Batch): Promise<readonly TypeMismatch[]>;
  /** Where there may be none yet. */
  protected async ensureSchema(name: string): Promise<void> {
    await this.session.run(`CREATE SCHEMA IF NOT EXISTS ${this.session.schema(name)}`);
  }
  /** Once a table has been created, got new columns, or another name: within its transaction. */
  protected async tableReady(_table: Table, _formerName?: string): Promise<void> {}
  /** After transactions that made or changed tables. */
  protected async tablesChanged(): Promise<void> {}

  abstract close(): Promise<void>;

  async start(run = newRun()): Promise<RunStart> {
    const start = await this.session.transaction(async () => {
      await this.ensureSchema(SCHEMA);
      await this.#store.prepare();
      return this.#store.start(run);
    });
    this.#saved = JSON.stringify(start.state);
    return start;
  }

  async columns(name: TableName): Promise<readonly string[]> {
    const table = await this.session.find(name);
    return table?.columns.map((column) => column.name) ?? [];
  }

  async begin(tables: readonly Table[], state: ConnectionState): Promise<Begun> {
    const begun = await beginAll(tables, state, (some, next) => this.#begin(some, next));
    await this.tablesChanged();
    return begun;
  }

  /** Makes tables ready and saves the state, all or nothing. */
  async #begin(tables: readonly Table[], state: ConnectionState): Promise<void> {
    const document = JSON.stringify(state);
    await this.session.transaction(async () => {
      const states = await this.#store.states();
      for (const table of tables) {
        assertNarrow(table);
        await this.ensureSchema(table.schema);
        if (isStaged(table)) await this.#beginStaging(table, states);
        else await this.#beginTable(table, states);
      }
      if (document !== this.#saved) await this.#store.saveState(state);
    });
    this.#saved = document;
  }

  async #beginStaging(table: Table, states: States): Promise<void> {
    const there = await this.#owned(table, states);
    const staging = stagingOf(this.#fitting(table, there));
    for (const left of [staging, formerStagingOf(table)]) await this.#dropStaging(left);
    await this.#create(staging);
    this.#actual.set(table.stream, staging);
  }

  async #beginTable(table: Table, states: States): Promise<void> {
    const there = await this.#owned(table, states);
    if (there === undefined) {
      await this.#create(table);
      this.#actual.set(table.stream, table);
    } else {
      const shape = { there, names: this.typeNames, isEmptied: false };
      const { statements, columns } = reshaped(this.tableName(table), table, shape);
      for (const statement of statements) await this.session.run(statement);
      await this.tableReady(table);
      this.#actual.set(table.stream, { ...table, columns });
    }
  }

  /** Where rows stay, the new ones get the types that hold both. @throws TableError if the table that should have rows is gone. */
  #fitting(table: Table, there: ExistingTable | undefined): Table {
    if (there === undefined && table.mode === "reconcile") throw goneError(table);
    if (there === undefined || table.absent === undefined) return table;
    const { columns } = reshaped(this.tableName(table), table, { there, names: this.typeNames, isEmptied: false });
    return { ...table, columns };
  }

  #owned(table: Table, states: States): Promise<ExistingTable | undefined> {
    const { session } = this;
    const fold = (name: string) => this.fold(name);
    return ownedTable(table, { session, store: this.#store, states, connection: this.#connection, fold });
  }

  async #dropStaging(staging: Table): Promise<void> {
    const there = await this.session.find(staging);
    if (there === undefined) return;
    assertOurs(staging, there);
    await this.session.run(`DROP TABLE ${this.tableName(staging)}`);
  }

  async commit(batches: readonly Batch[], checkpoint: Checkpoint): Promise<readonly (readonly TypeMismatch[])[]> {
    try {
      return await this.#commit(batches, checkpoint);
    } catch (error) {
      if (!(await repairAll(batches, { nul: this.refusesNul }))) throw error;
      return this.#commit(batches, checkpoint);
    }
  }

  async #commit(batches: readonly Batch[], checkpoint: Checkpoint): Promise<readonly (readonly TypeMismatch[])[]> {
    const found = await this.session.transaction(async () => {
      await this.#store.fence();
      const mismatches: (readonly TypeMismatch[])[] = [];
      for (const batch of batches) {
        mismatches.push(await this.#onTable(batch.table, () => this.load(this.#tableFor(batch.table), batch)));
      }
      await this.#store.save(checkpoint);
      return mismatches;
    });
    this.#saved = JSON.stringify(checkpoint.state);
    return found;
  }

  #onTable<T>(table: Table, work: () => Promise<T>): Promise<T> {
    return onTable(table, (error) => this.isTableProblem(error), work);
  }

  #tableFor(table: Table): Table {
    return this.#actual.get(table.stream) ?? table;
  }

  async finish(table: Table, checkpoint: Checkpoint): Promise<FinishedTable> {
    const staging = this.#actual.get(table.stream);
    if (!isStaged(table) || staging === undefined) return NOTHING_REPLACED;
    const finished = await this.session.transaction(async () => {
      await this.#store.fence();
      const taken = await this.#onTable(table, () => this.#takeStaged(table, staging));
      await this.#store.save(checkpoint);
      return taken;
    });
    this.#saved = JSON.stringify(checkpoint.state);
    await this.tablesChanged();
    return finished;
  }

  async #takeStaged(table: Table, staging: Table): Promise<FinishedTable> {
    const there = await this.#owned(table, await this.#store.states());
    const { session, typeNames: names, emptiesFirst } = this;
    if (there !== undefined) return takeStaged(table, { session, staging, there, names, emptiesFirst });
    if (table.mode === "reconcile") throw goneError(table);
    await session.run(`ALTER TABLE ${this.tableName(staging)} RENAME TO ${quoted(table.name)}`);
    await this.tableReady(table, staging.name);
    return NOTHING_REPLACED;
  }

  async abandon(table: Table): Promise<void> {
    const staging = this.#actual.get(table.stream);
    if (!isStaged(table) || staging === undefined) return;
    await this.session.transaction(() => this.#dropStaging(staging));
  }

  async rowCounts(tables: readonly TableName[]): Promise<readonly (number | undefined)[]> {
    return this.session.transaction(() => rowCounts(this.session, tables, (table) => this.countOf(table)));
  }

  /** A query for the number of a table's rows, as `count`. @param table as SQL names it. */
  protected countOf(table: string): string {
    return `SELECT count(*) AS count FROM ${table}`;
  }

  async end(run: RunEnd): Promise<void> {
    await this.session.transaction(() => this.#store.end(run));
  }

  async reset(decide: DecideReset): Promise<Reset> {
    const decided = await this.session.transaction(async () => {
      await this.ensureSchema(SCHEMA);
      await this.#store.prepare();
      const { state, streams } = decide(await this.#store.state());
      for (const stream of streams) if (stream.isDropped) await dropTable(stream, this.session);
      await this.#store.endOthers();
      await this.#store.saveState(state);
      return { state, streams };
    });
    await this.tablesChanged();
    return decided;
  }

  /** The id of this run, as `_sluice.runs` has it; "" before it began. */
  protected get run(): string {
    return this.#store.run;
  }

  protected tableName({ schema, name }: TableName): string {
    return this.session.table(schema, name);
  }

  async #create(table: Table): Promise<void> {
    await this.session.run(creation(this.tableName(table), table, this.typeNames));
    await this.tableReady(table);
  }
}
