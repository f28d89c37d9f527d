import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import type { JsonObject } from "@sluice/core";
import { Database } from "../../src/destinations/duckdb/database.js";
import { DuckDb } from "../../src/destinations/duckdb/duckdb.js";
import { envelopeOf } from "../../src/source/envelope.js";
import { type Table, tablesOf, type WriteMode } from "../../src/tables/table.js";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "sluice-test-"));
});
afterEach(() => rm(folder, { recursive: true }));

const file = () => join(folder, "test.duckdb");

function tableOf(mode: WriteMode, types: Readonly<Record<string, JsonObject>>): Table {
  const facts = { name: "users", jsonSchema: { properties: types }, primaryKey: ["id"] };
  return tablesOf([facts], { schema: "acme", mode: () => mode })[0] as Table;
}

const NUMBER = { type: "integer" };
const TEXT = { type: "string" };
const plain = { id: NUMBER, name: TEXT };

async function batchOf(table: Table, state: string | undefined, ...records: JsonObject[]) {
  const columns = new Map(table.columns.map(({ field, name }) => [field, name]));
  const lines = records.map((record, ordinal) => {
    const data = Buffer.from(JSON.stringify(record));
    return envelopeOf({ stream: "users", namespace: undefined, emittedAt: 1, data }, ordinal, columns);
  });
  const path = join(folder, "batch.ndjson");
  await writeFile(path, Buffer.concat(lines));
  return { file: path, longestLine: 1_000, records: records.length, state };
}

/** Opens the file, works with it, and lets go of it. */
async function withFile<T>(work: (destination: DuckDb) => Promise<T>): Promise<T> {
  const destination = await DuckDb.open(file(), "acme");
  try {
    return await work(destination);
  } finally {
    await destination.close();
  }
}

async function rows(sql = "SELECT id, name FROM acme.users ORDER BY id"): Promise<readonly Record<string, unknown>[]> {
  const database = await Database.open(file());
  try {
    return await database.rows(sql);
  } finally {
    database.close();
  }
}

describe("rows and state", () => {
  test("land together, and the state comes back byte for byte in the next run", async () => {
    const table = tableOf("merge", plain);
    const state = '{"at": 9007199254740993, "it\'s":"x"}';
    await withFile(async (destination) => {
      await destination.begin(table);
      expect(await destination.commit(table, await batchOf(table, state, { id: 1, name: "a" }))).toBe(0);
      await destination.finish(table);
    });
    expect(await withFile((destination) => destination.states())).toEqual(new Map([["users", state]]));
    expect(await rows()).toEqual([{ id: "1", name: "a" }]);
  });

  test("are both as they were where a batch cannot be landed", async () => {
    const table = tableOf("merge", plain);
    await withFile(async (destination) => {
      await destination.begin(table);
      await destination.commit(table, await batchOf(table, '{"n":1}', { id: 1, name: "a" }));
      const broken = await batchOf(table, '{"n":2}', { id: 2, name: "b" });
      await writeFile(broken.file, '{"n":0,"e":1,"d":{"id":\n');
      await expect(destination.commit(table, broken)).rejects.toThrow(/JSON/i);
      await destination.commit(table, await batchOf(table, '{"n":3}', { id: 3, name: "c" }));
    });
    expect(await rows()).toEqual([
      { id: "1", name: "a" },
      { id: "3", name: "c" },
    ]);
    expect(await withFile((destination) => destination.states())).toEqual(new Map([["users", '{"n":3}']]));
  });

  test("without a new state keep the one that is there", async () => {
    const table = tableOf("merge", plain);
    await withFile(async (destination) => {
      await destination.begin(table);
      await destination.commit(table, await batchOf(table, '{"n":1}', { id: 1 }));
      await destination.commit(table, await batchOf(table, undefined, { id: 2 }));
      expect(await destination.states()).toEqual(new Map([["users", '{"n":1}']]));
    });
  });

  test("of another connection are its own", async () => {
    const table = tableOf("append", plain);
    await withFile(async (destination) => {
      await destination.begin(table);
      await destination.commit(table, await batchOf(table, "{}", { id: 1 }));
    });
    const other = await DuckDb.open(file(), "other");
    expect(await other.states()).toEqual(new Map());
    await other.close();
  });
});

