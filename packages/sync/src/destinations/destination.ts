import type { ConnectionState } from "../state/connection-state.js";
import type { DecideReset, Reset } from "../state/reset.js";
import type { StreamKey } from "../streams/stream.js";
import type { SchemaChange, Table, WriteMode } from "../tables/table.js";
import type { RunInfo, RunQuery } from "./run.js";

/** Records cannot be loaded. The message is for the user and has no secret in it. */
export class DestinationError extends Error {
  override readonly name: string = "DestinationError";
}

/** One stream's records cannot be loaded into its table; those of other streams can. */
export class TableError extends DestinationError {
  override readonly name = "TableError";
  /** Whose table it is; undefined where the caller knows. */
  readonly stream: StreamKey | undefined;

  constructor(message: string, options: ErrorOptions & { readonly stream?: StreamKey } = {}) {
    super(message, options);
    this.stream = options.stream;
  }
}

/** Records of one stream. */
export interface Batch {
  readonly table: Table;
  /** Lines as `RecordEncoder` describes them. */
  readonly file: string;
  /** In bytes. */
  readonly longestLine: number;
  readonly records: number;
}

/** When a batch is large enough to be committed with its state: each commit takes some milliseconds, and a batch is lost whole if the process dies. */
export interface BatchSize {
  readonly records: number;
  readonly bytes: number;
  /** Since its first record, in milliseconds: what a slow source wrote is worth keeping too. */
  readonly ageMs: number;
}

/** Values of a field that do not fit their column. They are kept in the extra column unchanged. */
export interface TypeMismatch {
  readonly field: string;
  readonly values: number;
  /** The ordinal of the first such record of its stream, counted from 0. */
  readonly first: number;
}

/** How much of a stream has been read and loaded. */
export interface StreamCount {
  /** Its name in messages. */
  readonly stream: string;
  readonly read: number;
  readonly loaded: number;
  /** How many rows were marked as deleted, or removed; undefined for none. */
  readonly deleted?: number | undefined;
  /** By the source's own report; undefined while there is none, and in records of earlier versions, as are all that follow. */
  readonly status?: "COMPLETE" | "INCOMPLETE" | undefined;
  readonly changes?: readonly SchemaChange[] | undefined;
  readonly typeMismatches?: readonly TypeMismatch[] | undefined;
  readonly warnings?: readonly string[] | undefined;
  /** Where the source reports them. */
  readonly requests?: number | undefined;
  /** What happened to the rows that its table had. */
  readonly mode?: WriteMode | undefined;
  /** The field that an incremental read follows, as a path with dots; undefined where the source names none. */
  readonly cursor?: string | undefined;
  /** How many rows its table had at the end of the run, those marked as deleted among them; undefined unless the stream was complete. */
  readonly rows?: number | undefined;
  /** Why nothing of it was read, where the API refuses all of it. */
  readonly skipped?: string | undefined;
  /** Parents whose records are missing, because the API refuses them. */
  readonly skippedParents?: readonly string[] | undefined;
  /** Why it failed. */
  readonly error?: string | undefined;
}

/** What the end of a stream did to its table. */
export interface FinishedTable {
  /** How many rows that the read did not bring were marked as deleted, or removed. */
  readonly deleted: number;
  /** Undefined where nothing was replaced or compared, or nobody knows. */
  readonly rows?: RowCounts | undefined;
}

/** How many rows a table had, and has now; of one that a read is compared with, without the rows that the read added. */
export interface RowCounts {
  readonly before: number;
  readonly after: number;
}

/** A table whose rows stay. */
export const NOTHING_REPLACED: FinishedTable = { deleted: 0 };

/** What is saved in the same commit as rows. */
export interface Checkpoint {
  readonly state: ConnectionState;
  readonly counts: readonly StreamCount[];
}

/** What earlier syncs of a connection left. */
export interface RunStart {
  readonly state: ConnectionState;
  /** The settings of the last complete sync, as `RunEnd` had them. */
  readonly settings: string | undefined;
  /** When earlier syncs began that were killed, for a warning. */
  readonly killed: readonly string[];
}

/** How a sync ended. */
export interface RunEnd {
  /** `stopped` by a signal, before everything had arrived. */
  readonly status: "complete" | "failed" | "stopped";
  /** Undefined where nothing is known but what the last checkpoint has. */
  readonly streams: readonly StreamCount[] | undefined;
  /** The first error. */
  readonly error: string | undefined;
  /** What failed besides single streams. */
  readonly errors?: readonly string[] | undefined;
  /** Those of no single stream. */
  readonly warnings?: readonly string[] | undefined;
  /** By it the next sync knows whether it reads the same account. */
  readonly settings?: string | undefined;
}

