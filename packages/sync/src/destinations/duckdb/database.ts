import { availableParallelism } from "node:os";
import type { DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";
import pLimit from "p-limit";
import { DestinationError, type TableName } from "../destination.js";
import { startedAt } from "../process-start.js";
import type { ExistingTable, Session } from "../sql/session.js";
import { quoted, text } from "../sql/text.js";
import { duckdb } from "./client.js";
import { WatchedFile } from "./watched-file.js";

/**
 * Enough for a line of many megabytes, for which readers of JSON and CSV allocate several times as much, and for merging millions
 * of rows; DuckDB's own default is four fifths of the machine. A sync of small records takes less than half of it.
 */
const MEMORY_LIMIT = "1GB";

/** One core is the source's, which is read meanwhile; more than four find nothing to do in a batch. */
const THREADS = Math.max(1, Math.min(4, availableParallelism() - 1));

/** How often a file that another process has is tried again. */
const RETRY_MS = 250;

/** One DuckDB file, held open: closing a second instance of it would give up this one's lock on it. */
export class Database implements Session {
  readonly #instance: DuckDBInstance;
  readonly #connection: DuckDBConnection;
  /** What SQL calls the file: its name without the extension. */
  readonly catalog: string;
  readonly #file: WatchedFile;
  readonly #oneAtATime = pLimit(1);

  private constructor(instance: DuckDBInstance, connection: DuckDBConnection, catalog: string, file: WatchedFile) {
    this.#instance = instance;
    this.#connection = connection;
    this.catalog = catalog;
    this.#file = file;
  }

  /**
   * @param options.waitMs how long to wait for a process that has the file.
   * @throws DestinationError if another process has the file open, or it is not a DuckDB file.
   */
  static async open(
    file: string,
    { waitMs = 0, readOnly = false }: { readonly waitMs?: number | undefined; readonly readOnly?: boolean } = {},
  ): Promise<Database> {
    const instance = await opened(file, Date.now() + waitMs, readOnly ? "READ_ONLY" : "AUTOMATIC");
    const connection = await instance.connect();
    await connection.run("SET TimeZone = 'UTC'; SET preserve_insertion_order = false");
    const [[catalog] = []] = (await connection.runAndReadAll("SELECT current_database()")).getRows();
    return new Database(instance, connection, String(catalog), await WatchedFile.at(readOnly ? undefined : file));
  }

  async run(sql: string): Promise<void> {
    await this.#connection.run(sql);
  }

  async rows(sql: string): Promise<readonly Record<string, unknown>[]> {
    const reader = await this.#connection.runAndReadAll(sql);
    return reader.getRowObjectsJson();
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

  /** The name includes the file: `"users"` in the schema `"log"` of a file log.duckdb would be two things. */
  table(schema: string, name: string): string {
    return `${this.schema(schema)}.${quoted(name)}`;
  }

  async find({ schema, name }: TableName): Promise<ExistingTable | undefined> {
    const columns = await this.#columns(this.table(schema, name));
    if (columns === undefined) return undefined;
    // a function and not information_schema, which is another thing in a file or schema of that name
    const tables = await this.rows(
      "SELECT schema_name AS schema, table_name AS name FROM duckdb_tables() " +
        `WHERE database_name = current_database() AND lower(table_name) = lower(${text(name)})`,
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

  /** @throws DestinationError if the file was removed or replaced since it was opened: DuckDB continues to write into a file that nobody can read. */
  assertInPlace(): Promise<void> {
    return this.#file.assertInPlace();
  }

  /** Writes everything to the file and closes it. */
  close(): void {
    this.#connection.closeSync();
    this.#instance.closeSync();
  }
}

/** DuckDB ignores the case of ASCII letters in names, and of no others. */
export function foldAscii(name: unknown): string {
  return String(name).replaceAll(/[A-Z]/g, (letter) => letter.toLowerCase());
}

async function opened(file: string, untilMs: number, mode: "READ_ONLY" | "AUTOMATIC"): Promise<DuckDBInstance> {
  const settings = {
    access_mode: mode,
    memory_limit: MEMORY_LIMIT,
    threads: String(THREADS),
    autoinstall_known_extensions: "false",
    autoload_known_extensions: "false",
  };
  for (;;) {
    try {
      return await duckdb.DuckDBInstance.create(file, settings);
    } catch (error) {
      const text = error instanceof Error ? error.message : String(error);
      if (!LOCKED.test(text) || Date.now() >= untilMs) throw await openError(file, text, error);
    }
    await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
  }
}

const LOCKED = /lock is held in (\S+)?.*?\(PID (\d+)\)/;

async function openError(file: string, text: string, cause: unknown): Promise<Error> {
  const [, program, pid] = LOCKED.exec(text) ?? [];
  if (pid !== undefined) {
    const since = await startedAt(Number(pid));
    const time = since === undefined ? "" : `, which began at ${since.toISOString()}`;
    return new DestinationError(
      `${file} is open in another process (${program ?? "unknown"}, process id ${pid})${time}. DuckDB lets one process at a ` +
        "time have a file. Close that one, wait for it (--wait-lock SECONDS), or load into another file.",
      { cause },
    );
  }
  if (/not a valid DuckDB database file/.test(text)) {
    return new DestinationError(`${file} is not a DuckDB file. Name another one.`, { cause });
  }
  return new DestinationError(`${file} cannot be opened: ${text}`, { cause });
}