describe("a table that is replaced", () => {
  const old = async () => {
    const table = tableOf("merge", plain);
    await withFile(async (destination) => {
      await destination.begin(table);
      await destination.commit(table, await batchOf(table, '{"n":1}', { id: 1, name: "old" }, { id: 2, name: "old" }));
    });
  };

  test("keeps its old rows until the new ones are complete, then has those alone, and no state", async () => {
    await old();
    const table = tableOf("replace", plain);
    await withFile(async (destination) => {
      await destination.begin(table);
      await destination.commit(
        table,
        await batchOf(table, '{"done":1}', { id: 3, name: "new" }, { id: 3, name: "newer" }),
      );
    });
    expect(await rows()).toEqual([
      { id: "1", name: "old" },
      { id: "2", name: "old" },
    ]);
    await withFile(async (destination) => {
      await destination.begin(table);
      await destination.commit(
        table,
        await batchOf(table, '{"done":1}', { id: 3, name: "new" }, { id: 3, name: "newer" }),
      );
      await destination.finish(table);
      expect(await destination.states()).toEqual(new Map());
    });
    expect(await rows()).toEqual([{ id: "3", name: "newer" }]);
  });

  test("is untouched where the stream fails, and nothing is left of the new rows", async () => {
    await old();
    const table = tableOf("replace", plain);
    await withFile(async (destination) => {
      await destination.begin(table);
      await destination.commit(table, await batchOf(table, undefined, { id: 3 }));
      await destination.abandon(table);
    });
    expect(await rows()).toHaveLength(2);
    expect(await rows("SELECT table_name FROM information_schema.tables WHERE table_schema = 'acme'")).toEqual([
      { table_name: "users" },
    ]);
  });
});

describe("a schema that changes", () => {
  test("gets new columns and wider types; what is there stays", async () => {
    const before = tableOf("merge", { id: NUMBER, name: NUMBER, gone: TEXT });
    const after = tableOf("merge", { id: NUMBER, name: TEXT, more: { type: "object" } });
    for (const [table, record] of [
      [before, { id: 1, name: 7, gone: "kept" }],
      [after, { id: 2, name: "b", more: { a: 1 } }],
      [before, { id: 3, name: 9 }],
    ] as const) {
      await withFile(async (destination) => {
        await destination.begin(table);
        expect(await destination.commit(table, await batchOf(table, undefined, record))).toBe(0);
      });
    }
    expect(await rows("SELECT id, name, gone, more FROM acme.users ORDER BY id")).toEqual([
      { id: "1", name: "7", gone: "kept", more: null },
      { id: "2", name: "b", gone: null, more: '{"a":1}' },
      { id: "3", name: "9", gone: null, more: null },
    ]);
  });
});

describe("a file that is called as its schema is", () => {
  test.each(["acme", "_sluice", "main"])("%s: is no riddle", async (name) => {
    const path = join(folder, `${name}.duckdb`);
    const destination = await DuckDb.open(path, "acme");
    const table = tableOf("merge", plain);
    await destination.begin(table);
    await destination.commit(table, await batchOf(table, '{"n":1}', { id: 1, name: "a" }));
    expect(await destination.states()).toEqual(new Map([["users", '{"n":1}']]));
    await destination.close();
  });
});

describe("a file that cannot be opened", () => {
  test("because it is something else is a clear error", async () => {
    await writeFile(file(), "no database ".repeat(2_000));
    await expect(DuckDb.open(file(), "acme")).rejects.toThrow(/test\.duckdb is there, but it is no DuckDB file/);
  });

  test("because its folder is not there is one too", async () => {
    await expect(DuckDb.open(join(folder, "no", "such", "x.duckdb"), "acme")).rejects.toThrow(/cannot be opened/);
  });
});
