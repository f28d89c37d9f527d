import { setTimeout as pause } from "node:timers/promises";
import { DestinationError } from "../destination.js";
import type { Session } from "../sql/session.js";
import { text } from "../sql/text.js";
import { ACTIVITY, sessionText } from "./activity.js";

/** How often a lock that another sync holds is tried again. */
const RETRY_MS = 250;

/**
 * Keeps other syncs of the same connection out of the database until the session ends.
 *
 * @param waitMs how long to wait for a sync that is running.
 * @throws DestinationError if it still runs after that.
 */
export async function takeLock(session: Session, connection: string, waitMs: number): Promise<void> {
  const key = `hashtextextended(${text(`sluice:${connection}`)}, 0)`;
  const untilMs = performance.now() + waitMs;
  for (;;) {
    const taken = await session.rows(
      `SELECT 1 FROM (SELECT pg_try_advisory_lock(${key}) AS taken) AS tried WHERE taken`,
    );
    if (taken.length > 0) return;
    if (performance.now() >= untilMs) throw await alreadyRunning(session, connection, key);
    await pause(RETRY_MS);
  }
}

async function alreadyRunning(session: Session, connection: string, key: string): Promise<DestinationError> {
  const second = (time: string) => `to_char(${time}, 'YYYY-MM-DD HH24:MI:SS')`;
  const [holder] = await session.rows(
    `SELECT ${ACTIVITY}, ${second("backend_start")} AS started, ${second("state_change")} AS active ` +
      "FROM pg_locks JOIN pg_stat_activity AS activity USING (pid) " +
      "WHERE locktype = 'advisory' AND granted AND objsubid = 1 " +
      "AND database = (SELECT oid FROM pg_database WHERE datname = current_database()) " +
      `AND (classid::bigint << 32) | objid::bigint = ${key}`,
  );
  const since = holder?.["started"]
    ? `since ${String(holder["started"])} UTC, last active ${String(holder["active"])} UTC`
    : undefined;
  const who = holder === undefined ? "" : `, by ${sessionText(holder, since)}`;
  return new DestinationError(
    `Another sync of "${connection}" is running in this database${who}. Wait for it (--wait-lock SECONDS), or end it.`,
  );
}
