import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { Database } from "../../src/destinations/duckdb/database.js";
import { DuckDbStore } from "../../src/destinations/duckdb/duckdb.js";
import { type Table, tablesOf, type WriteMode } from "../../src/tables/table.js";
import { batchOf, withDestination } from "./support.js";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "sluice-test-"));
});
afterEach(() => rm(folder, { recursive: true }));

const file = () => join(folder, "test.duckdb");

const TYPED = {
  properties: {
    id: { type: "integer" },
    name: { type: ["string", "null"] },
    score: { type: "number" },
    isOn: { type: "boolean" },
    born: { type: "string", format: "date" },
    at: { type: "string", format: "date-time" },
    tags: { type: "array" },
  },
};

function tableOf(mode: WriteMode, primaryKey: readonly string[] = ["id"], jsonSchema: object = TYPED): Table {
  const facts = { name: "users", jsonSchema: jsonSchema as typeof TYPED, primaryKey };
  const [table] = tablesOf([facts], { schema: "acme", mode: () => mode });
  if (table === undefined) throw new Error("there is no table");
  return table;
}

/** Lands these records, JSON texts, in one batch. @returns how many values did not fit, by field. */
async function land(table: Table, ...records: string[]): Promise<Readonly<Record<string, number>>> {
  return withDestination(
    () => DuckDbStore.open(file()),
    async (destination) => {
      await destination.start();
      await destination.begin([table]);
      const [misfits = []] = await destination.commit([await batchOf(folder, table, undefined, ...records)]);
      return Object.fromEntries(misfits.map(({ field, values }) => [field, values]));
    },
  );
}

async function rowsOf(table: Table, columns = "*", order = "ALL"): Promise<readonly Record<string, unknown>[]> {
  const database = await Database.open(file());
  try {
    return await database.rows(`SELECT ${columns} FROM ${database.table(table.schema, table.name)} ORDER BY ${order}`);
  } finally {
    database.close();
  }
}

