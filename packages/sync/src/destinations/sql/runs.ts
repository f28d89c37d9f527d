import type { RunRecord, StreamCount } from "../destination.js";
import { text } from "./text.js";

/** Milliseconds since the epoch, whatever the database makes of a time. */
export function epochMs(column: string): string {
  return `CAST(extract(epoch FROM ${column}) * 1000 AS BIGINT) AS ${column}`;
}

/** A row of `_sluice.runs`. */
export function runIn(row: Readonly<Record<string, unknown>>): RunRecord {
  return {
    id: String(row["run_id"]),
    connection: String(row["connection"]),
    startedAt: new Date(Number(row["started_at"])),
    endedAt: row["ended_at"] === null ? undefined : new Date(Number(row["ended_at"])),
    status: String(row["status"]) as RunRecord["status"],
    streams: countsIn(String(row["streams"])),
    error: optionalString(row["error"]),
    errors: listIn(row["errors"]),
    warnings: listIn(row["warnings"]),
    version: optionalString(row["version"]),
    source: optionalString(row["source"]),
  };
}

function listIn(value: unknown): readonly string[] {
  return typeof value === "string" ? (JSON.parse(value) as readonly string[]) : [];
}

/** Counts as a run has them; version 1 had another word for loaded records. */
export function countsIn(json: string): readonly StreamCount[] {
  const counts = JSON.parse(json) as readonly (StreamCount & { readonly landed?: number })[];
  return counts.map(({ landed, ...count }) => ({ ...count, loaded: count.loaded ?? landed ?? 0 }));
}

export function countsText(counts: readonly StreamCount[]): string {
  return text(JSON.stringify(counts));
}

/** Undefined for null. */
export function optionalString(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}
