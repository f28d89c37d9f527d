import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { Database } from "../../src/destinations/duckdb/database.js";
import { DuckDbStore } from "../../src/destinations/duckdb/duckdb.js";
import { destinationContract } from "./contract.js";
import { broken, TestSync, tableOf, withSync } from "./support.js";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "sluice-test-"));
});
afterEach(() => rm(folder, { recursive: true }));

const file = () => join(folder, "test.duckdb");
const open = () => DuckDbStore.open(file());

/** Opens the file, works with it, and lets go of it. */
async function withDatabase<T>(work: (database: Database) => Promise<T>): Promise<T> {
  const database = await Database.open(file());
  try {
    return await work(database);
  } finally {
    database.close();
  }
}

destinationContract({
  folder: () => folder,
  open,
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
});

describe("a file that has the name of its schema", () => {
  test.each(["acme", "_sluice", "main"])("%s: is not ambiguous", async (name) => {
    const path = join(folder, `${name}.duckdb`);
    const table = tableOf("merge");
    await withSync({ open: () => DuckDbStore.open(path), folder }, async (sync) => {
      await sync.begin(table);
      await sync.load(table, '{"n":1}', { id: 1, name: "a" });
      const { state } = await sync.destination.start();
      expect(state.streams.map((entry) => entry.state?.text)).toEqual(['{"n":1}']);
    });
  });
});

describe("connections that load into one file at the same time", () => {
  test("do not get into each other's transactions", async () => {
    const store = await open();
    const names = ["one", "two", "three"];
    await Promise.all(
      names.map(async (name) => {
        const sync = new TestSync(await store.connect(name), store, folder);
        const table = tableOf("merge", undefined, undefined, { schema: name });
        await sync.start();
        await sync.begin(table);
        for (let id = 1; id <= 5; id++) {
          await sync.load(table, `${id}`, { id, name });
          const failing = await broken(await sync.batch(table, { id: 99 }));
          await expect(sync.commit([failing])).rejects.toThrow();
        }
      }),
    );
    const { states } = await store.history();
    const found = [...states].flatMap(([name, { streams }]) =>
      streams.map(({ state, loaded }) => [name, state?.text, loaded]),
    );
    expect(found.sort()).toEqual([
      ["one", "5", 5],
      ["three", "5", 5],
      ["two", "5", 5],
    ]);
    await store.close();
  });
});

describe("a file that cannot be opened", () => {
  test("because it is not a database is a clear error", async () => {
    await writeFile(file(), "no database ".repeat(2_000));
    await expect(open()).rejects.toThrow(/test\.duckdb is not a DuckDB file/);
  });

  test("because its folder is not there is one too", async () => {
    await expect(DuckDbStore.open(join(folder, "no", "such", "x.duckdb"))).rejects.toThrow(/cannot be opened/);
  });
});
