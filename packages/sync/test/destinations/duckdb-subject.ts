import { join } from "node:path";
import { Database } from "../../src/destinations/duckdb/database.js";
import { DuckDbStore } from "../../src/destinations/duckdb/duckdb.js";
import type { Subject } from "./contracts/subject.js";

/** A DuckDB file in the folder of a test, and a reader of it. */
export function duckDbSubject(folder: () => string): Subject {
  const file = () => join(folder(), "test.duckdb");
  /** Opens the file, works with it, and lets go of it. */
  const withDatabase = async <T>(work: (database: Database) => Promise<T>): Promise<T> => {
    const database = await Database.open(file());
    try {
      return await work(database);
    } finally {
      database.close();
    }
  };
  return {
    folder,
    open: () => DuckDbStore.open(file()),
    rows: async (schema, table, columns) => {
      const found = await withDatabase((database) => database.rows(`SELECT * FROM ${schema}.${table}`));
      return found.map((row) =>
        columns.map((column) => (/^\d+$/.test(String(row[column])) ? Number(row[column]) : row[column])),
      );
    },
    tables: async (schema) => {
      const where = `table_schema = '${schema}'`;
      const sql = `SELECT table_name AS name FROM information_schema.tables WHERE ${where} ORDER BY name`;
      return (await withDatabase((database) => database.rows(sql))).map(({ name }) => String(name));
    },
    run: (sql) => withDatabase((database) => database.run(sql)),
    drop: (schema, table) => withDatabase((database) => database.run(`DROP TABLE ${schema}.${table}`)),
    ignoresCase: true,
  };
}
