import { join } from "node:path";
import { WorkFolder } from "../../source/folder.js";
import type { StreamKey } from "../../streams/stream.js";
import type { Table } from "../../tables/table.js";
import { Database } from "../duckdb/database.js";
import { LineTable } from "./line-table.js";
import type { TableEntry } from "./manifest-content.js";
import { type FormerRows, grown, type StagedTable, type Staging } from "./staged-table.js";
import { CSV, type Dialect, PARQUET } from "./typed-formats.js";
import { isMixed, TypedTable } from "./typed-table.js";

/** The extension of files, and what is in them. */
export type Format = "parquet" | "csv" | "jsonl";

/** Where values have types; lines of JSON have none. */
const DIALECTS: Readonly<Record<Format, Dialect | undefined>> = { parquet: PARQUET, csv: CSV, jsonl: undefined };

/**
 * A temporary DuckDB file in which rows are typed and merged, and from which they are written. It is removed with the sync; that of a
 * killed one is removed by the next.
 */
export class DuckDbStaging {
  readonly #folder: WorkFolder;
  readonly #database: Database;
  readonly #dialect: Dialect | undefined;
  #tables = 0;

  private constructor(folder: WorkFolder, database: Database, dialect: Dialect | undefined) {
    this.#folder = folder;
    this.#database = database;
    this.#dialect = dialect;
  }

  static async open(format: Format): Promise<DuckDbStaging> {
    const folder = await WorkFolder.open();
    try {
      const database = await Database.open(join(folder.path, "rows.duckdb"));
      // lines are never sorted or held in memory, so that keeping their order costs nothing
      if (format === "jsonl") await database.run("SET preserve_insertion_order = true");
      return new DuckDbStaging(folder, database, DIALECTS[format]);
    } catch (error) {
      await folder.remove();
      throw error;
    }
  }

  async stage(staging: Staging): Promise<StagedTable> {
    const number = ++this.#tables;
    const tableName = (name: string) => this.#database.table("main", name);
    const named = { ...staging, name: tableName(`rows_${number}`), wholeName: tableName(`rows_${number}_whole`) };
    if (this.#dialect !== undefined) return TypedTable.create(this.#database, this.#dialect, named);
    return LineTable.create(this.#database, join(this.#folder.path, `rows-${number}`), named);
  }

  /** Whether files have other types than they should, so that they cannot be read together. */
  async isMixed(rows: FormerRows): Promise<boolean> {
    return this.#dialect !== undefined && isMixed(this.#database, this.#dialect, rows);
  }

  /** Whether values have types. */
  get isTyped(): boolean {
    return this.#dialect !== undefined;
  }

  /** If the work throws, all staged tables are as they were. */
  async transaction<T>(work: () => Promise<T>): Promise<T> {
    return this.#database.transaction(work);
  }

  async close(): Promise<void> {
    this.#database.close();
    await this.#folder.remove();
  }
}

/** The staged tables of one sync: those that are replaced, until they are complete, and those that are merged, with all of their rows. */
export class StagedTables {
  readonly #shared: { readonly folder: string; staging(): Promise<DuckDbStaging> };
  readonly #tables = new Map<StreamKey, StagedTable>();

  /** @param shared the folder of the tables. */
  constructor(shared: { readonly folder: string; staging(): Promise<DuckDbStaging> }) {
    this.#shared = shared;
  }

  /** For the rows of a table that is replaced, or of a read that is applied to it. @param entry the table as it is now. */
  async openStaged(table: Table, entry: TableEntry): Promise<void> {
    const staging = await this.#shared.staging();
    const names = new Set(table.columns.map(({ name }) => name));
    const before = table.absent === undefined ? [] : entry.columns.filter(({ name }) => names.has(name));
    const columns = grown(before, table.columns);
    const deletes = table.mode === "reconcile" ? "remove" : table.deletes;
    this.#tables.set(table.stream, await staging.stage({ table: { ...table, deletes }, columns, isWhole: true }));
  }

  /** Applies a complete read to the rows of the table so far. @returns how many were marked as deleted, or removed. */
  async apply(table: Table, staged: StagedTable, entry: TableEntry): Promise<number> {
    if (table.absent === undefined || entry.files.length === 0) return 0;
    return staged.applyTo(table, this.#rowsOf(entry));
  }

  /**
   * Where a table's rows go. One that is merged is read once; a part is the caller's to drop.
   *
   * @param entry the table as it is now.
   */
  async of(table: Table, entry: TableEntry): Promise<StagedTable> {
    const known = this.#tables.get(table.stream);
    if (known !== undefined) return known;
    if (table.mode === "append") return this.#part(table, entry);
    const columns = grown(entry.columns, table.columns);
    const former = entry.files.length === 0 ? undefined : this.#rowsOf(entry);
    const staged = await (await this.#shared.staging()).stage({ table, columns, isWhole: true, former });
    this.#tables.set(table.stream, staged);
    return staged;
  }

  /** Parts whose types differ cannot be read together: then the new one has all rows, with the new types. */
  async #part(table: Table, entry: TableEntry): Promise<StagedTable> {
    const staging = await this.#shared.staging();
    const columns = grown(entry.columns, table.columns);
    const former = this.#rowsOf(entry);
    const types = new Map(columns.map(({ name, type }) => [name, type]));
    const isRetyped = staging.isTyped && entry.columns.some(({ name, type }) => types.get(name) !== type);
    if (former.files.length > 0 && (isRetyped || (entry.isUnchecked === true && (await staging.isMixed(former))))) {
      return staging.stage({ table, columns, isWhole: true, former });
    }
    const names = new Set(table.columns.map(({ name }) => name));
    return staging.stage({ table, columns: columns.filter(({ name }) => names.has(name)), isWhole: false });
  }

  #rowsOf({ files, columns, longestLine }: TableEntry): FormerRows {
    return { files: files.map((file) => join(this.#shared.folder, file)), columns, longestLine };
  }

  async drop({ stream }: Pick<Table, "stream">, staged = this.#tables.get(stream)): Promise<void> {
    this.#tables.delete(stream);
    await staged?.drop();
  }

  async close(): Promise<void> {
    for (const stream of [...this.#tables.keys()]) await this.drop({ stream });
  }
}
