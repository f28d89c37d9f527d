import type { RunRecord, StoreHistory, StreamCount } from "../destinations/destination.js";
import { foldField } from "../private-columns/fields.js";
import { type ConnectionState, type StreamEntry, savedText } from "../state/connection-state.js";
import { streamLabel } from "../streams/stream.js";
import type { ReportData, RowsAt, TableReport } from "./report-data.js";
import { stateSummary } from "./state-summary.js";

/** So many points show how a table grows. */
const MAX_POINTS = 40;

/** From more rows on, Postgres only estimates how many there are. */
const MAX_COUNTED = 1_000_000;

const MODES = {
  replace: "full refresh",
  merge: "incremental, merged by key",
  append: "incremental, appended",
  reconcile: "reconcile",
} as const;

type Options = Pick<ReportData, "destination" | "madeAt" | "staleAfterMs">;

/** What a run says of a stream. */
interface CountAt {
  readonly run: RunRecord;
  readonly count: StreamCount;
}

/** The tables of all connections, by connection and name. @param runs the newest first. */
export function tablesOf(
  states: StoreHistory["states"],
  runs: readonly RunRecord[],
  options: Options,
): readonly TableReport[] {
  const counts = countsByStream(runs);
  const tables = [...states].flatMap(([connection, state]) =>
    state.streams.map((entry) => {
      const own = counts.get(keyOf(connection, streamLabel(entry))) ?? [];
      return tableReport({ connection, state, entry }, own, options);
    }),
  );
  return tables.sort((one, other) => (orderOf(one) < orderOf(other) ? -1 : 1));
}

function countsByStream(runs: readonly RunRecord[]): ReadonlyMap<string, readonly CountAt[]> {
  const found = new Map<string, CountAt[]>();
  for (const run of runs) {
    for (const count of run.streams) {
      const key = keyOf(run.connection, count.stream);
      const known = found.get(key);
      if (known === undefined) found.set(key, [{ run, count }]);
      else known.push({ run, count });
    }
  }
  return found;
}

function keyOf(connection: string, stream: string): string {
  return JSON.stringify([connection, stream]);
}

function orderOf({ connection, name }: TableReport): string {
  return JSON.stringify([connection, name]);
}

interface Owned {
  readonly connection: string;
  readonly state: ConnectionState;
  readonly entry: StreamEntry;
}

function tableReport({ connection, state, entry }: Owned, counts: readonly CountAt[], options: Options): TableReport {
  const history = counts.flatMap(rowsAt).toReversed();
  const completeAt = counts.find(isComplete)?.run.startedAt ?? loadedAt(entry);
  const ageMs = completeAt === undefined ? Number.POSITIVE_INFINITY : options.madeAt.getTime() - completeAt.getTime();
  const read = counts.find(({ count }) => count.mode !== undefined && count.mode !== "reconcile")?.count;
  const rows = history.at(-1)?.rows;
  const saved = savedText(state, entry);
  return {
    connection,
    stream: streamLabel(entry),
    name: `${entry.schema}.${entry.table}`,
    columns: columnsOf(entry),
    rows,
    isEstimate: rows !== undefined && rows > MAX_COUNTED && options.destination.startsWith("postgres"),
    history: thinned(history),
    lastLoaded: counts.find(({ count }) => count.loaded > 0)?.count.loaded,
    completeAt,
    isStale: ageMs > (options.staleAfterMs ?? Number.POSITIVE_INFINITY),
    mode: read?.mode === undefined ? undefined : MODES[read.mode],
    cursor: read?.cursor,
    state: saved === undefined ? undefined : stateSummary(saved),
    excluded: spelled(entry.privacy?.excluded, entry),
    hashed: spelled(entry.privacy?.hashed, entry),
  };
}

function columnsOf({ columns, key }: StreamEntry): TableReport["columns"] {
  const keyFields = new Set(key.map(([field]) => field));
  return columns
    .filter(({ isGone }) => isGone !== true)
    .map(({ name, field, type }) => ({ name, type, isKey: keyFields.has(field) }));
}

/** Private fields are kept folded: as their columns are spelled, where there are any. */
function spelled(fields: readonly string[] = [], { columns }: StreamEntry): readonly string[] {
  return fields.map(
    (field) => columns.find((column) => foldField(column.field) === field)?.field ?? field.toLowerCase(),
  );
}

function rowsAt({ run, count: { rows } }: CountAt): readonly RowsAt[] {
  return rows === undefined ? [] : [{ at: run.startedAt, rows }];
}

/** Records of version 1 have no statuses of streams: if all of the run arrived, the stream did. */
function isComplete({ run, count: { status, skipped } }: CountAt): boolean {
  return skipped === undefined && (status === "COMPLETE" || (status === undefined && run.status === "complete"));
}

/** Where no run is kept that read the stream to its end. */
function loadedAt({ loaded, updatedAt }: StreamEntry): Date | undefined {
  return loaded === 0 ? undefined : new Date(updatedAt);
}

/** Evenly, and always with the last one. */
function thinned(history: readonly RowsAt[]): readonly RowsAt[] {
  const step = Math.ceil(history.length / MAX_POINTS);
  return history.filter((_point, index) => (history.length - 1 - index) % step === 0);
}
