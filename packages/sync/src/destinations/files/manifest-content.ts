/** What the manifest of a folder holds, and pure functions that give the next content. */
import { type ConnectionState, NO_STATE, withoutTable as stateWithoutTable } from "../../state/connection-state.js";
import { foldName } from "../../tables/names.js";
import type { ColumnType } from "../../tables/types.js";
import type { RunEnd, RunRecord, RunStart, StoreHistory, StreamCount, TableName } from "../destination.js";
import { RUNS_SHOWN, type RunInfo, type RunQuery } from "../run.js";

/** How many runs of a connection are kept: with each commit all of them are written again. */
const RUNS_KEPT = 50;

/** A file that is not committed yet begins with a dot and ends so: no reader's pattern finds it. */
export const HIDDEN_SUFFIX = ".sluice-tmp";

/** A column as a file has it. */
export interface FileColumn {
  readonly name: string;
  readonly type: ColumnType;
}

/** A table and its files. */
export interface TableEntry {
  readonly connection: string;
  readonly schema: string;
  readonly table: string;
  /** Paths within the folder, with slashes. */
  readonly files: readonly string[];
  /** The columns in the table's file, in their order; of a table in parts, those that any part has. Our own follow them. */
  readonly columns: readonly FileColumn[];
  /** Of all batches that were loaded, in bytes: readers of long lines need to know it. */
  readonly longestLine: number;
  /** Version 1 wrote the parts, each with the types of its day: they may have to be rewritten before another one is added. */
  readonly isUnchecked?: boolean;
  /** How many rows the files have; undefined where an earlier version wrote one of them. */
  readonly rows?: number | undefined;
}

/** A sync. Times are ISO 8601. */
export interface RunEntry {
  readonly run: string;
  readonly connection: string;
  readonly startedAt: string;
  readonly endedAt?: string | undefined;
  readonly status: RunRecord["status"];
  readonly streams: readonly StreamCount[];
  readonly error?: string | undefined;
  readonly errors?: readonly string[] | undefined;
  readonly warnings?: readonly string[] | undefined;
  readonly version?: string | undefined;
  readonly source?: string | undefined;
  readonly settings?: string | undefined;
}

/** What remains to be done once a commit is made: first the moves, then the removals. Doing it twice does no harm. */
export interface RedoLog {
  readonly moves: readonly { readonly from: string; readonly to: string }[];
  readonly removals: readonly string[];
}

export interface Content {
  readonly version: 2;
  /** The extension of the files. */
  readonly format: string;
  /** All folders that files were ever written to. */
  readonly folders: readonly string[];
  readonly connections: Readonly<Record<string, ConnectionState>>;
  readonly tables: readonly TableEntry[];
  /** The oldest first. */
  readonly runs: readonly RunEntry[];
  readonly redo: RedoLog;
}

export const NO_REDO: RedoLog = { moves: [], removals: [] };

export function emptyContent(format: string): Content {
  return { version: 2, format, folders: [], connections: {}, tables: [], runs: [], redo: NO_REDO };
}

export function stateOf({ connections }: Content, connection: string): ConnectionState {
  return new Map(Object.entries(connections)).get(connection) ?? NO_STATE;
}

export function withState(content: Content, connection: string, state: ConnectionState): Content {
  return { ...content, connections: { ...content.connections, [connection]: state } };
}

/** A connection's table is gone, and is another's from now on. */
export function withoutTable(content: Content, connection: string, table: TableName): Content {
  const left = withoutEntry(content, table);
  return withState(left, connection, stateWithoutTable(stateOf(content, connection), table));
}

/** A table is gone, of which the state knows already. */
export function withoutEntry(content: Content, table: TableName): Content {
  return { ...content, tables: content.tables.filter((entry) => !isEntryOf(entry, table)) };
}

/** How many rows a table has; undefined where that is unknown. */
export function rowsOf({ files, rows }: Pick<TableEntry, "files" | "rows">): number | undefined {
  return files.length === 0 ? 0 : rows;
}

