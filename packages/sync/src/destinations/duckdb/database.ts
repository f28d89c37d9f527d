import { type DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";

/** What a person is told; nothing of it is a secret. */
export class DestinationError extends Error {
  override readonly name = "DestinationError";
}

/** Enough for batches of many megabytes; DuckDB's own default is four fifths of the machine. The process takes some 120 MB beside it. */
const MEMORY_LIMIT = "1GB";

/** One DuckDB file, held open: closing a second instance of it would give up this one's lock on it. */
export class Database {
  readonly #instance: DuckDBInstance;
  readonly #connection: DuckDBConnection;
  /** What SQL calls the file: its name without the extension. */
  readonly catalog: string;

  private constructor(instance: DuckDBInstance, connection: DuckDBConnection, catalog: string) {
    this.#instance = instance;
    this.#connection = connection;
    this.catalog = catalog;
  }

  /** @throws DestinationError if another process has the file open, or it is no DuckDB file. */
  static async open(file: string): Promise<Database> {
    const settings = {
      memory_limit: MEMORY_LIMIT,
      autoinstall_known_extensions: "false",
      autoload_known_extensions: "false",
    };
    let instance: DuckDBInstance;
    try {
      instance = await DuckDBInstance.create(file, settings);
    } catch (error) {
      throw explained(file, error);
    }
    const connection = await instance.connect();
    await connection.run("SET TimeZone = 'UTC'; SET preserve_insertion_order = false");
    const [[catalog] = []] = (await connection.runAndReadAll("SELECT current_database()")).getRows();
    return new Database(instance, connection, String(catalog));
  }

  async run(sql: string): Promise<void> {
    await this.#connection.run(sql);
  }

  /** Rows as objects; what JSON cannot hold, such as large integers, comes as text. */
  async rows(sql: string): Promise<readonly Record<string, unknown>[]> {
    const reader = await this.#connection.runAndReadAll(sql);
    return reader.getRowObjectsJson();
  }

  /**
   * All of it or nothing. After an error DuckDB answers COMMIT with success and throws everything away, so nothing is
   * committed then.
   */
  async transaction<T>(work: () => Promise<T>): Promise<T> {
    await this.run("BEGIN");
    try {
      const result = await work();
      await this.run("COMMIT");
      return result;
    } catch (error) {
      await this.run("ROLLBACK").catch(() => undefined); // the error that led here is the one to tell
      throw error;
    }
  }

  /** Writes all to the file and lets go of it. */
  close(): void {
    this.#connection.closeSync();
    this.#instance.closeSync();
  }
}

function explained(file: string, error: unknown): Error {
  const text = error instanceof Error ? error.message : String(error);
  const [, program, pid] = /lock is held in (\S+)?.*?\(PID (\d+)\)/.exec(text) ?? [];
  if (pid !== undefined) {
    return new DestinationError(
      `${file} is open in another process (${program ?? "unknown"}, process id ${pid}). ` +
        "DuckDB lets one process at a time have a file. Close that one, or land in another file.",
      { cause: error },
    );
  }
  if (/not a valid DuckDB database file/.test(text)) {
    return new DestinationError(`${file} is there, but it is no DuckDB file. Name another one.`, { cause: error });
  }
  return new DestinationError(`${file} cannot be opened: ${text}`, { cause: error });
}
