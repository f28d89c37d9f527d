import type { PastRun, PastStream } from "../destination.js";

/** Milliseconds since the epoch, whatever the database makes of a time. */
export function moment(column: string): string {
  return `CAST(extract(epoch FROM ${column}) * 1000 AS BIGINT) AS ${column}`;
}

/** A row of our table of runs. */
export function runIn(row: Record<string, unknown>): PastRun {
  return {
    connection: String(row["connection"]),
    startedAt: new Date(Number(row["started_at"])),
    endedAt: row["ended_at"] === null ? undefined : new Date(Number(row["ended_at"])),
    status: String(row["status"]) as PastRun["status"],
    streams: JSON.parse(String(row["streams"])) as PastRun["streams"],
    error: textIn(row["error"]),
  };
}

/** A row of our table of streams. */
export function streamIn(row: Record<string, unknown>): PastStream {
  return {
    connection: String(row["connection"]),
    stream: String(row["stream"]),
    schema: String(row["table_schema"]),
    table: String(row["table_name"]),
    key: JSON.parse(String(row["table_key"])) as string[],
    landed: Number(row["committed_rows"]),
    state: textIn(row["state"]),
    updatedAt: new Date(Number(row["updated_at"])),
  };
}

/** Undefined for null. */
export function textIn(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}
