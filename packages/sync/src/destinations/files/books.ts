import type { Memory, PastRun, PastStream, RunEnd } from "../destination.js";
import type { Content, RunEntry, StreamEntry } from "./manifest.js";

/** How many syncs the books keep, and how many `status` looks back upon. */
const RUNS_KEPT = 50;
const RUNS_SHOWN = 20;

/** What the books say of a connection's stream. */
export function entryOf(content: Content, connection: string, stream: string): StreamEntry | undefined {
  return content.streams.find((entry) => entry.connection === connection && entry.stream === stream);
}

/** What is known of a stream from now on. Of a table that was another's, and is gone, nothing is known any more. */
export function withEntry(content: Content, entry: StreamEntry): Content {
  const isSame = (old: StreamEntry) => old.connection === entry.connection && old.stream === entry.stream;
  const isItsTable = (old: StreamEntry) => old.schema === entry.schema && old.table === entry.table;
  return { ...content, streams: [...content.streams.filter((old) => !isSame(old) && !isItsTable(old)), entry] };
}

/** The state of all streams of a connection from now on; none, where what it covered is gone. */
export function withShared(content: Content, connection: string, state: string | undefined): Content {
  const others = content.shared.filter((old) => old.connection !== connection);
  return { ...content, shared: state === undefined ? others : [...others, { connection, state }] };
}

/** Folders that files are written in from now on. */
export function withFolders(content: Content, folders: readonly string[]): Content {
  return { ...content, folders: [...new Set([...content.folders, ...folders])] };
}

/** A sync began; those of its connection that did not end were killed. */
export function withRun(content: Content, run: RunEntry): Content {
  const before = content.runs.map((old) => (isOpen(old, run.connection) ? { ...old, status: "killed" as const } : old));
  return { ...content, runs: [...before, run].slice(-RUNS_KEPT) };
}

/** The syncs of a connection that began and did not end. */
export function openRuns(content: Content, connection: string): readonly RunEntry[] {
  return content.runs.filter((run) => isOpen(run, connection));
}

function isOpen({ status, connection: whose }: RunEntry, connection: string): boolean {
  return status === "running" && whose === connection;
}

export function withEnd(content: Content, run: string, { status, streams, error, settings }: RunEnd): Content {
  const endedAt = new Date().toISOString();
  const ended = (old: RunEntry) => (old.run === run ? { ...old, status, streams, error, settings, endedAt } : old);
  return { ...content, runs: content.runs.map(ended) };
}

/** What a connection's next sync has to know. */
export function memoryIn(content: Content, connection: string, notes: readonly string[]): Memory {
  const own = content.streams.filter((entry) => entry.connection === connection);
  const streams = own.map((entry) => {
    const { stream, schema, table, key, state, landed } = entry;
    const columns = new Map(entry.columns.map(({ field, name }) => [field, name]));
    return [stream, { schema, table, key, state, landed, columns }] as const;
  });
  const shared = content.shared.find((one) => one.connection === connection)?.state;
  const last = content.runs.findLast((run) => run.connection === connection && run.status === "complete");
  return { streams: new Map(streams), shared, notes, settings: last?.settings };
}

/** What `status` lists. */
export function historyIn(content: Content): {
  readonly runs: readonly PastRun[];
  readonly streams: readonly PastStream[];
} {
  const runs = content.runs.slice(-RUNS_SHOWN).reverse();
  const order = (entry: StreamEntry) => `${entry.connection}\n${entry.stream}`;
  const streams = [...content.streams].sort((one, other) => (order(one) < order(other) ? -1 : 1));
  return {
    runs: runs.map(({ connection, startedAt, endedAt, status, streams: counts, error }) => ({
      connection,
      startedAt: new Date(startedAt),
      endedAt: endedAt === undefined ? undefined : new Date(endedAt),
      status,
      streams: counts,
      error,
    })),
    streams: streams.map(({ connection, stream, schema, table, key, landed, state, updatedAt }) => ({
      connection,
      stream,
      schema,
      table,
      key,
      landed,
      state,
      updatedAt: new Date(updatedAt),
    })),
  };
}
