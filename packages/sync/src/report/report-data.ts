/** What a report shows: plain values, gathered from the records and states of a destination. */
import type { RunRecord } from "../destinations/destination.js";
import type { SchemaChange } from "../tables/table.js";
import type { ColumnType } from "../tables/types.js";

export interface ReportData {
  /** Without passwords. */
  readonly destination: string;
  readonly madeAt: Date;
  /** Of Sluice. */
  readonly version: string | undefined;
  /** A table is stale if its last complete read is older, in milliseconds; undefined if none is. */
  readonly staleAfterMs: number | undefined;
  /** By name. */
  readonly connections: readonly ConnectionReport[];
  /** The newest first. */
  readonly runs: readonly RunReport[];
  /** By connection and name. */
  readonly tables: readonly TableReport[];
  /** The newest first. */
  readonly changes: readonly ChangeReport[];
  /** Those of last runs first, then those that happened last. */
  readonly failures: readonly Occurrence[];
  /** What was skipped, warned of, or did not fit; in the same order. */
  readonly notices: readonly Occurrence[];
  /** Foreign keys, as far as names show them. */
  readonly references: readonly Reference[];
  /** What was left out to keep the file small, one sentence each. */
  readonly omissions: readonly string[];
}

export interface ConnectionReport {
  readonly name: string;
  /** Undefined where no run is kept. */
  readonly last: RunReport | undefined;
  readonly runs: number;
  readonly failedRuns: number;
  readonly tables: number;
  readonly staleTables: number;
  /** Of all tables whose rows are known; undefined if none are. */
  readonly rows: number | undefined;
  /** When a run of it was complete. */
  readonly completeAt: Date | undefined;
}

export interface RunReport extends Pick<RunRecord, "id" | "connection" | "startedAt" | "endedAt" | "status"> {
  readonly read: number;
  readonly loaded: number;
  readonly streams: number;
  readonly failedStreams: number;
  readonly error: string | undefined;
}

export interface TableReport {
  readonly connection: string;
  readonly stream: string;
  /** Its schema and its name, with a dot between. */
  readonly name: string;
  readonly columns: readonly ColumnReport[];
  /** Undefined where no run has counted them. */
  readonly rows: number | undefined;
  /** Whether `rows` is the server's estimate. */
  readonly isEstimate: boolean;
  /** The oldest first. */
  readonly history: readonly RowsAt[];
  /** Of the last run that loaded any. */
  readonly lastLoaded: number | undefined;
  /** When it was read to its end; undefined where that is unknown. */
  readonly completeAt: Date | undefined;
  readonly isStale: boolean;
  /** How it is read and loaded, for a reader; undefined in records of earlier versions. */
  readonly mode: string | undefined;
  readonly cursor: string | undefined;
  /** What the next sync resumes from, without values that may be secret; undefined for the beginning. */
  readonly state: string | undefined;
  readonly excluded: readonly string[];
  readonly hashed: readonly string[];
}

export interface ColumnReport {
  readonly name: string;
  /** Undefined in states of earlier versions. */
  readonly type: ColumnType | undefined;
  readonly isKey: boolean;
}

/** A column that seems to refer to a row of a table. */
export interface Reference {
  readonly connection: string;
  readonly table: string;
  readonly column: string;
  readonly target: string;
  readonly targetColumn: string;
  /** Whether the column is a part of its table's key: then the rows are children of the other table's. */
  readonly isParent: boolean;
}

export interface RowsAt {
  readonly at: Date;
  readonly rows: number;
}

export interface ChangeReport extends SchemaChange {
  readonly at: Date;
  readonly connection: string;
  /** The id of the run. */
  readonly run: string;
  readonly stream: string;
}

/** The same text of a connection, in any number of runs and of streams. */
export interface Occurrence {
  readonly connection: string;
  /** None where it is of no single stream. */
  readonly streams: readonly string[];
  readonly kind: "failed" | "killed" | "skipped" | "warning" | "mismatch";
  readonly text: string;
  /** What to do. */
  readonly remedy: string | undefined;
  readonly runs: number;
  readonly first: Date;
  readonly last: Date;
  /** The id of the last run that has it. */
  readonly lastRun: string;
  /** Whether the last run of the connection has it. */
  readonly isCurrent: boolean;
}
