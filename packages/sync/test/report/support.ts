import type { RunRecord, StreamCount } from "../../src/destinations/destination.js";
import { gather, type ReportRequest } from "../../src/report/gather.js";
import type { ReportData } from "../../src/report/report-data.js";
import { type ConnectionState, NO_STATE, type StreamEntry } from "../../src/state/connection-state.js";

const NOON = Date.parse("2026-03-01T12:00:00Z");

/** A time of these tests: so many hours before the report is made. */
export const hoursAgo = (hours: number) => new Date(NOON - hours * 3_600_000);

let runs = 0;

/** A run of `acme` that was complete, unless said otherwise. */
export function run(hours: number, more: Partial<RunRecord> = {}): RunRecord {
  const id = `${String(runs++).padStart(8, "0")}-0000-4000-8000-000000000000`;
  const [startedAt, endedAt] = [hoursAgo(hours), new Date(hoursAgo(hours).getTime() + 90_000)];
  const facts = { id, connection: "acme", startedAt, endedAt, status: "complete" as const, streams: [] };
  return { ...facts, error: undefined, errors: [], warnings: [], version: "1.2.3", source: undefined, ...more };
}

export function count(stream: string, more: Partial<StreamCount> = {}): StreamCount {
  return { stream, read: 1, loaded: 1, status: "COMPLETE", ...more };
}

/** A table of `acme` with these columns; the first one is its key. */
export function entry(name: string, columns: readonly string[], more: Partial<StreamEntry> = {}): StreamEntry {
  const known = columns.map((column) => ({ field: column, name: column, type: "text" as const }));
  const key = columns.slice(0, 1).map((column) => [column]);
  const updatedAt = hoursAgo(1).toISOString();
  return { name, schema: "acme", table: name, key, columns: known, loaded: 1, updatedAt, ...more };
}

export function state(...streams: readonly StreamEntry[]): ConnectionState {
  return { ...NO_STATE, streams };
}

/** What a report has of these runs, the newest first, and these states. */
export function gathered(runs: readonly RunRecord[], more: Partial<ReportRequest> = {}): ReportData {
  const about = { destination: "duckdb:warehouse.duckdb", madeAt: hoursAgo(0), version: "1.2.3" };
  return gather({ ...about, staleAfterMs: 36 * 3_600_000, states: new Map(), maxRuns: 100, runs, ...more });
}
