import type { RunRecord } from "../../destinations/destination.js";

/** How many characters of an id are shown in tables; more only if they are ambiguous. */
const SHORT = 8;

export function shortId(id: string): string {
  return id.slice(0, SHORT);
}

/** A run as `sluice runs --json`, `sluice status --run ID --json` and hooks have it. Times are in UTC. */
export function runJson(run: RunRecord): object {
  const { id, connection, source, version, status, startedAt, endedAt, streams, error, errors, warnings } = run;
  return {
    ...{ id, connection, source: source ?? null, version: version ?? null, status },
    ...{ startedAt, endedAt: endedAt ?? null, streams, error: error ?? null, errors, warnings },
  };
}
