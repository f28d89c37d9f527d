import { type Column, OWN_COLUMNS, type Table } from "../../tables/table.js";
import { type ColumnType, widened } from "../../tables/types.js";
import {
  type Batch,
  type Destination,
  DestinationError,
  type Memory,
  type Misfit,
  type RunEnd,
} from "../destination.js";
import { repairAll } from "../repair.js";
import { asideOf } from "./aside.js";
import { Ledger, SCHEMA } from "./ledger.js";
import type { Session } from "./session.js";
import { quoted, text } from "./text.js";

/** The tables of one source in a database. What databases differ in is left to those who extend it. */
export abstract class SqlDestination<S extends Session = Session> implements Destination {
  protected readonly session: S;
  readonly #ledger: Ledger;
  readonly #connection: string;
  /** By stream: the table that its rows go to now. Its types may be wider than the source's, and it may be one aside. */
  readonly #actual = new Map<string, Table>();
  /** How many records lie aside. */
  readonly #aside = new Map<string, number>();

  constructor(session: S, connection: string) {
    this.session = session;
    this.#connection = connection;
    this.#ledger = new Ledger(session, connection);
  }

  /** Whether no text may hold the character NUL. */
  protected readonly refusesNul: boolean = false;

  /** What SQL calls a type. */
  protected abstract typeName(type: ColumnType): string;
  /** The type that the database tells of by this name; undefined if it is none of ours. */
  protected abstract typeCalled(name: string): ColumnType | undefined;
  /** Puts a batch into its table, by its mode: within a transaction. */
  protected abstract load(table: Table, batch: Batch): Promise<readonly Misfit[]>;
  /** Makes the rows of the table aside those of the table, and drops the one aside: within a transaction. */
  protected abstract swap(aside: Table, table: Table): Promise<void>;
  /** Where there may be none yet. */
  protected async ensureSchema(name: string): Promise<void> {
    await this.session.run(`CREATE SCHEMA IF NOT EXISTS ${this.session.schema(name)}`);
  }
  /** After a table was created: within its transaction. */
  protected async tableCreated(_table: Table): Promise<void> {}
  /** After a transaction that made or changed tables. */
  protected async tablesChanged(): Promise<void> {}

  abstract close(): Promise<void>;

