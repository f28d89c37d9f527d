import { access } from "node:fs/promises";
import type { Table } from "../../tables/table.js";
import type { Batch, Destination, TypeMismatch } from "../destination.js";
import { SqlDestination } from "../sql/sql-destination.js";
import { Database } from "./database.js";
import { loadBatch } from "./load.js";
import { type DuckDbSession, foldAscii, isTableError } from "./session.js";
import { SessionStore } from "./session-store.js";
import { TYPE_NAMES } from "./sql.js";

/** A DuckDB file. */
export class DuckDbStore extends SessionStore {
  /** @throws DestinationError if the file cannot be opened, e.g. because another process has it. */
  static async open(file: string, options: { readonly waitMs?: number } = {}): Promise<DuckDbStore> {
    return new DuckDbStore(await Database.open(file, options));
  }

  /** For reading only; undefined if there is no such file. @throws DestinationError if another process has the file for longer. */
  static async existing(
    file: string,
    { waitMs }: { readonly waitMs?: number | undefined } = {},
  ): Promise<DuckDbStore | undefined> {
    const isThere = await access(file).then(
      () => true,
      () => false,
    );
    return isThere ? new DuckDbStore(await Database.open(file, { waitMs, readOnly: true })) : undefined;
  }

  async connect(connection: string): Promise<Destination> {
    return new DuckDb(this.session, connection);
  }
}

/** One connection's tables in a DuckDB file. */
export class DuckDb extends SqlDestination<DuckDbSession> {
  protected readonly typeNames = TYPE_NAMES;

  protected fold(name: string): string {
    return foldAscii(name);
  }

  protected isTableProblem(error: unknown): boolean {
    return isTableError(error);
  }

  protected async load(table: Table, batch: Batch): Promise<readonly TypeMismatch[]> {
    return loadBatch(table, batch, { session: this.session, into: this.tableName(table) });
  }

  /**
   * What changed a table is in the file before rows come: replaying it was DuckDB's weak spot. Row groups that are not full, and deleted
   * rows, are merged before the first rows come, and not at each checkpoint of the run, which would merge the rows of those before it again:
   * that was a third of the time, and the peak of the memory.
   */
  protected override async tablesChanged(): Promise<void> {
    await this.session.alone(() => this.session.run("CHECKPOINT; SET max_vacuum_tasks = 0"));
  }

  /** The file is the store's. */
  async close(): Promise<void> {}
}
