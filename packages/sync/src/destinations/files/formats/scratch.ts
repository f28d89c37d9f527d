import { join } from "node:path";
import { WorkFolder } from "../../../source/folder.js";
import { type Column, OWN_COLUMNS, type Table } from "../../../tables/table.js";
import type { ColumnType } from "../../../tables/types.js";
import { type Batch, DestinationError, type Misfit } from "../../destination.js";
import { Database } from "../../duckdb/database.js";
import { loadBatch } from "../../duckdb/load.js";
import { TYPES } from "../../duckdb/sql.js";
import { quoted } from "../../sql/text.js";
import { messageOf } from "../disk.js";
import { type Draft, folded, grown, type OldRows, OWN_NAMES, type Workshop } from "./format.js";

/** How SQL reads and writes a kind of file. */
export interface Dialect {
  /** Selects these columns of a file, in DuckDB's own types. */
  read(file: string, columns: readonly StoredColumn[], longestLine: number): string;
  /** Writes these columns of a table to a file. */
  write(file: string, columns: readonly StoredColumn[], table: string): string;
}

/** A column as a file has it: also our own. */
export interface StoredColumn {
  readonly name: string;
  readonly type: ColumnType | "uuid";
}

const OWN_TYPES: Readonly<Record<string, StoredColumn["type"]>> = {
  [OWN_COLUMNS.id]: "uuid",
  [OWN_COLUMNS.syncedAt]: "timestamp",
  [OWN_COLUMNS.extra]: "json",
};

/** What DuckDB calls a type. */
export function typeName(type: StoredColumn["type"]): string {
  return type === "uuid" ? "UUID" : TYPES[type];
}

/**
 * A DuckDB file of which nothing is kept: it types, merges and writes rows, and goes with the sync. That of a killed one is swept by
 * the next.
 */
export class Scratch implements Workshop {
  readonly #folder: WorkFolder;
  readonly #database: Database;
  readonly #dialect: Dialect;
  #drafts = 0;

  private constructor(folder: WorkFolder, database: Database, dialect: Dialect) {
    this.#folder = folder;
    this.#database = database;
    this.#dialect = dialect;
  }

  static async open(dialect: Dialect): Promise<Scratch> {
    const folder = await WorkFolder.open();
    try {
      return new Scratch(folder, await Database.open(join(folder.path, "rows.duckdb")), dialect);
    } catch (error) {
      await folder.remove();
      throw error;
    }
  }

  async draft(table: Table, old: OldRows | undefined): Promise<Draft> {
    const columns = grown(old?.columns ?? [], table.columns);
    const name = this.#database.table("main", `rows_${++this.#drafts}`);
    const draft = new ScratchDraft(this.#database, this.#dialect, { table, columns, name });
    await this.#database.run(`CREATE TABLE ${name} (${stored(columns).map(declared).join(", ")})`);
    if (old !== undefined) await draft.fill(old);
    return draft;
  }

  async atomically<T>(work: () => Promise<T>): Promise<T> {
    return this.#database.transaction(work);
  }

  async close(): Promise<void> {
    this.#database.close();
    await this.#folder.remove();
  }
}

class ScratchDraft implements Draft {
  readonly columns: readonly Column[];
  readonly #database: Database;
  readonly #dialect: Dialect;
  /** With the types of the file. */
  readonly #table: Table;
  /** As SQL names it. */
  readonly #name: string;

  constructor(
    database: Database,
    dialect: Dialect,
    { table, columns, name }: { readonly table: Table; readonly columns: readonly Column[]; readonly name: string },
  ) {
    const types = new Map(columns.map((column) => [column.name, column.type]));
    this.columns = columns;
    this.#database = database;
    this.#dialect = dialect;
    this.#table = {
      ...table,
      columns: table.columns.map((column) => ({ ...column, type: types.get(column.name) ?? column.type })),
    };
    this.#name = name;
  }

  async fill({ file, columns, longestLine }: OldRows): Promise<void> {
    const now = new Map(this.columns.map((column) => [folded(column.name), column]));
    const before = stored(columns);
    const values = before.map(({ name, type }) => {
      const to = now.get(folded(name))?.type ?? type;
      const value = quoted(name);
      if (to === type) return value;
      return to === "json" ? `to_json(${value})` : `CAST(${value} AS ${typeName(to)})`;
    });
    const names = before.map(({ name }) => quoted(now.get(folded(name))?.name ?? name));
    try {
      await this.#database.run(
        `INSERT INTO ${this.#name} (${names.join(", ")}) SELECT ${values.join(", ")} FROM (${this.#dialect.read(file, before, longestLine)})`,
      );
    } catch (error) {
      await this.drop();
      throw new DestinationError(
        `${file} is not as it was written: ${messageOf(error)}. ` +
          `Restore it, or read the stream anew: --full-refresh --streams ${this.#table.stream}`,
        { cause: error },
      );
    }
  }

  async add(batch: Batch): Promise<readonly Misfit[]> {
    return loadBatch(this.#database, this.#table, batch, { into: this.#name });
  }

  async write(file: string): Promise<void> {
    await this.#database.run(this.#dialect.write(file, stored(this.columns), this.#name));
  }

  /** The rows stay, so that the file need not be read again. */
  async landed(): Promise<void> {}

  async drop(): Promise<void> {
    await this.#database.run(`DROP TABLE IF EXISTS ${this.#name}`);
  }
}

function stored(columns: readonly Column[]): readonly StoredColumn[] {
  return [...columns, ...OWN_NAMES.map((name) => ({ name, type: OWN_TYPES[name] ?? "text" }))];
}

function declared({ name, type }: StoredColumn): string {
  return `${quoted(name)} ${typeName(type)}`;
}
