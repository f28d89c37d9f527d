import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { Database } from "../../src/destinations/duckdb/database.js";
import { DuckDbStore } from "../../src/destinations/duckdb/duckdb.js";
import { destinationContract } from "./contract.js";
import { batchOf, tableOf, withDestination } from "./support.js";

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
});

describe("a table that Sluice did not make", () => {
  test("is not touched", async () => {
    await withDatabase((database) => database.run("CREATE SCHEMA acme; CREATE TABLE acme.users (id INT)"));
    const landing = withDestination(open, async (destination) => {
      await destination.start();
      await destination.begin([tableOf("replace")]);
    });
    await expect(landing).rejects.toThrow(/acme\.users that was not made by Sluice/);
  });
});

describe("a file that is called as its schema is", () => {
  test.each(["acme", "_sluice", "main"])("%s: is no riddle", async (name) => {
    const path = join(folder, `${name}.duckdb`);
    const table = tableOf("merge");
    await withDestination(
      () => DuckDbStore.open(path),
      async (destination) => {
        await destination.start();
        await destination.begin([table]);
        await destination.commit([await batchOf(folder, table, '{"n":1}', { id: 1, name: "a" })]);
        expect((await destination.start()).streams.get("users")?.state).toBe('{"n":1}');
      },
    );
  });
});

describe("sources that land side by side in a file", () => {
  test("do not get into each other's transactions", async () => {
    const store = await open();
    const names = ["one", "two", "three"];
    await Promise.all(
      names.map(async (name) => {
        const destination = await store.connect(name);
        const table = { ...tableOf("merge"), schema: name };
        await destination.start();
        await destination.begin([table]);
        for (let id = 1; id <= 5; id++) {
          await destination.commit([await batchOf(folder, table, `${id}`, { id, name })]);
          const broken = await batchOf(folder, table, "never", { id: 99 });
          await writeFile(broken.file, '{"n":');
          await expect(destination.commit([broken])).rejects.toThrow();
        }
      }),
    );
    const { streams } = await store.history();
    expect(streams.map(({ connection, state, landed }) => [connection, state, landed])).toEqual([
      ["one", "5", 5],
      ["three", "5", 5],
      ["two", "5", 5],
    ]);
    await store.close();
  });
});

describe("a file that cannot be opened", () => {
  test("because it is something else is a clear error", async () => {
    await writeFile(file(), "no database ".repeat(2_000));
    await expect(open()).rejects.toThrow(/test\.duckdb is there, but it is no DuckDB file/);
  });

  test("because its folder is not there is one too", async () => {
    await expect(DuckDbStore.open(join(folder, "no", "such", "x.duckdb"))).rejects.toThrow(/cannot be opened/);
  });
});