/** The entry of a table, whosever it is. */
export function entryOf({ tables }: Content, table: TableName): TableEntry | undefined {
  return tables.find((entry) => isEntryOf(entry, table));
}

/** What is known of a table from now on. */
export function withTable(content: Content, entry: TableEntry): Content {
  const others = content.tables.filter((old) => !isEntryOf(old, { schema: entry.schema, name: entry.table }));
  return { ...content, tables: [...others, entry] };
}

/** Whether an entry is of this table, to a file system that ignores case. */
export function isEntryOf(entry: TableEntry, { schema, name }: TableName): boolean {
  return foldName(entry.schema) === foldName(schema) && foldName(entry.table) === foldName(name);
}

/** Files are written to these folders from now on. */
export function withFolders(content: Content, folders: readonly string[]): Content {
  return { ...content, folders: [...new Set([...content.folders, ...folders])] };
}

/** A sync begins; those of its connection that have not ended were killed. */
export function withRun(content: Content, { id: run, version, source }: RunInfo, connection: string): Content {
  const { runs } = withKilled(content, connection);
  const startedAt = new Date().toISOString();
  const entry: RunEntry = { run, connection, startedAt, status: "running", streams: [], version, source };
  const oldest = runs.filter((old) => old.connection === connection).slice(0, 1 - RUNS_KEPT);
  return { ...content, runs: [...runs.filter((old) => !oldest.includes(old)), entry] };
}

/** Syncs of a connection that have not ended were killed. */
export function withKilled(content: Content, connection: string): Content {
  const runs = content.runs.map((old) => (isOpen(old, connection) ? { ...old, status: "killed" as const } : old));
  return { ...content, runs };
}

export function withCounts(content: Content, run: string, streams: readonly StreamCount[]): Content {
  return { ...content, runs: content.runs.map((old) => (old.run === run ? { ...old, streams } : old)) };
}

export function withEnd(content: Content, run: string, end: RunEnd): Content {
  const endedAt = new Date().toISOString();
  const ended = (old: RunEntry): RunEntry => ({ ...old, ...end, streams: end.streams ?? old.streams, endedAt });
  return { ...content, runs: content.runs.map((old) => (old.run === run ? ended(old) : old)) };
}

/** What earlier syncs of a connection left, as the next one finds it. */
export function startOf(content: Content, connection: string): RunStart {
  const own = content.runs.filter((run) => run.connection === connection);
  return {
    state: stateOf(content, connection),
    settings: own.findLast(({ status }) => status === "complete")?.settings,
    killed: own.filter((run) => isOpen(run, connection)).map(({ startedAt }) => startedAt),
  };
}

function isOpen({ status, connection: whose }: RunEntry, connection: string): boolean {
  return status === "running" && whose === connection;
}

/** What `status` shows. */
export function historyOf(content: Content): StoreHistory {
  return { runs: runsOf(content), states: new Map(Object.entries(content.connections).sort(byName)) };
}

/** The newest first. */
export function runsOf(
  { runs }: Content,
  { connection, id = "", limit = RUNS_SHOWN, perConnection = Number.POSITIVE_INFINITY }: RunQuery = {},
): readonly RunRecord[] {
  const counts = new Map<string, number>();
  const isWanted = (run: RunEntry) => {
    if (!run.run.startsWith(id) || (connection !== undefined && run.connection !== connection)) return false;
    const place = (counts.get(run.connection) ?? 0) + 1;
    counts.set(run.connection, place);
    return place <= perConnection;
  };
  return runs.toReversed().filter(isWanted).slice(0, limit).map(recordOf);
}

function recordOf({ run, connection, startedAt, endedAt, status, streams, ...rest }: RunEntry): RunRecord {
  return {
    id: run,
    connection,
    startedAt: new Date(startedAt),
    endedAt: endedAt === undefined ? undefined : new Date(endedAt),
    status,
    streams,
    error: rest.error,
    errors: rest.errors ?? [],
    warnings: rest.warnings ?? [],
    version: rest.version,
    source: rest.source,
  };
}

function byName([one]: readonly [string, unknown], [other]: readonly [string, unknown]): number {
  return one < other ? -1 : 1;
}
