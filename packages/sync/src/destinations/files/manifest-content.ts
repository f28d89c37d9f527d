/** What the manifest of a folder holds, and pure functions that give the next content. */
import { type ConnectionState, NO_STATE, withoutTable as stateWithoutTable } from "../../state/connection-state.js";
import { foldName } from "../../tables/names.js";
import type { ColumnType } from "../../tables/types.js";
import type { RunEnd, RunRecord, RunStart, StoreHistory, StreamCount, TableName } from "../destination.js";

/** How many runs are kept, and how many of them `status` shows. */
const RUNS_KEPT = 50;
const RUNS_SHOWN = 20;

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
  const tables = content.tables.filter((entry) => !isEntryOf(entry, table));
  return withState({ ...content, tables }, connection, stateWithoutTable(stateOf(content, connection), table));
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
export function withRun(content: Content, run: string, connection: string): Content {
  const before = content.runs.map((old) => (isOpen(old, connection) ? { ...old, status: "killed" as const } : old));
  const startedAt = new Date().toISOString();
  const entry: RunEntry = { run, connection, startedAt, status: "running", streams: [] };
  return { ...content, runs: [...before, entry].slice(-RUNS_KEPT) };
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
export function historyOf({ runs, connections }: Content): StoreHistory {
  const past = runs.slice(-RUNS_SHOWN).map(
    ({ connection, startedAt, endedAt, status, streams, error }): RunRecord => ({
      connection,
      startedAt: new Date(startedAt),
      endedAt: endedAt === undefined ? undefined : new Date(endedAt),
      status,
      streams,
      error,
    }),
  );
  return { runs: past.reverse(), states: new Map(Object.entries(connections).sort(byName)) };
}

function byName([one]: readonly [string, unknown], [other]: readonly [string, unknown]): number {
  return one < other ? -1 : 1;
}
