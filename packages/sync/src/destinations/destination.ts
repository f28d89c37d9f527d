import type { ConnectionState } from "../state/connection-state.js";
import type { StreamKey } from "../streams/stream.js";
import type { SchemaChange, Table } from "../tables/table.js";

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
  readonly changes?: readonly SchemaChange[];
  /** Why it failed. */
  readonly error?: string;
}

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
  readonly status: "complete" | "failed";
  /** Undefined where nothing is known but what the last checkpoint has. */
  readonly streams: readonly StreamCount[] | undefined;
  readonly error: string | undefined;
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
  /** Begins a run. */
  start(): Promise<RunStart>;
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
  /** The stream is complete: staged rows become the table's, in one commit with the checkpoint. */
  finish(table: Table, checkpoint: Checkpoint): Promise<void>;
  /** The stream failed: staged rows are dropped. */
  abandon(table: Table): Promise<void>;
  /** Records how the run went. */
  end(run: RunEnd): Promise<void>;
  /** Closes the connection. */
  close(): Promise<void>;
}

/** A run as `sluice status` lists it. */
export interface RunRecord {
  readonly connection: string;
  readonly startedAt: Date;
  /** Undefined while it runs, and if it was killed. */
  readonly endedAt: Date | undefined;
  /** That a sync was killed is known when the next one begins. */
  readonly status: RunEnd["status"] | "running" | "killed";
  readonly streams: readonly StreamCount[];
  readonly error: string | undefined;
}

/** What a store knows of all connections. */
export interface StoreHistory {
  /** The newest first. */
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
  /** Closes the file, folder or server. */
  close(): Promise<void>;
}
