import type { Table } from "../tables/table.js";

/** What a person is told where rows cannot be landed; nothing of it is a secret. */
export class DestinationError extends Error {
  override readonly name = "DestinationError";
}

/** Records of one stream, and the state that covers all up to and with them. */
export interface Batch {
  readonly table: Table;
  /** Lines as `envelopeHead` describes them. */
  readonly file: string;
  /** In bytes. */
  readonly longestLine: number;
  readonly records: number;
  /** As the source wrote it; undefined where it has written none: what was saved before stays then. */
  readonly state: string | undefined;
}

/** When a batch is large enough to be landed with its state: each costs some milliseconds, and is lost whole if the process dies. */
export interface BatchSize {
  readonly records: number;
  readonly bytes: number;
  /** Since its first record, in milliseconds: a slow source is not to be lost either. */
  readonly ageMs: number;
}

/** Values of a field that did not fit their column. They are in the extra column as they came. */
export interface Misfit {
  readonly field: string;
  readonly values: number;
  /** The ordinal of the first such record of its stream, counted from 0. */
  readonly first: number;
}

/** What earlier syncs left of a stream. */
export interface Remembered {
  readonly schema: string;
  readonly table: string;
  /** The names of the key's columns. */
  readonly key: readonly string[];
  /** As the source wrote it. */
  readonly state: string | undefined;
  /** Records put into the table since it was begun or replaced: one that is merged again counts again. */
  readonly landed: number;
  /** The column of each field: a name that was given once stays. */
  readonly columns: ReadonlyMap<string, string>;
}

/** What earlier syncs of a connection left. */
export interface Memory {
  readonly streams: ReadonlyMap<string, Remembered>;
  /** One state for all streams, where the source keeps it so (GLOBAL, LEGACY). */
  readonly shared: string | undefined;
  /** The settings of the last sync that was complete, as `RunEnd` had them. */
  readonly settings?: string | undefined;
  /** What the person should know, e.g. that the last sync was killed. */
  readonly notes: readonly string[];
}

/** How a sync ended. */
export interface RunEnd {
  readonly status: "complete" | "failed";
  readonly streams: readonly { readonly stream: string; readonly read: number; readonly landed: number }[];
  readonly error: string | undefined;
  /** By what the next sync tells whether it reads the same account. */
  readonly settings?: string | undefined;
}

/**
 * The tables that one source fills. Each call is done when it returns, whatever happens to the process then; if it throws,
 * nothing was changed.
 */
export interface Destination {
  /** Where batches of the usual size would be dear; the person's word goes before it. */
  readonly batchSize?: BatchSize | undefined;
  /** Begins a sync, and tells what earlier ones left. */
  start(): Promise<Memory>;
  /**
   * Makes room for rows: new tables, new columns, wider types.
   *
   * @throws DestinationError where a table of that name is not this source's.
   */
  begin(tables: readonly Table[]): Promise<void>;
  /**
   * Lands batches and their states, all or nothing.
   *
   * @param shared the state of all streams, where the source keeps one.
   * @returns for each batch which values did not fit their column.
   */
  commit(batches: readonly Batch[], shared?: string): Promise<readonly (readonly Misfit[])[]>;
  /** The stream is whole: rows that were prepared aside become the table's, and this state, or none, goes with them. */
  finish(table: Table, state: string | undefined): Promise<void>;
  /** The stream failed: rows that were prepared aside are given up. */
  abandon(table: Table): Promise<void>;
  /** Writes down how the sync went. */
  end(run: RunEnd): Promise<void>;
  /** Lets go of the connection. */
  close(): Promise<void>;
}

/** A sync as `sluice status` lists it. */
export interface PastRun {
  readonly connection: string;
  readonly startedAt: Date;
  /** Undefined while it runs, and if it was killed. */
  readonly endedAt: Date | undefined;
  /** A sync that was killed is known for one when the next begins. */
  readonly status: RunEnd["status"] | "running" | "killed";
  readonly streams: RunEnd["streams"];
  readonly error: string | undefined;
}

/** A stream as `sluice status` lists it. */
export interface PastStream {
  readonly connection: string;
  readonly stream: string;
  readonly schema: string;
  readonly table: string;
  readonly key: readonly string[];
  readonly landed: number;
  readonly state: string | undefined;
  readonly updatedAt: Date;
}

/** A file, folder or server that holds the tables of any number of sources. */
export interface Store {
  /**
   * @param connection whose tables and states they are: a source's name, unless told otherwise.
   * @throws DestinationError if another sync of the same connection is under way.
   */
  connect(connection: string): Promise<Destination>;
  /** The last syncs, newest first, and every stream. */
  history(): Promise<{ readonly runs: readonly PastRun[]; readonly streams: readonly PastStream[] }>;
  /** Lets go of the file, folder or server. */
  close(): Promise<void>;
}
