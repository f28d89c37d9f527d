import { createHash } from "node:crypto";
import type { Table } from "../../tables/table.js";
import { type ColumnType, widened } from "../../tables/types.js";
import type { Batch, Destination } from "../destination.js";
import { Database } from "./database.js";
import {
  columnsOf,
  countMisfits,
  createTable,
  dropBatch,
  type FileTable,
  moveBatch,
  quoted,
  readBatch,
  schemaName,
  tableName,
  text,
  typeName,
} from "./sql.js";

const OWN_SCHEMA = "_sluice";
const STATE_COLUMNS =
  "connection VARCHAR, stream VARCHAR, state VARCHAR, committed_rows BIGINT, updated_at TIMESTAMPTZ";

/** Tables in a DuckDB file. The state of each stream lies beside them, so that a copied or restored file goes on rightly. */
export class DuckDb implements Destination {
  readonly #database: Database;
  /** Whose states they are: a name of the source. */
  readonly #connection: string;
  /** By stream: the table with the columns and types that it has now, which may be wider than the source's. */
  readonly #actual = new Map<string, FileTable>();
  /** The table of states, as SQL names it. */
  readonly #states: string;

  private constructor(database: Database, connection: string) {
    this.#database = database;
    this.#connection = connection;
    this.#states = tableName({ catalog: database.catalog, schema: OWN_SCHEMA, name: "state" });
  }

  /** @throws DestinationError if the file cannot be opened, e.g. because another process has it. */
  static async open(file: string, connection: string): Promise<DuckDb> {
    const database = await Database.open(file);
    const destination = new DuckDb(database, connection);
    await database.transaction(async () => {
      await database.run(
        `CREATE SCHEMA IF NOT EXISTS ${schemaName({ catalog: database.catalog, schema: OWN_SCHEMA })}`,
      );
      await database.run(`CREATE TABLE IF NOT EXISTS ${destination.#states} (${STATE_COLUMNS})`);
    });
    return destination;
  }

  async states(): Promise<ReadonlyMap<string, string>> {
    const where = `connection = ${text(this.#connection)} AND state IS NOT NULL`;
    const rows = await this.#database.rows(`SELECT stream, state FROM ${this.#states} WHERE ${where}`);
    return new Map(rows.map(({ stream, state }) => [String(stream), String(state)]));
  }

  async begin(planned: Table): Promise<void> {
    const table = this.#inFile(planned);
    await this.#database.transaction(async () => {
      await this.#database.run(`CREATE SCHEMA IF NOT EXISTS ${schemaName(table)}`);
      if (table.mode === "replace") {
        const aside = asideOf(table);
        await this.#database.run(`DROP TABLE IF EXISTS ${tableName(aside)}`);
        await this.#database.run(createTable(aside));
        this.#actual.set(table.stream, aside);
        return;
      }
      await this.#database.run(createTable(table));
      this.#actual.set(table.stream, await this.#grown(table));
    });
    await this.#database.run("CHECKPOINT"); // what changed a table is in the file before rows come: replaying it was DuckDB's weak spot
  }

  async commit(table: Table, batch: Batch): Promise<number> {
    const actual = this.#actual.get(table.stream) ?? this.#inFile(table);
    return this.#database.transaction(async () => {
      let misfits = 0;
      if (batch.records > 0) {
        await this.#database.run(readBatch(actual, batch.file, batch.longestLine));
        const [{ count } = {}] = await this.#database.rows(countMisfits);
        misfits = Number(count);
        for (const statement of moveBatch(actual)) await this.#database.run(statement);
        await this.#database.run(dropBatch);
      }
      if (table.mode !== "replace") await this.#save(table, batch);
      return misfits;
    });
  }

  async finish(table: Table): Promise<void> {
    const aside = this.#actual.get(table.stream);
    if (table.mode !== "replace" || aside === undefined) return;
    await this.#database.transaction(async () => {
      await this.#database.run(`DROP TABLE IF EXISTS ${tableName(this.#inFile(table))}`);
      await this.#database.run(`ALTER TABLE ${tableName(aside)} RENAME TO ${quoted(table.name)}`);
      // A state of rows that are gone says nothing of those that came: the next incremental read begins anew.
      await this.#save(table, { state: null, records: 0 });
    });
    await this.#database.run("CHECKPOINT");
  }

  async abandon(table: Table): Promise<void> {
    const aside = this.#actual.get(table.stream);
    if (table.mode === "replace" && aside !== undefined) {
      await this.#database.run(`DROP TABLE IF EXISTS ${tableName(aside)}`);
    }
  }

  async close(): Promise<void> {
    this.#database.close();
  }

  /** @param saved `state` null forgets the one that is there. */
  async #save(
    { stream }: Table,
    saved: { readonly state: string | null | undefined; readonly records: number },
  ): Promise<void> {
    const where = `connection = ${text(this.#connection)} AND stream = ${text(stream)}`;
    const [before] = await this.#database.rows(`SELECT state, committed_rows FROM ${this.#states} WHERE ${where}`);
    const state = saved.state === undefined ? before?.["state"] : saved.state;
    const rows = Number(before?.["committed_rows"] ?? 0) + saved.records;
    await this.#database.run(`DELETE FROM ${this.#states} WHERE ${where}`);
    const value = typeof state === "string" ? text(state) : "NULL";
    await this.#database.run(
      `INSERT INTO ${this.#states} VALUES (${text(this.#connection)}, ${text(stream)}, ${value}, ${rows}, now())`,
    );
  }

  #inFile(table: Table): FileTable {
    return { ...table, catalog: this.#database.catalog };
  }

  /** A table that is there gets the columns that are new, and types that hold both what it has and what comes. */
  async #grown(table: FileTable): Promise<FileTable> {
    const there = new Map<string, ColumnType>();
    for (const { name, type } of await this.#database.rows(columnsOf(table))) {
      const known = TYPES_BY_NAME.get(String(type).toUpperCase());
      if (known !== undefined) there.set(String(name), known);
    }
    const columns: Table["columns"][number][] = [];
    for (const column of table.columns) {
      const before = there.get(column.name);
      const type = before === undefined ? column.type : widened(before, column.type);
      const at = `ALTER TABLE ${tableName(table)}`;
      if (before === undefined) await this.#database.run(`${at} ADD COLUMN ${quoted(column.name)} ${typeName(type)}`);
      else if (type !== before) {
        const using = type === "json" ? ` USING to_json(${quoted(column.name)})` : "";
        await this.#database.run(`${at} ALTER COLUMN ${quoted(column.name)} TYPE ${typeName(type)}${using}`);
      }
      columns.push({ ...column, type });
    }
    return { ...table, columns };
  }
}

const TYPES_BY_NAME: ReadonlyMap<string, ColumnType> = new Map(
  (
    ["boolean", "integer", "big integer", "number", "date", "timestamp", "local timestamp", "text", "json"] as const
  ).flatMap((type): [string, ColumnType][] =>
    type === "timestamp"
      ? [
          [typeName(type), type],
          ["TIMESTAMP WITH TIME ZONE", type],
        ]
      : [[typeName(type), type]],
  ),
);

/** Where the new rows of a table are prepared: a real table, so that a long read survives in batches. With a key, of two rows the last counts. */
function asideOf(table: FileTable): FileTable {
  const hash = createHash("sha256").update(table.name).digest("hex").slice(0, 12);
  return { ...table, name: `_sluice_new_${hash}`, mode: table.key.length > 0 ? "merge" : "append" };
}