  async start(): Promise<Memory> {
    return this.session.transaction(async () => {
      await this.ensureSchema(SCHEMA);
      await this.#ledger.prepare();
      const memory = await this.#ledger.start();
      const streams = new Map(memory.streams);
      const notes = [...memory.notes];
      for (const [stream, past] of memory.streams) {
        if (past.state === undefined || (await this.#exists(past.schema, past.table))) continue;
        await this.#ledger.forget(stream);
        streams.set(stream, { ...past, state: undefined, landed: 0 });
        notes.push(`The table ${past.schema}.${past.table} is gone: ${stream} is read from the beginning.`);
      }
      return { ...memory, streams, notes };
    });
  }

  async begin(tables: readonly Table[]): Promise<void> {
    await this.session.transaction(async () => {
      for (const schema of new Set(tables.map((table) => table.schema))) await this.ensureSchema(schema);
      for (const table of tables) await this.#begin(table);
    });
    await this.tablesChanged();
  }

  async #begin(table: Table): Promise<void> {
    const isThere = await this.#exists(table.schema, table.name);
    const owner = await this.#ledger.owner(table.schema, table.name);
    if (isThere && owner !== this.#connection) {
      const whose = owner === undefined ? "was not made by Sluice" : `belongs to the connection "${owner}"`;
      throw new DestinationError(
        `There is a table ${table.schema}.${table.name} that ${whose}. Land in another schema (--schema NAME), or rename or drop it.`,
      );
    }
    if (table.mode === "replace") {
      const aside = asideOf(table);
      await this.session.run(`DROP TABLE IF EXISTS ${this.tableName(aside)}`);
      await this.#create(aside);
      this.#actual.set(table.stream, aside);
      this.#aside.set(table.stream, 0);
      return; // it enters the books when it is the table
    }
    if (!isThere) await this.#create(table);
    this.#actual.set(table.stream, isThere ? await this.#grown(table) : table);
    await this.#ledger.register(table);
  }

  async commit(batches: readonly Batch[], shared?: string): Promise<readonly (readonly Misfit[])[]> {
    try {
      return await this.#commit(batches, shared);
    } catch (error) {
      if (!(await repairAll(batches, { nul: this.refusesNul }))) throw error;
      return this.#commit(batches, shared);
    }
  }

  async #commit(batches: readonly Batch[], shared: string | undefined): Promise<readonly (readonly Misfit[])[]> {
    const misfits = await this.session.transaction(async () => {
      await this.#ledger.fence();
      const found: (readonly Misfit[])[] = [];
      for (const batch of batches) {
        const { table, records, state } = batch;
        found.push(records === 0 ? [] : await this.load(this.#actual.get(table.stream) ?? table, batch));
        if (table.mode !== "replace") await this.#ledger.add(table, records, state);
      }
      if (shared !== undefined) await this.#ledger.share(shared);
      return found;
    });
    for (const { table, records } of batches) {
      if (table.mode === "replace") this.#aside.set(table.stream, (this.#aside.get(table.stream) ?? 0) + records);
    }
    return misfits;
  }

  async finish(table: Table, state: string | undefined): Promise<void> {
    const aside = this.#actual.get(table.stream);
    if (table.mode !== "replace" || aside === undefined) return;
    await this.session.transaction(async () => {
      await this.#ledger.fence();
      await this.swap(aside, table);
      await this.#ledger.register(table);
      await this.#ledger.replace(table, this.#aside.get(table.stream) ?? 0, state);
    });
    await this.tablesChanged();
  }

  async abandon(table: Table): Promise<void> {
    const aside = this.#actual.get(table.stream);
    if (table.mode !== "replace" || aside === undefined) return;
    await this.session.transaction(() => this.session.run(`DROP TABLE IF EXISTS ${this.tableName(aside)}`));
  }

  async end(run: RunEnd): Promise<void> {
    await this.session.transaction(() => this.#ledger.end(run));
  }

  protected tableName({ schema, name }: Pick<Table, "schema" | "name">): string {
    return this.session.table(schema, name);
  }

  async #create(table: Table): Promise<void> {
    const columns = [...table.columns, ...OWN].map(
      ({ name, type }) => `${quoted(name)} ${this.columnType(name, type)}`,
    );
    await this.session.run(`CREATE TABLE ${this.tableName(table)} (${columns.join(", ")})`);
    await this.tableCreated(table);
  }

  /** As `typeName`, but for our own id. */
  protected columnType(name: string, type: ColumnType): string {
    return name === OWN_COLUMNS.id ? "UUID" : this.typeName(type);
  }

  async #exists(schema: string, name: string): Promise<boolean> {
    return (await this.columnsIn(schema, name)).length > 0;
  }

  /** The columns that a table has, as `name` and `type`; none if it is not there. */
  protected async columnsIn(schema: string, name: string): Promise<readonly Record<string, unknown>[]> {
    const where = `table_schema = ${text(schema)} AND table_name = ${text(name)} AND table_catalog = current_database()`;
    return this.session.rows(
      `SELECT column_name AS name, data_type AS type FROM information_schema.columns WHERE ${where}`,
    );
  }

  /** A table that is there gets the columns that are new, and types that hold both what it has and what comes. */
  async #grown(table: Table): Promise<Table> {
    const there = new Map<string, ColumnType>();
    for (const { name, type } of await this.columnsIn(table.schema, table.name)) {
      there.set(String(name), this.typeCalled(String(type).toUpperCase()) ?? "text");
    }
    const columns: Column[] = [];
    const at = `ALTER TABLE ${this.tableName(table)}`;
    for (const column of table.columns) {
      const before = there.get(column.name);
      const type = before === undefined ? column.type : widened(before, column.type);
      if (before === undefined) {
        await this.session.run(`${at} ADD COLUMN ${quoted(column.name)} ${this.typeName(type)}`);
      } else if (type !== before) await this.widen(table, column.name, type);
      columns.push({ ...column, type });
    }
    return { ...table, columns };
  }

  /** Gives a column a type that holds more. */
  protected async widen(table: Table, column: string, type: ColumnType): Promise<void> {
    const name = quoted(column);
    const using = type === "json" ? `to_json(${name})` : `CAST(${name} AS ${this.typeName(type)})`;
    await this.session.run(
      `ALTER TABLE ${this.tableName(table)} ALTER COLUMN ${name} TYPE ${this.typeName(type)} USING ${using}`,
    );
  }
}

const OWN: readonly Pick<Column, "name" | "type">[] = [
  { name: OWN_COLUMNS.id, type: "text" },
  { name: OWN_COLUMNS.syncedAt, type: "timestamp" },
  { name: OWN_COLUMNS.extra, type: "json" },
];
