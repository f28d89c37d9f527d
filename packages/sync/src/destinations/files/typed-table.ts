import { OWN_COLUMNS, OWN_NAMES, type Table } from "../../tables/table.js";
import type { Batch, TypeMismatch } from "../destination.js";
import type { Database } from "../duckdb/database.js";
import { loadBatch } from "../duckdb/load.js";
import { applyRead } from "../sql/absent-rows.js";
import { quoted } from "../sql/text.js";
import type { FileColumn } from "./manifest-content.js";
import {
  changedFileError,
  copiedRows,
  type FormerRows,
  grown,
  type NamedStaging,
  type StagedTable,
} from "./staged-table.js";
import { type Dialect, OWN_TYPES, type StoredColumn, typeName } from "./typed-formats.js";

/** Typed rows in a table of the staging database. */
export class TypedTable implements StagedTable {
  readonly isWhole: boolean;
  longestLine: number;
  #columns: readonly FileColumn[];
  readonly #database: Database;
  readonly #dialect: Dialect;
  /** With the types of the file. */
  readonly #table: Table;
  /** As SQL names it. */
  #name: string;
  readonly #wholeName: string;

  private constructor(database: Database, dialect: Dialect, staging: NamedStaging) {
    const { table, columns, isWhole, former, name, wholeName } = staging;
    const types = new Map(columns.map((column) => [column.name, column.type]));
    this.#columns = columns;
    this.isWhole = isWhole;
    this.longestLine = former?.longestLine ?? 0;
    this.#database = database;
    this.#dialect = dialect;
    this.#table = {
      ...table,
      columns: table.columns.map((column) => ({ ...column, type: types.get(column.name) ?? column.type })),
    };
    this.#name = name;
    this.#wholeName = wholeName;
  }

  static async create(database: Database, dialect: Dialect, staging: NamedStaging): Promise<TypedTable> {
    const staged = new TypedTable(database, dialect, staging);
    await staged.#create(staging.former);
    return staged;
  }

  get columns(): readonly FileColumn[] {
    return this.#columns;
  }

  async #create(former: FormerRows | undefined): Promise<void> {
    const declared = stored(this.#columns).map(({ name, type }) => `${quoted(name)} ${typeName(type)}`);
    await this.#database.run(`CREATE TABLE ${this.#name} (${declared.join(", ")})`);
    for (const file of former?.files ?? []) await this.#read(file, former?.columns ?? []);
  }

  async #read(file: string, columns: readonly FileColumn[]): Promise<void> {
    try {
      const found = await columnsIn(this.#database, this.#dialect, { file, columns, longestLine: this.longestLine });
      const target = new Map(stored(this.columns).map(({ name, type }) => [name, type]));
      const read = found.filter(({ name }) => target.has(name));
      const names = read.map(({ name }) => quoted(name)).join(", ");
      const values = read.map(({ name, type }) => converted(quoted(name), type, target.get(name) ?? type)).join(", ");
      const rows = this.#dialect.read(file, found, this.longestLine);
      await this.#database.run(`INSERT INTO ${this.#name} (${names}) SELECT ${values} FROM (${rows})`);
    } catch (error) {
      await this.drop();
      throw changedFileError(this.#table, file, error);
    }
  }

  async add(batch: Batch): Promise<readonly TypeMismatch[]> {
    this.longestLine = Math.max(this.longestLine, batch.longestLine);
    return loadBatch(this.#table, batch, { session: this.#database, into: this.#name });
  }

  async applyTo(table: Table, former: FormerRows): Promise<number> {
    const from = this.#name;
    this.#name = this.#wholeName;
    this.#columns = grown(former.columns, this.#columns);
    this.longestLine = Math.max(this.longestLine, former.longestLine);
    await this.#create(former);
    const deleted = await applyRead(this.#database, table, { from, into: this.#name });
    await this.#database.run(`DROP TABLE ${from}`);
    return deleted;
  }

  async write(file: string): Promise<number> {
    return copiedRows(await this.#database.rows(this.#dialect.write(file, stored(this.columns), this.#name)));
  }

  /** The rows stay, so that the file need not be read again. */
  async committed(): Promise<void> {}

  async drop(): Promise<void> {
    await this.#database.run(`DROP TABLE IF EXISTS ${this.#name}`);
  }
}

/** Whether columns of these files have other types than the table's, so that the files cannot be read together. */
export async function isMixed(
  database: Database,
  dialect: Dialect,
  { files, columns, longestLine }: FormerRows,
): Promise<boolean> {
  const types = new Map<string, StoredColumn["type"]>(columns.map(({ name, type }) => [name, type]));
  for (const file of files) {
    const found = await columnsIn(database, dialect, { file, columns, longestLine });
    if (found.some(({ name, type }) => (types.get(name) ?? type) !== type)) return true;
  }
  return false;
}

/** The columns that a file has, in its order. A file may lack some of the table's, but not the id. */
async function columnsIn(
  database: Database,
  dialect: Dialect,
  { file, columns, longestLine }: Omit<FormerRows, "files"> & { readonly file: string },
): Promise<readonly StoredColumn[]> {
  const types = new Map(stored(columns).map(({ name, type }) => [name, type]));
  const found = await dialect.describe(database, file, longestLine);
  if (!found.some(({ name }) => name === OWN_COLUMNS.id)) throw new Error(`it has no column ${OWN_COLUMNS.id}`);
  return found.map(({ name, type }) => ({ name, type: type ?? types.get(name) ?? "text" }));
}

/** These columns and our own. */
function stored(columns: readonly FileColumn[]): readonly StoredColumn[] {
  return [...columns, ...OWN_NAMES.map((name) => ({ name, type: OWN_TYPES[name] ?? "text" }))];
}

function converted(value: string, from: StoredColumn["type"], to: StoredColumn["type"]): string {
  if (to === from) return value;
  return to === "json" ? `to_json(${value})` : `CAST(${value} AS ${typeName(to)})`;
}
