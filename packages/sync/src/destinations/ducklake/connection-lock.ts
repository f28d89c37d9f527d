import { createHash } from "node:crypto";
import type { OnWarning } from "../destination.js";
import { Lock } from "../files/lock.js";
import { PostgresSession } from "../postgres/client.js";
import { text } from "../sql/text.js";

/** Keeps other syncs of one connection out of a lake, and has all syncs of the lake commit in turns. */
export interface ConnectionLock {
  /**
   * Runs while no other sync writes to the lake: of two transactions that change the tables of our states at once, DuckLake refuses the
   * second one, after it has written its files.
   */
  turn<T>(work: () => Promise<T>): Promise<T>;
  release(): Promise<void>;
}

/** A DuckDB file belongs to one process, in which connections take turns anyway. */
export const NO_LOCK: ConnectionLock = {
  turn: (work) => work(),
  release: async () => undefined,
};

/** How long a commit may take that another one waits for. */
const TURN_MS = 3_600_000;

/** By files next to the catalog. */
export class FileLock implements ConnectionLock {
  readonly #file: string;
  readonly #lock: Lock;

  private constructor(file: string, lock: Lock) {
    this.#file = file;
    this.#lock = lock;
  }

  /** @param file of the catalog. @throws DestinationError if another sync of the connection is running. */
  static async take(file: string, connection: string, waitMs: number): Promise<FileLock> {
    const hash = createHash("sha256").update(connection).digest("hex").slice(0, 12);
    const held = { what: `Another sync of "${connection}" is running in this lake`, place: "lake" };
    return new FileLock(file, await Lock.take(`${file}.${hash}.lock`, { waitMs, held }));
  }

  async turn<T>(work: () => Promise<T>): Promise<T> {
    await this.#lock.assertHeld();
    return inTurn(this.#file, work);
  }

  release(): Promise<void> {
    return this.#lock.release();
  }
}

const WRITING = { what: "Another sync writes to this lake", place: "lake" };

/** Runs while no other process writes to the lake with this catalog. */
export async function inTurn<T>(file: string, work: () => Promise<T>): Promise<T> {
  const turn = await Lock.take(`${file}.lock`, { waitMs: TURN_MS, held: WRITING });
  try {
    return await work();
  } finally {
    await turn.release();
  }
}

/** By advisory locks of the catalog's database, so that it works from any machine. */
export class PostgresLock implements ConnectionLock {
  readonly #session: PostgresSession;

  private constructor(session: PostgresSession) {
    this.#session = session;
  }

  /** @throws DestinationError if another sync of the connection is running, or the server cannot be reached. */
  static async take(
    url: string,
    connection: string,
    { waitMs, onWarning }: { readonly waitMs: number; readonly onWarning?: OnWarning | undefined },
  ): Promise<PostgresLock> {
    const session = await PostgresSession.open(url, { onWarning });
    try {
      await session.lock(connection, waitMs);
      return new PostgresLock(session);
    } catch (error) {
      await session.close();
      throw error;
    }
  }

  turn<T>(work: () => Promise<T>): Promise<T> {
    return inTurnOf(this.#session, work);
  }

  async release(): Promise<void> {
    await this.#session.close();
  }
}

const TURN = `hashtextextended(${text("sluice lake")}, 0)`;

/** The lock is the session's: a transaction that is open all the time would keep the server from cleaning up. */
export async function inTurnOf<T>(session: PostgresSession, work: () => Promise<T>): Promise<T> {
  // in a transaction, because that repeats what fails on a broken connection
  await session.transaction(() => session.run(`SELECT pg_advisory_lock(${TURN})`));
  try {
    return await work();
  } finally {
    await session.run(`SELECT pg_advisory_unlock(${TURN})`).catch(() => undefined); // a connection that breaks has no locks
  }
}
