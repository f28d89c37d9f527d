import { access } from "node:fs/promises";
import type { Table } from "../../tables/table.js";
import type { ColumnType } from "../../tables/types.js";
import type { Batch, Destination, Misfit, Store } from "../destination.js";
import { isAside } from "../sql/aside.js";
import { Ledger } from "../sql/ledger.js";
import { SqlDestination } from "../sql/sql-destination.js";
import { quoted } from "../sql/text.js";
import { Database } from "./database.js";
import { loadBatch } from "./load.js";
import { dropEarlier, TYPES } from "./sql.js";

/** A DuckDB file. */
export class DuckDbStore implements Store {
  readonly #database: Database;

  private constructor(database: Database) {
    this.#database = database;
  }

  /** @throws DestinationError if the file cannot be opened, e.g. because another process has it. */
  static async open(file: string, options: { readonly waitMs?: number } = {}): Promise<DuckDbStore> {
    return new DuckDbStore(await Database.open(file, options));
  }

  /** To be read only; undefined if there is no such file. */
  static async existing(file: string): Promise<DuckDbStore | undefined> {
    const isThere = await access(file).then(
      () => true,
      () => false,
    );
    return isThere ? new DuckDbStore(await Database.open(file, { readOnly: true })) : undefined;
  }

  async connect(connection: string): Promise<Destination> {
    return new DuckDb(this.#database, connection);
  }

  async history(): ReturnType<Store["history"]> {
    const ledger = new Ledger(this.#database, "");
    return this.#database.alone(() => ledger.history());
  }

  async close(): Promise<void> {
    this.#database.close();
  }
}

/** One source's tables in a DuckDB file. */
export class DuckDb extends SqlDestination<Database> {
  protected typeName(type: ColumnType): string {
    return TYPES[type];
  }

  protected typeCalled(name: string): ColumnType | undefined {
    return TYPES_BY_NAME.get(name);
  }

  protected async load(table: Table, batch: Batch): Promise<readonly Misfit[]> {
    return loadBatch(this.session, table, batch, { into: this.tableName(table), isAside: isAside(table) });
  }

  protected async swap(aside: Table, table: Table): Promise<void> {
    if (aside.key.length > 0) await this.session.run(dropEarlier(aside, this.tableName(aside)));
    await this.session.run(`DROP TABLE IF EXISTS ${this.tableName(table)}`);
    await this.session.run(`ALTER TABLE ${this.tableName(aside)} RENAME TO ${quoted(table.name)}`);
  }

  /** What changed a table is in the file before rows come: replaying it was DuckDB's weak spot. */
  protected override async tablesChanged(): Promise<void> {
    await this.session.alone(() => this.session.run("CHECKPOINT"));
  }

  /** The file is the store's. */
  async close(): Promise<void> {}
}

const TYPES_BY_NAME: ReadonlyMap<string, ColumnType> = new Map([
  ...Object.entries(TYPES).map(([type, name]) => [name, type as ColumnType] as const),
  ["TIMESTAMP WITH TIME ZONE", "timestamp"],
]);
