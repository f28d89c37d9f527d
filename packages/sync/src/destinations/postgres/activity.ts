/** A row of `pg_stat_activity`. Without special rights, much of another user's session is null. */
export interface Activity {
  readonly pid?: unknown;
  readonly application?: unknown;
  readonly user?: unknown;
}

/** The columns of `Activity`, for a query that joins `pg_stat_activity AS activity USING (pid)`. */
export const ACTIVITY = "pid, activity.application_name AS application, activity.usename AS user";

/** A session as a user can find it, e.g. `process 123 (psql, user bob, since 10:00)`. */
export function sessionText({ pid, application, user }: Activity, since: string | undefined): string {
  const details = [application, user && `user ${String(user)}`, since].filter((detail) => detail);
  return `process ${String(pid)}${details.length === 0 ? "" : ` (${details.join(", ")})`}`;
}
