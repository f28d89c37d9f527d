import { availableParallelism } from "node:os";
import type { DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";
import pLimit from "p-limit";
import type { TableName } from "../destination.js";
import type { ExistingTable, Session } from "../sql/session.js";
import { quoted, text } from "../sql/text.js";
import { duckdb } from "./client.js";

/**
 * Enough for a line of many megabytes, for which readers of JSON and CSV allocate several times as much, and for merging millions
 * of rows; DuckDB's own default is four fifths of the machine. A sync of small records takes less than half of it.
 */
const MEMORY_LIMIT = "1GB";

/** So much freed memory goes back to the system at once, and not 512 MB: a sixth less at the peak, for some hundredths more of time. */
const FLUSHED = "2MB";

/** One core is the source's, which is read meanwhile; more than four find nothing to do in a batch. */
const THREADS = Math.max(1, Math.min(4, availableParallelism() - 1));

/** DuckDB in this process, and a connection to it. */
export interface OpenDuckDb {
  readonly instance: DuckDBInstance;
  readonly connection: DuckDBConnection;
}

/** @param path of a file, or `:memory:`. */
export async function openDuckDb(path: string, mode: "READ_ONLY" | "AUTOMATIC" = "AUTOMATIC"): Promise<OpenDuckDb> {
  const instance = await duckdb.DuckDBInstance.create(path, {
    access_mode: mode,
    memory_limit: MEMORY_LIMIT,
    threads: String(THREADS),
    allocator_bulk_deallocation_flush_threshold: FLUSHED,
    autoinstall_known_extensions: "false",
    autoload_known_extensions: "false",
  });
  const connection = await instance.connect();
  await connection.run("SET TimeZone = 'UTC'; SET preserve_insertion_order = false");
  return { instance, connection };
}

/** A session on DuckDB: its catalog is the file that is open, or what is attached to a DuckDB in memory. */
export abstract class DuckDbSession implements Session {
  protected duckDb: OpenDuckDb;
  /** What SQL calls the file, or what is attached. */
  readonly catalog: string;
  readonly #oneAtATime = pLimit(1);

  constructor(duckDb: OpenDuckDb, catalog: string) {
    this.duckDb = duckDb;
    this.catalog = catalog;
  }

  /** @throws DestinationError if a commit would be lost, e.g. in a file that was removed. */
  abstract assertInPlace(): Promise<void>;

  async run(sql: string): Promise<void> {
    await this.#inPlace((connection) => connection.run(sql));
  }

  async rows(sql: string): Promise<readonly Record<string, unknown>[]> {
    const reader = await this.#inPlace((connection) => connection.runAndReadAll(sql));
    return reader.getRowObjectsJson();
  }

  /** Any statement may fail because the file is gone, with words about something else, e.g. a missing table. */
  async #inPlace<T>(work: (connection: DuckDBConnection) => Promise<T>): Promise<T> {
    try {
      return await work(this.duckDb.connection);
    } catch (error) {
      await this.assertInPlace();
      throw error;
    }
  }

  /** After an error DuckDB answers COMMIT with success and throws everything away, so nothing is committed then. */
  async transaction<T>(work: () => Promise<T>): Promise<T> {
    return this.alone(async () => {
      await this.run("BEGIN");
      try {
        const result = await work();
        await this.assertInPlace();
        await this.run("COMMIT");
        return result;
      } catch (error) {
        await this.run("ROLLBACK").catch(() => undefined); // the first error is the one to report
        throw error;
      }
    });
  }

  /** Loads run one after the other, because each one uses all cores and much memory. */
  alone<T>(work: () => Promise<T>): Promise<T> {
    return this.#oneAtATime(work);
  }

  /** The name includes the catalog: `"users"` in the schema `"log"` of a file log.duckdb would be two things. */
  table(schema: string, name: string): string {
    return `${this.schema(schema)}.${quoted(name)}`;
  }

  async find({ schema, name }: TableName): Promise<ExistingTable | undefined> {
    const columns = await this.#columns(this.table(schema, name));
    if (columns === undefined) return undefined;
    // a function and not information_schema, which is another thing in a file or schema of that name
    const tables = await this.rows(
      "SELECT schema_name AS schema, table_name AS name FROM duckdb_tables() " +
        `WHERE database_name = ${text(this.catalog)} AND lower(table_name) = lower(${text(name)})`,
    );
    const own = tables.find(
      (row) => foldAscii(row["schema"]) === foldAscii(schema) && foldAscii(row["name"]) === foldAscii(name),
    );
    if (own === undefined) return { schema, name, isTable: false, columns };
    return { schema: String(own["schema"]), name: String(own["name"]), isTable: true, columns };
  }

  /** Undefined if there is no such table or view. To ask for it by name is ten times as fast as to search the lists of DuckDB. */
  async #columns(table: string): Promise<ExistingTable["columns"] | undefined> {
    try {
      const rows = await this.rows(`DESCRIBE ${table}`);
      return rows.map((row) => ({ name: String(row["column_name"]), type: String(row["column_type"]).toUpperCase() }));
    } catch (error) {
      if (/^(?:Error: )?(?:Catalog|Binder) Error/.test(String(error))) return undefined;
      throw error;
    }
  }

  schema(name: string): string {
    return `${quoted(this.catalog)}.${quoted(name)}`;
  }

  /** Writes everything and closes DuckDB. */
  close(): void {
    this.duckDb.connection.closeSync();
    this.duckDb.instance.closeSync();
  }
}

/** DuckDB ignores the case of ASCII letters in names, and of no others. */
export function foldAscii(name: unknown): string {
  return String(name).replaceAll(/[A-Z]/g, (letter) => letter.toLowerCase());
}

/** Whether an error is about one table, e.g. a constraint that a user added. */
export function isTableError(error: unknown): boolean {
  return error instanceof Error && /^(Constraint|Dependency|Binder|Catalog) Error/.test(error.message);
}
