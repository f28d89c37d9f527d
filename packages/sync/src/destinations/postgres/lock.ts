import { setTimeout as pause } from "node:timers/promises";
import { DestinationError } from "../destination.js";
import type { Session } from "../sql/session.js";
import { text } from "../sql/text.js";

/** How often a lock that another sync has is tried again. */
const RETRY_MS = 250;

/**
 * Keeps other syncs of the same connection out of the database, until the session ends.
 *
 * @param waitMs how long to wait for one that is under way.
 * @throws DestinationError if it is still under way then.
 */
export async function takeLock(session: Session, connection: string, waitMs: number): Promise<void> {
  const key = `hashtextextended(${text(`sluice:${connection}`)}, 0)`;
  const untilMs = Date.now() + waitMs;
  for (;;) {
    const got = await session.rows(`SELECT 1 FROM (SELECT pg_try_advisory_lock(${key}) AS got) AS tried WHERE got`);
    if (got.length > 0) return;
    if (Date.now() >= untilMs) throw await underWay(session, connection, key);
    await pause(RETRY_MS);
  }
}

async function underWay(session: Session, connection: string, key: string): Promise<DestinationError> {
  const [holder] = await session.rows(
    "SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND granted AND objsubid = 1 " +
      "AND database = (SELECT oid FROM pg_database WHERE datname = current_database()) " +
      `AND (classid::bigint << 32) | objid::bigint = ${key}`,
  );
  const who = holder === undefined ? "" : ` (backend process id ${String(holder["pid"])})`;
  return new DestinationError(
    `Another sync of "${connection}" is under way in this database${who}. Wait for it (--wait-lock SECONDS), or end it.`,
  );
}
