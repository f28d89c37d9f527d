import type { TableName } from "../destination.js";

/** A column as the database describes it. */
export interface ExistingColumn {
  readonly name: string;
  /** As SQL calls it, in capitals. */
  readonly type: string;
}

/** A table, a view, or something else that has a table's name. */
export interface ExistingTable extends TableName {
  readonly isTable: boolean;
  readonly columns: readonly ExistingColumn[];
}

/** A connection to a database, in SQL. */
export interface Session {
  run(sql: string): Promise<void>;
  /** Rows as objects; what JSON cannot hold, such as large integers, comes as text. */
  rows(sql: string): Promise<readonly Record<string, unknown>[]>;
  /** All of it or nothing, and nothing else of this session in between. Where a server may fail for a moment, `work` may run again. */
  transaction<T>(work: () => Promise<T>): Promise<T>;
  /** A table as SQL names it. */
  table(schema: string, name: string): string;
  /** A schema as SQL names it. */
  schema(name: string): string;
  /** What has a name, as the database compares names; undefined if nothing has. */
  find(table: TableName): Promise<ExistingTable | undefined>;
}
