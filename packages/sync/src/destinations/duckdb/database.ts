import { DestinationError } from "../destination.js";
import { startedAt } from "../process-start.js";
import { DuckDbSession, type OpenDuckDb, openDuckDb } from "./session.js";
import { WatchedFile } from "./watched-file.js";

export interface FileOptions {
  /** How long to wait for a process that has the file, in milliseconds. */
  readonly waitMs?: number | undefined;
  readonly readOnly?: boolean | undefined;
}

/** How often a file that another process has is tried again. */
const RETRY_MS = 250;

/** One DuckDB file, held open: closing a second instance of it would give up this one's lock on it. */
export class Database extends DuckDbSession {
  readonly #file: WatchedFile;

  private constructor(duckDb: OpenDuckDb, catalog: string, file: WatchedFile) {
    super(duckDb, catalog);
    this.#file = file;
  }

  /** @throws DestinationError if another process has the file open, or it is not a DuckDB file. */
  static async open(file: string, { waitMs, readOnly = false }: FileOptions = {}): Promise<Database> {
    const mode = readOnly ? "READ_ONLY" : "AUTOMATIC";
    const duckDb = await whenUnlocked(file, waitMs, () => openDuckDb(file, mode));
    const [[catalog] = []] = (await duckDb.connection.runAndReadAll("SELECT current_database()")).getRows();
    return new Database(duckDb, String(catalog), await WatchedFile.at(readOnly ? undefined : file));
  }

  /** @throws DestinationError if the file was removed or replaced since it was opened: DuckDB continues to write into a file that nobody can read. */
  assertInPlace(): Promise<void> {
    return this.#file.assertInPlace();
  }
}

/**
 * Opens a DuckDB file.
 *
 * @param waitMs how long to wait for a process that has the file, in milliseconds.
 * @throws DestinationError that says who has the file, or why it cannot be opened.
 */
export async function whenUnlocked<T>(file: string, waitMs = 0, open: () => Promise<T>): Promise<T> {
  const untilMs = Date.now() + waitMs;
  for (;;) {
    try {
      return await open();
    } catch (error) {
      if (error instanceof DestinationError) throw error;
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
