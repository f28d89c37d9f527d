import { setTimeout as pause } from "node:timers/promises";
import { ACTIVITY, sessionText } from "./activity.js";

type BlockerRow = Readonly<Record<string, unknown>>;

export interface LockWatch {
  /** How long a statement may run before each look at its locks. */
  readonly delayMs: number;
  /** The rows of `blockersOf`. */
  blockers(): Promise<readonly BlockerRow[]>;
  onWarning(text: string): void;
}

/** Reports each session that makes a statement wait for a lock, once. @param signal aborts when the statement has ended. */
export async function watchLocks({ delayMs, blockers, onWarning }: LockWatch, signal: AbortSignal): Promise<void> {
  const reported = new Set<unknown>();
  const hasElapsed = () => pause(delayMs, true, { signal, ref: false }).catch(() => false);
  while (await hasElapsed()) {
    const rows = await blockers().catch(() => []); // without a free connection, or in an outage, there is nothing to report
    for (const row of rows) {
      if (signal.aborted || reported.has(row["pid"])) continue;
      reported.add(row["pid"]);
      onWarning(warningFor(row));
    }
  }
}

function warningFor(row: BlockerRow): string {
  const lock = `Waiting for a lock ${String(row["object"])}`;
  if (row["pid"] === "0") {
    return `${lock}, held by a prepared transaction. End that transaction (pg_prepared_xacts), or wait.`;
  }
  const since = row["seconds"] === null ? undefined : `in a transaction for ${String(row["seconds"])} s`;
  return `${lock}, held by ${sessionText(row, since)}. End that session, or wait.`;
}

/** Selects the sessions that block the one with this process id, and what it waits for. A prepared transaction has the process id 0. */
export function blockersOf(pid: string): string {
  return [
    `SELECT ${ACTIVITY}, extract(epoch FROM clock_timestamp() - activity.xact_start)::int AS seconds, object `,
    "FROM (SELECT coalesce('on ' || relation::regclass::text, '(' || locktype || ')') AS object ",
    `FROM pg_locks WHERE pid = ${pid} AND NOT granted LIMIT 1) AS wanted `,
    `CROSS JOIN unnest(pg_blocking_pids(${pid})) AS blocker(pid) LEFT JOIN pg_stat_activity AS activity USING (pid)`,
  ].join("");
}
