import { randomUUID } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import type { TableName } from "../destination.js";
import type { ExistingTable, Session } from "../sql/session.js";
import { quoted, text } from "../sql/text.js";
import type { ConnectionLock } from "./connection-lock.js";
import { isTransient, unavailable, withRemedy } from "./errors.js";
import type { Lake } from "./lake.js";

/** Before each retry: half a minute in all, as long as a server takes to restart. */
const PAUSES_MS = [100, 400, 1_600, 6_400, 25_600];

/** A commit that was sent; its answer may be lost. */
interface Attempt<T> {
  readonly id: string;
  readonly result: T;
}

/** Who commits, for the list of snapshots. */
export interface Commits {
  readonly connection: string;
  /** The id of the run; "" before it began. */
  readonly run: () => string;
}

/** One connection's transactions in a lake. Each is a snapshot, signed with the connection and the run. */
export class LakeSession implements Session {
  readonly #lake: Lake;
  readonly #lock: ConnectionLock;
  readonly #commits: Commits;

  constructor(lake: Lake, lock: ConnectionLock, commits: Commits) {
    this.#lake = lake;
    this.#lock = lock;
    this.#commits = commits;
  }

  run(sql: string): Promise<void> {
    return this.#lake.run(sql);
  }

  rows(sql: string): Promise<readonly Record<string, unknown>[]> {
    return this.#lake.rows(sql);
  }

  table(schema: string, name: string): string {
    return this.#lake.table(schema, name);
  }

  schema(name: string): string {
    return this.#lake.schema(name);
  }

  find(table: TableName): Promise<ExistingTable | undefined> {
    return this.#lake.find(table);
  }

  /** Repeats what conflicts with another program, and what fails transiently, up to five times. */
  transaction<T>(work: () => Promise<T>): Promise<T> {
    return this.#lake.alone(() => this.#persistently(work));
  }

  async #persistently<T>(work: () => Promise<T>): Promise<T> {
    let last: Attempt<T> | undefined;
    const remember = (attempt: Attempt<T>) => {
      last = attempt;
    };
    for (let attempt = 0; ; attempt++) {
      try {
        await this.#lake.recover();
        return await this.#lock.turn(async () => {
          if (last !== undefined && (await this.#isCommitted(last))) return last.result;
          return this.#once(work, remember);
        });
      } catch (error) {
        const pauseMs = PAUSES_MS[attempt];
        if (!isTransient(error)) throw withRemedy(error);
        if (pauseMs === undefined) throw unavailable(error);
        this.#lake.breaks();
        await pause(pauseMs);
      }
    }
  }

  async #once<T>(work: () => Promise<T>, remember: (attempt: Attempt<T>) => void): Promise<T> {
    const id = randomUUID();
    let result: T;
    await this.run("BEGIN");
    try {
      result = await work();
      await this.#lake.assertInPlace();
      await this.#sign(id);
    } catch (error) {
      await this.run("ROLLBACK").catch(() => this.#lake.breaks()); // the first error is the one to report
      throw error;
    }
    remember({ id, result });
    try {
      await this.run("COMMIT");
      return result;
    } catch (error) {
      this.#lake.breaks();
      throw error;
    }
  }

  /** If the connection broke during a commit, only the catalog knows whether it took effect. */
  async #isCommitted({ id }: Pick<Attempt<unknown>, "id">): Promise<boolean> {
    const snapshots = `ducklake_snapshots(${text(this.#lake.catalog)})`;
    const found = await this.rows(`SELECT 1 FROM ${snapshots} WHERE commit_extra_info = ${text(infoOf(id))}`);
    return found.length > 0;
  }

  async #sign(id: string): Promise<void> {
    const { connection, run } = this.#commits;
    const message = run() === "" ? "sluice sync" : `sluice sync, run ${run()}`;
    const values = [connection, message].map(text).join(", ");
    await this.run(
      `CALL ${quoted(this.#lake.catalog)}.set_commit_message(${values}, extra_info => ${text(infoOf(id))})`,
    );
  }
}

function infoOf(id: string): string {
  return JSON.stringify({ commit: id });
}
