/** One talk with a database, in SQL. */
export interface Session {
  run(sql: string): Promise<void>;
  /** Rows as objects; what JSON cannot hold, such as large integers, comes as text. */
  rows(sql: string): Promise<readonly Record<string, unknown>[]>;
  /** All of it or nothing, and nothing else of this session in between. Where a server may fail for a moment, `work` may be done again. */
  transaction<T>(work: () => Promise<T>): Promise<T>;
  /** A table as SQL names it. */
  table(schema: string, name: string): string;
  /** A schema as SQL names it. */
  schema(name: string): string;
}
