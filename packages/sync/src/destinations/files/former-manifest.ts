import { type FormerStream, migrated } from "../../state/migrate.js";
import type { Column } from "../../tables/table.js";
import type { StreamCount } from "../destination.js";
import { countsIn } from "../sql/runs.js";
import type { Content, RedoLog, RunEntry, TableEntry } from "./manifest-content.js";

/** A manifest as version 1 wrote it. */
export interface FormerContent {
  readonly version: 1;
  readonly format: string;
  readonly folders: readonly string[];
  readonly streams: readonly FormerEntry[];
  /** The one state for all streams of a connection, where its source kept one. */
  readonly shared: readonly { readonly connection: string; readonly state: string }[];
  readonly runs: readonly RunEntry[];
  readonly todo: RedoLog;
}

interface FormerEntry extends Omit<FormerStream, "loaded" | "columns"> {
  readonly connection: string;
  readonly columns: readonly Column[];
  readonly landed: number;
  readonly files: readonly string[];
  readonly longestLine: number;
}

/** The same content as this version writes it. */
export function fromVersion1({ format, folders, streams, shared, runs, todo }: FormerContent): Content {
  const names = new Set([...streams, ...shared].map(({ connection }) => connection));
  const connections = [...names].map((connection) => {
    const own = streams.filter((entry) => entry.connection === connection);
    const state = shared.find((one) => one.connection === connection)?.state;
    return [
      connection,
      migrated(
        own.map((entry) => ({ ...entry, loaded: entry.landed })),
        state,
      ),
    ] as const;
  });
  return {
    version: 2,
    format,
    folders,
    connections: Object.fromEntries(connections),
    tables: streams.map(tableOf),
    runs: runs.map((run) => ({ ...run, streams: currentCounts(run.streams) })),
    redo: todo,
  };
}

function tableOf({ connection, schema, table, files, columns, longestLine }: FormerEntry): TableEntry {
  const fileColumns = columns.map(({ name, type }) => ({ name, type }));
  const entry = { connection, schema, table, files, columns: fileColumns, longestLine };
  return files.length > 1 ? { ...entry, isUnchecked: true } : entry;
}

function currentCounts(counts: readonly StreamCount[]): readonly StreamCount[] {
  return countsIn(JSON.stringify(counts));
}
