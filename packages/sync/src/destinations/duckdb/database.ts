import { availableParallelism } from "node:os";
import { type DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";
import { DestinationError } from "../destination.js";
import type { Session } from "../sql/session.js";
import { quoted } from "../sql/text.js";

/**
 * Enough for a line of many megabytes, for which readers of JSON and CSV set several times as much aside, and for merging millions
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
  /** Ends when the transaction that is under way does. */
  #turn: Promise<unknown> = Promise.resolve();

  private constructor(instance: DuckDBInstance, connection: DuckDBConnection, catalog: string) {
    this.#instance = instance;
    this.#connection = connection;
    this.catalog = catalog;
  }

  /**
   * @param options.waitMs how long to wait for a process that has the file.
   * @throws DestinationError if another process has the file open, or it is no DuckDB file.
   */
  static async open(
    file: string,
    { waitMs = 0, readOnly = false }: { readonly waitMs?: number | undefined; readonly readOnly?: boolean } = {},
  ): Promise<Database> {
    const instance = await opened(file, Date.now() + waitMs, readOnly ? "READ_ONLY" : "AUTOMATIC");
    const connection = await instance.connect();
    await connection.run("SET TimeZone = 'UTC'; SET preserve_insertion_order = false");
    const [[catalog] = []] = (await connection.runAndReadAll("SELECT current_database()")).getRows();
    return new Database(instance, connection, String(catalog));
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
        await this.run("COMMIT");
        return result;
      } catch (error) {
        await this.run("ROLLBACK").catch(() => undefined); // the error that led here is the one to tell
        throw error;
      }
    });
  }

  /** Several sources may land in the file: one after the other, for a load takes all cores and much memory anyway. */
  async alone<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#turn.then(work);
    this.#turn = result.catch(() => undefined);
    return result;
  }

  /** The file is said too: `"users"` in the schema `"log"` of a file log.duckdb would be two things. */
  table(schema: string, name: string): string {
    return `${this.schema(schema)}.${quoted(name)}`;
  }

  schema(name: string): string {
    return `${quoted(this.catalog)}.${quoted(name)}`;
  }

  /** Writes all to the file and lets go of it. */
  close(): void {
    this.#connection.closeSync();
    this.#instance.closeSync();
  }
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
      return await DuckDBInstance.create(file, settings);
    } catch (error) {
      const text = error instanceof Error ? error.message : String(error);
      if (!LOCKED.test(text) || Date.now() >= untilMs) throw explained(file, text, error);
    }
    await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
  }
}

const LOCKED = /lock is held in (\S+)?.*?\(PID (\d+)\)/;

function explained(file: string, text: string, cause: unknown): Error {
  const [, program, pid] = LOCKED.exec(text) ?? [];
  if (pid !== undefined) {
    return new DestinationError(
      `${file} is open in another process (${program ?? "unknown"}, process id ${pid}). DuckDB lets one process at a ` +
        "time have a file. Close that one, wait for it (--wait-lock SECONDS), or land in another file.",
      { cause },
    );
  }
  if (/not a valid DuckDB database file/.test(text)) {
    return new DestinationError(`${file} is there, but it is no DuckDB file. Name another one.`, { cause });
  }
  return new DestinationError(`${file} cannot be opened: ${text}`, { cause });
}