describe("a batch", () => {
  test("lands in typed columns, with when it came and an id of its own", async () => {
    const table = tableOf("append");
    const misfits = await land(
      table,
      '{"id":1,"name":"Ada","score":7.5,"isOn":true,"born":"1815-12-10","at":"2026-02-01T10:00:00+02:00","tags":["a",{"b":1}]}',
    );
    const [row] = await rowsOf(table);
    expect(row).toEqual({
      id: "1",
      name: "Ada",
      score: 7.5,
      isOn: true,
      born: "1815-12-10",
      at: "2026-02-01 08:00:00+00",
      tags: '["a",{"b":1}]',
      _sluice_id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      _sluice_synced_at: "2025-10-09 08:53:20.123+00",
      _sluice_extra: null,
    });
    expect(misfits).toEqual({});
  });

  test("keeps each digit of an integer, and takes 3.0 and 1e3 for the whole numbers that they are", async () => {
    const table = tableOf("append");
    await land(table, '{"id":9007199254740993}', '{"id":3.0}', '{"id":1e3}', '{"id":-9223372036854775808}');
    expect((await rowsOf(table, "id")).map(({ id }) => id)).toEqual([
      "-9223372036854775808",
      "3",
      "1000",
      "9007199254740993",
    ]);
  });

  test.each([
    ["a fraction", "id", "1.5"],
    ["a truth value in place of a number", "id", "true"],
    ["a word in place of a number", "score", '"many"'],
    ["a number beyond any", "score", "1e400"],
    ["a number in place of a truth value", "isOn", "1"],
    ["a time in place of a day", "born", '"2026-02-01T10:00:00Z"'],
    ["a day that does not exist", "born", '"2026-02-30"'],
    ["a text that is no time", "at", '"yesterday"'],
    ["a word that DuckDB takes for a time", "at", '"infinity"'],
    ["a day with slashes", "born", '"2026/02/01"'],
  ])(
    "with %s loses nothing: it is null in its column, and in the extra column as it came",
    async (_what, field, value) => {
      const table = tableOf("append", []);
      expect(await land(table, `{"name":"x","${field}":${value}}`)).toEqual({ [field]: 1 });
      const [row = {}] = await rowsOf(table);
      expect([row["name"], row[field]]).toEqual(["x", null]);
      expect(String(row["_sluice_extra"])).toContain(`"${field}"`);
      expect(JSON.parse(String(row["_sluice_extra"]))[field]).toEqual(
        field === "score" && value === "1e400" ? expect.anything() : String(JSON.parse(value)),
      );
    },
  );

  test("keeps fields that the schema does not know, with those that do not fit", async () => {
    const table = tableOf("append");
    await land(table, '{"id":1,"colour":"red","deep":{"a":[1.10]}}', '{"id":"x","colour":"blue"}');
    expect(
      (await rowsOf(table, "_sluice_extra")).map(({ _sluice_extra }) => JSON.parse(String(_sluice_extra))),
    ).toEqual([
      { colour: "blue", id: "x" },
      { colour: "red", deep: { a: [1.1] } },
    ]);
  });

  test("merges by key: of two the later one wins, within a batch and over batches; nulls of a key are equal", async () => {
    const table = tableOf("merge");
    await land(table, '{"id":1,"name":"a"}', '{"id":2,"name":"b"}', '{"id":1,"name":"c"}', '{"id":null,"name":"n"}');
    await land(table, '{"id":2,"name":"d"}', '{"id":null,"name":"m"}', '{"id":3}');
    expect(await rowsOf(table, "id, name", "id NULLS LAST")).toEqual([
      { id: "1", name: "c" },
      { id: "2", name: "d" },
      { id: "3", name: null },
      { id: null, name: "m" },
    ]);
  });

  test("lands under names that SQL has its own mind about", async () => {
    const properties = {
      select: { type: "string" },
      'c"d': { type: "string" },
      Id: { type: "integer" },
      id: { type: "integer" },
      "": {},
    };
    const table = tableOf("append", [], { properties });
    await land(table, '{"select":"s","c\\"d":"q","Id":1,"id":2,"":{"x":1}}');
    const [row = {}] = await rowsOf(table);
    const names = table.columns.map(({ name }) => name);
    expect(names.map((name) => row[name])).toEqual(["s", "q", "1", "2", '{"x":1}']);
  });

  test("may have fields that are called as the members of its file are", async () => {
    const properties = Object.fromEntries(
      ["n", "e", "x", "y", "d", "k", "v", "old", "new", "one"].map((name) => [name, { type: "integer" }]),
    );
    const table = tableOf("merge", ["d"], { properties });
    await land(table, '{"n":1,"e":2,"x":3,"y":4,"d":5,"k":6,"v":7,"old":8,"new":9,"one":"ten"}');
    const [row = {}] = await rowsOf(table, "n, e, x, y, d, k, v, old, new, one, _sluice_extra");
    expect(Object.values(row)).toEqual(["1", "2", "3", "4", "5", "6", "7", "8", "9", null, '{"one":"ten"}']);
  });

  test("of a stream without a schema keeps everything", async () => {
    const table = tableOf("append", [], {});
    await land(table, '{"a":1}', "{}");
    expect((await rowsOf(table, "_sluice_extra")).map(({ _sluice_extra }) => _sluice_extra)).toEqual(['{"a":1}', null]);
  });

  test("says which field did not fit, how often, and in which record first", async () => {
    const table = tableOf("append");
    await withDestination(
      () => DuckDbStore.open(file()),
      async (destination) => {
        await destination.start();
        await destination.begin([table]);
        const batch = await batchOf(
          folder,
          table,
          undefined,
          { id: 1 },
          { id: 2, score: "x" },
          { id: "?", score: "y" },
        );
        expect(await destination.commit([batch])).toEqual([
          [
            { field: "id", values: 1, first: 2 },
            { field: "score", values: 2, first: 1 },
          ],
        ]);
      },
    );
  });
});
