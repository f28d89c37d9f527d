import type { RunStart, Store, StoreHistory, TypeMismatch } from "../../../src/destinations/destination.js";
import { entryOf } from "../../../src/state/connection-state.js";
import { streamKey } from "../../../src/streams/stream.js";
import type { Table } from "../../../src/tables/table.js";
import { type TestRecord, type TestSync, withSync } from "../support.js";

/** A destination under test. */
export interface Subject {
  /** A folder for batches, new for each test. */
  readonly folder: () => string;
  /** Opens the place; the same one each time within a test, an empty one at its beginning. */
  readonly open: () => Promise<Store>;
  /** The rows of a table as a reader sees them, in any order: the values of these columns, integers as numbers, none as null. */
  readonly rows: (schema: string, table: string, columns: readonly string[]) => Promise<readonly unknown[][]>;
  /** The names of the tables that a reader sees. */
  readonly tables: (schema: string) => Promise<readonly string[]>;
  /** Removes a table as a user would. */
  readonly drop: (schema: string, table: string) => Promise<void>;
  /** Creates a table as a user would; with SQL, unless given. */
  readonly create?: (schema: string, table: string) => Promise<void>;
  /** Runs SQL as a user would, where the place is a database. */
  readonly run?: (sql: string) => Promise<void>;
  /** Whether names that differ in upper and lower case only are one table. */
  readonly ignoresCase?: boolean;
}

/** What the tests do with a destination. */
export class ContractBench {
  readonly #subject: Subject;

  constructor(subject: Subject) {
    this.#subject = subject;
  }

  sync<T>(work: (sync: TestSync, start: RunStart) => Promise<T>, connection?: string): Promise<T> {
    return withSync({ open: this.#subject.open, folder: this.#subject.folder() }, work, connection);
  }

  /** One sync of one batch, to its end. */
  load(table: Table, text: string | undefined, ...records: readonly TestRecord[]): Promise<readonly TypeMismatch[]> {
    return this.sync(async (sync) => {
      const { failures } = await sync.begin(table);
      for (const reason of failures.values()) throw new Error(reason);
      const mismatches = await sync.load(table, text, ...records);
      await sync.finish(table, text);
      await sync.destination.end({ status: "complete", streams: [], error: undefined });
      return mismatches;
    });
  }

  /** What the next sync of a connection would find. */
  next(connection?: string): Promise<RunStart> {
    return this.sync((_sync, start) => Promise.resolve(start), connection);
  }

  /** The text of a stream's state. */
  async stateOf(name: string): Promise<string | undefined> {
    return entryOf((await this.next()).state, streamKey({ name }))?.state?.text;
  }

  async history(): Promise<StoreHistory> {
    const store = await this.#subject.open();
    try {
      return await store.history();
    } finally {
      await store.close();
    }
  }

  /** The columns `id` and `name` of `acme.users`, or those given, sorted by the first. */
  async rows(...columns: readonly string[]): Promise<readonly unknown[][]> {
    const found = await this.#subject.rows("acme", "users", columns.length === 0 ? ["id", "name"] : columns);
    return [...found].sort(([one], [other]) => Number(one ?? 1e9) - Number(other ?? 1e9));
  }

  /** The names in `acme.users`, sorted. */
  async names(): Promise<readonly string[]> {
    return (await this.#subject.rows("acme", "users", ["name"])).map(([name]) => String(name)).sort();
  }

  /** Creates a table as a user would. */
  async create(schema: string, table: string): Promise<void> {
    const { create, run } = this.#subject;
    if (create !== undefined) await create(schema, table);
    else await run?.(`CREATE SCHEMA IF NOT EXISTS "${schema}"; CREATE TABLE "${schema}"."${table}" (mine INTEGER)`);
  }
}
