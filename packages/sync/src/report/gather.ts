/** Gathers what a report shows from what a destination keeps of its connections. */
import type { RunRecord, StoreHistory } from "../destinations/destination.js";
import { occurrencesIn } from "./occurrences.js";
import { referencesIn } from "./references.js";
import type { ChangeReport, ConnectionReport, Occurrence, ReportData, RunReport, TableReport } from "./report-data.js";
import { tablesOf } from "./tables.js";

/** What a destination keeps, and how the report is made. */
export interface ReportRequest extends Pick<ReportData, "destination" | "madeAt" | "version" | "staleAfterMs"> {
  readonly states: StoreHistory["states"];
  /** The newest first; of each connection at most one more than `maxRuns`. */
  readonly runs: readonly RunRecord[];
  /** How many runs of each connection are shown at most. */
  readonly maxRuns: number;
}

/** So much is shown of a history: a page that is larger opens slowly. */
const MAX_RUNS = 1_000;
const MAX_LISTED = 200;
const MAX_TABLES = 1_000;
/** How much of an error is shown in the list of runs; failures have more. */
const MAX_ERROR = 200;

export function gather({ states, runs: all, maxRuns, ...request }: ReportRequest): ReportData {
  const names = [...new Set([...states.keys(), ...all.map(({ connection }) => connection)])].sort();
  const records = newestOfEach(all, Math.min(maxRuns, Math.max(1, Math.floor(MAX_RUNS / Math.max(1, names.length)))));
  const allTables = tablesOf(states, records, request);
  const tables = allTables.slice(0, MAX_TABLES);
  const runs = records.map(runReport);
  const occurrences = occurrencesIn(records);
  const isFailure = ({ kind }: Occurrence) => kind === "failed" || kind === "killed";
  const [failures, notices] = [occurrences.filter(isFailure), occurrences.filter((one) => !isFailure(one))];
  const changes = records.flatMap(changesIn);
  return {
    ...request,
    connections: names.map((name) => connectionReport(name, runs, allTables)),
    runs,
    tables,
    changes: changes.slice(0, MAX_LISTED),
    failures: failures.slice(0, MAX_LISTED),
    notices: notices.slice(0, MAX_LISTED),
    references: referencesIn(tables),
    omissions: [
      ...(records.length < all.length ? [`Runs before the last ${mostRuns(runs)} of a connection are left out.`] : []),
      ...omitted(allTables, "tables", { most: MAX_TABLES, which: "first" }),
      ...omitted(changes, "schema changes"),
      ...omitted(failures, "failures"),
      ...omitted(notices, "warnings"),
    ],
  };
}

function newestOfEach(runs: readonly RunRecord[], most: number): readonly RunRecord[] {
  const counts = new Map<string, number>();
  return runs.filter(({ connection }) => {
    const count = (counts.get(connection) ?? 0) + 1;
    counts.set(connection, count);
    return count <= most;
  });
}

function mostRuns(runs: readonly RunReport[]): number {
  const counts = new Map<string, number>();
  for (const { connection } of runs) counts.set(connection, (counts.get(connection) ?? 0) + 1);
  return Math.max(0, ...counts.values());
}

function omitted(
  { length }: readonly unknown[],
  what: string,
  { most, which } = { most: MAX_LISTED, which: "newest" },
): readonly string[] {
  const number = (value: number) => value.toLocaleString("en");
  return length > most ? [`Of ${number(length)} ${what} the ${which} ${number(most)} are shown.`] : [];
}

function runReport({ id, connection, startedAt, endedAt, status, streams, error, errors }: RunRecord): RunReport {
  const first = error ?? errors[0];
  return {
    ...{ id, connection, startedAt, endedAt, status },
    read: streams.reduce((sum, { read }) => sum + read, 0),
    loaded: streams.reduce((sum, { loaded }) => sum + loaded, 0),
    streams: streams.length,
    failedStreams: streams.filter((stream) => stream.error !== undefined || stream.status === "INCOMPLETE").length,
    error: first !== undefined && first.length > MAX_ERROR ? `${first.slice(0, MAX_ERROR)}…` : first,
  };
}

function changesIn({ id, connection, startedAt, streams }: RunRecord): readonly ChangeReport[] {
  return streams.flatMap(({ stream, changes = [] }) =>
    changes.map((change) => ({ ...change, at: startedAt, connection, run: id, stream })),
  );
}

function connectionReport(
  name: string,
  allRuns: readonly RunReport[],
  everyTable: readonly TableReport[],
): ConnectionReport {
  const runs = allRuns.filter(({ connection }) => connection === name);
  const tables = everyTable.filter(({ connection }) => connection === name);
  const counted = tables.flatMap(({ rows }) => rows ?? []);
  const complete = runs.find(({ status }) => status === "complete");
  return {
    name,
    last: runs[0],
    runs: runs.length,
    failedRuns: runs.filter(({ status }) => status === "failed" || status === "killed").length,
    tables: tables.length,
    staleTables: tables.filter(({ isStale }) => isStale).length,
    rows: counted.length === 0 ? undefined : counted.reduce((sum, rows) => sum + rows, 0),
    completeAt: complete?.endedAt ?? complete?.startedAt,
  };
}