/** The tables that were made ready, and why others were not. */
export interface Begun {
  readonly state: ConnectionState;
  readonly failures: ReadonlyMap<StreamKey, string>;
}

/** A table, by its names. */
export type TableName = Pick<Table, "schema" | "name">;

/**
 * The tables that one connection fills. A call that returns is committed, even if the process is killed; one that throws has changed
 * nothing. The state is stored as it is given: what is in it is decided in `state/`.
 */
export interface Destination {
  /** Where batches of the usual size would be slow; the user's setting takes precedence. */
  readonly batchSize?: BatchSize | undefined;
  /** Whether values are kept as they are written, whatever the type of their column. */
  readonly isUntyped?: boolean | undefined;
  /** Begins a run. @param run a new one by default. */
  start(run?: RunInfo): Promise<RunStart>;
  /** The names of a table's columns, those that a user added among them; none where there is no such table. */
  columns(table: TableName): Promise<readonly string[]>;
  /**
   * Makes room for rows, each table in a transaction of its own: new tables, new columns, wider types. A table that is not this
   * connection's is not touched; its stream fails.
   */
  begin(tables: readonly Table[], state: ConnectionState): Promise<Begun>;
  /**
   * Loads batches and saves the checkpoint, all or nothing. Rows of a table that is replaced wait in a staging table.
   *
   * @returns for each batch which values do not fit their column.
   */
  commit(batches: readonly Batch[], checkpoint: Checkpoint): Promise<readonly (readonly TypeMismatch[])[]>;
  /**
   * The stream is complete: staged rows become the table's, or show which of its rows are gone, in one commit with the checkpoint.
   */
  finish(table: Table, checkpoint: Checkpoint): Promise<FinishedTable>;
  /** The stream failed: staged rows are dropped. */
  abandon(table: Table): Promise<void>;
  /**
   * How many rows tables have, in their order. Each must exist.
   *
   * @returns undefined for a table of which it is unknown. Of a Postgres table of more than a million rows, the server's estimate.
   */
  rowCounts(tables: readonly TableName[]): Promise<readonly (number | undefined)[]>;
  /** Records how the run went. */
  end(run: RunEnd): Promise<void>;
  /**
   * Forgets streams, all of them or none: saves the state that was decided, and drops the tables that go, each only if it is still
   * the one that Sluice made. Syncs of the connection that have not ended count as killed, so that none of them resumes.
   *
   * @param decide gets what is saved; it may be called again, where a server fails for a moment.
   */
  reset(decide: DecideReset): Promise<Reset>;
  /** Closes the connection. */
  close(): Promise<void>;
}

/** A run as it is kept. */
export interface RunRecord extends RunInfo {
  readonly connection: string;
  readonly startedAt: Date;
  /** Undefined while it runs, and if it was killed. */
  readonly endedAt: Date | undefined;
  /** That a sync was killed is known when the next one begins. */
  readonly status: RunEnd["status"] | "running" | "killed";
  readonly streams: readonly StreamCount[];
  /** The first error. */
  readonly error: string | undefined;
  /** What failed besides single streams. */
  readonly errors: readonly string[];
  /** Those of no single stream. */
  readonly warnings: readonly string[];
}

/** What a store knows of all connections. */
export interface StoreHistory {
  /** The last `RUNS_SHOWN`, the newest first. */
  readonly runs: readonly RunRecord[];
  /** By connection. */
  readonly states: ReadonlyMap<string, ConnectionState>;
}

/** Receives warnings during a sync, e.g. which process holds the lock that it waits for. */
export type OnWarning = (text: string) => void;

/** A file, folder or server that holds the tables of any number of connections. */
export interface Store {
  /**
   * @param connection whose tables and states they are: a source's name by default.
   * @throws DestinationError if another sync of the same connection is running.
   */
  connect(connection: string, onWarning?: OnWarning): Promise<Destination>;
  /** The runs and the states of all connections in this store; it can be read while a sync runs. */
  history(): Promise<StoreHistory>;
  /** The same of runs alone, the newest first. */
  runs(query: RunQuery): Promise<readonly RunRecord[]>;
  /** Closes the file, folder or server. */
  close(): Promise<void>;
}
