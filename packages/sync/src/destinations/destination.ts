import type { Table } from "../tables/table.js";

/** Records of one stream, and the state that covers all up to and with them. */
export interface Batch {
  /** Lines as `envelopeOf` makes them. */
  readonly file: string;
  /** In bytes. */
  readonly longestLine: number;
  readonly records: number;
  /** As the source wrote it; undefined where it has written none: what was saved before stays then. */
  readonly state: string | undefined;
}

/** Where tables are. Each call is done when it returns, whatever happens to the process then; if it throws, nothing was changed. */
export interface Destination {
  /** The states that were saved with the rows, by stream. */
  states(): Promise<ReadonlyMap<string, string>>;
  /** Makes room for a stream's rows: a new table, new columns, wider types. */
  begin(table: Table): Promise<void>;
  /**
   * Lands a batch and its state, both or neither.
   *
   * @returns how many values did not fit their column.
   */
  commit(table: Table, batch: Batch): Promise<number>;
  /** The stream is whole: rows that were prepared aside become the table's. */
  finish(table: Table): Promise<void>;
  /** The stream failed: rows that were prepared aside are given up. */
  abandon(table: Table): Promise<void>;
  close(): Promise<void>;
}
