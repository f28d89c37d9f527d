import { createReadStream } from "node:fs";
import type { Table } from "../../tables/table.js";
import type { ColumnType } from "../../tables/types.js";
import type { Batch, Destination, Misfit, Store } from "../destination.js";
import { Ledger, SCHEMA } from "../sql/ledger.js";
import { misfitsIn } from "../sql/misfits.js";
import { SqlDestination } from "../sql/sql-destination.js";
import { quoted, text } from "../sql/text.js";
import { TRY_FUNCTIONS, TYPES, TYPES_BY_NAME } from "./casts.js";
import { PostgresSession } from "./client.js";
import { isMisfit } from "./errors.js";
import {
  copyLines,
  createLines,
  dropBatch,
  indexKey,
  misfitsInBatch,
  moveBatch,
  pour,
  readStrictly,
  readTolerantly,
  reshape,
} from "./sql.js";

/** How much of a batch file is sent at once, in bytes. */
const CHUNK = 1024 * 1024;

/** A Postgres database. Each source has a connection of its own, so several land side by side. */
export class PostgresStore implements Store {
  readonly #url: string;
  readonly #waitMs: number;

  private constructor(url: string, waitMs: number) {
    this.#url = url;
    this.#waitMs = waitMs;
  }

  /**
   * Connects once, so that what is wrong with the server or the password is known before a source is started.
   *
   * @param url as `PostgresSession.open` takes it.
   * @param options.waitMs how long `connect` waits for another sync of the same connection.
   * @throws DestinationError if there is no way in.
   */
  static async open(url: string, { waitMs = 0 }: { readonly waitMs?: number } = {}): Promise<PostgresStore> {
    await withSession(url, async () => undefined);
    return new PostgresStore(url, waitMs);
  }

  /**
   * To be read only; undefined if nothing has been landed in the database yet.
   *
   * @throws DestinationError if there is no way in.
   */
  static async existing(url: string): Promise<PostgresStore | undefined> {
    const books = `SELECT 1 FROM pg_tables WHERE schemaname = ${text(SCHEMA)} AND tablename = 'runs'`;
    const found = await withSession(url, (session) => session.rows(books));
    return found.length === 0 ? undefined : new PostgresStore(url, 0);
  }

  /** @throws DestinationError if another sync of the connection is under way, with its backend's process id. */
  async connect(connection: string): Promise<Destination> {
    const session = await PostgresSession.open(this.#url);
    try {
      await session.lock(connection, this.#waitMs);
      return new Postgres(session, connection);
    } catch (error) {
      await session.close();
      throw error;
    }
  }

  async history(): ReturnType<Store["history"]> {
    return withSession(this.#url, (session) => new Ledger(session, "").history());
  }

  /** Every destination has its own connection; there is nothing else to close. */
  async close(): Promise<void> {}
}

async function withSession<T>(url: string, work: (session: PostgresSession) => Promise<T>): Promise<T> {
  const session = await PostgresSession.open(url);
  try {
    return await work(session);
  } finally {
    await session.close();
  }
}

/** One source's tables in a Postgres database. */
export class Postgres extends SqlDestination<PostgresSession> {
  protected override readonly refusesNul = true;

  protected typeName(type: ColumnType): string {
    return TYPES[type];
  }

  protected typeCalled(name: string): ColumnType | undefined {
    return TYPES_BY_NAME.get(name);
  }

  /**
   * Syncs that create the same thing at one time would trip over each other in spite of IF NOT EXISTS, so they take turns.
   * And who may not create a schema may land in one that is there.
   */
  protected override async ensureSchema(name: string): Promise<void> {
    await this.session.run(`SELECT pg_advisory_xact_lock(hashtextextended(${text(`sluice schema:${name}`)}, 0))`);
    const found = await this.session.rows(`SELECT 1 FROM pg_namespace WHERE nspname = ${text(name)}`);
    if (found.length === 0) await super.ensureSchema(name);
  }

  /**
   * A plain index, not a unique one: it stands against no row. 2,000 rows are merged into 5 million in 0.05 s with it and in
   * 2.1 s without; 58,000 take half as long again with it if the table has 500,000.
   */
  protected override async tableCreated(table: Table): Promise<void> {
    if (table.mode === "merge" && table.key.length > 0) await this.session.run(indexKey(table, this.tableName(table)));
  }

  protected async load(table: Table, batch: Batch): Promise<readonly Misfit[]> {
    for (const statement of createLines) await this.session.run(statement);
    await this.session.copyIn(copyLines, createReadStream(batch.file, { highWaterMark: CHUNK }));
    const misfits = await this.#read(table);
    for (const statement of moveBatch(table, this.tableName(table))) await this.session.run(statement);
    await this.session.run(dropBatch);
    return misfits;
  }

  async #read(table: Table): Promise<readonly Misfit[]> {
    await this.session.run("SAVEPOINT _sluice_strict");
    try {
      await this.session.run(readStrictly(table));
      await this.session.run("RELEASE SAVEPOINT _sluice_strict");
      return [];
    } catch (error) {
      if (!isMisfit(error)) throw error;
      await this.session.run("ROLLBACK TO SAVEPOINT _sluice_strict");
    }
    for (const statement of TRY_FUNCTIONS) await this.session.run(statement);
    await this.session.run(readTolerantly(table));
    return misfitsIn(await this.session.rows(misfitsInBatch));
  }

  /**
   * The table itself stays, so that its views, grants and indexes do: it is emptied, gets the new shape where that is another
   * one, and the rows. Only what hangs on a column that goes or changes its type stands against it. Readers wait meanwhile.
   */
  protected async swap(aside: Table, table: Table): Promise<void> {
    const [from, into] = [this.tableName(aside), this.tableName(table)];
    const there = await this.columnsIn(table.schema, table.name);
    if (there.length === 0) {
      await this.session.run(`ALTER TABLE ${from} RENAME TO ${quoted(table.name)}`);
      return;
    }
    const columns = await this.columnsIn(aside.schema, aside.name);
    await this.session.run(`TRUNCATE ${into}`);
    for (const statement of reshape(into, there, columns)) await this.session.run(statement);
    await this.session.run(pour(from, columns, into));
    await this.session.run(`DROP TABLE ${from}`);
  }

  async close(): Promise<void> {
    await this.session.close();
  }
}
