import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { Database } from "../../src/destinations/duckdb/database.js";
import { DuckDbStore } from "../../src/destinations/duckdb/duckdb.js";
import type { Table, WriteMode } from "../../src/tables/table.js";
import { type Properties, tableOf as testTable, withSync } from "./support.js";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "sluice-test-"));
});
afterEach(() => rm(folder, { recursive: true }));

const file = () => join(folder, "test.duckdb");

const TYPED = {
  id: { type: "integer" },
  name: { type: ["string", "null"] },
  score: { type: "number" },
  isOn: { type: "boolean" },
  born: { type: "string", format: "date" },
  at: { type: "string", format: "date-time" },
  tags: { type: "array" },
};

function tableOf(
  mode: WriteMode,
  key: readonly string[] = mode === "append" ? [] : ["id"],
  properties: Properties = TYPED,
): Table {
  return testTable(mode, properties, key);
}

/** Loads these records, JSON texts, in one batch. @returns how many values did not fit, by field. */
async function load(table: Table, ...records: string[]): Promise<Readonly<Record<string, number>>> {
  return withSync({ open: () => DuckDbStore.open(file()), folder }, async (sync) => {
    await sync.begin(table);
    const mismatches = await sync.load(table, undefined, ...records);
    return Object.fromEntries(mismatches.map(({ field, values }) => [field, values]));
  });
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
  test("is loaded into typed columns, with its time and an id of its own", async () => {
    const table = tableOf("append");
    const mismatches = await load(
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
      _sluice_deleted_at: null,
    });
    expect(mismatches).toEqual({});
  });

  test("keeps each digit of an integer, and takes 3.0 and 1e3 for integers", async () => {
    const table = tableOf("append");
    await load(table, '{"id":9007199254740993}', '{"id":3.0}', '{"id":1e3}', '{"id":-9223372036854775808}');
    expect((await rowsOf(table, "id")).map(({ id }) => id)).toEqual([
      "-9223372036854775808",
      "3",
      "1000",
      "9007199254740993",
    ]);
  });

  test.each([
    ["a fraction", "id", "1.5"],
    ["a boolean in place of a number", "id", "true"],
    ["a text in place of a number", "score", '"many"'],
    ["a number larger than any double", "score", "1e400"],
    ["a number in place of a boolean", "isOn", "1"],
    ["a time in place of a day", "born", '"2026-02-01T10:00:00Z"'],
    ["a day that does not exist", "born", '"2026-02-30"'],
    ["a text that is not a time", "at", '"yesterday"'],
    ["a text that DuckDB takes for a time", "at", '"infinity"'],
    ["a day with slashes", "born", '"2026/02/01"'],
  ])("with %s keeps it in the extra column unchanged, and null in its own", async (_what, field, value) => {
    const table = tableOf("append", []);
    expect(await load(table, `{"name":"x","${field}":${value}}`)).toEqual({ [field]: 1 });
    const [row = {}] = await rowsOf(table);
    expect([row["name"], row[field]]).toEqual(["x", null]);
    expect(String(row["_sluice_extra"])).toContain(`"${field}"`);
    expect(JSON.parse(String(row["_sluice_extra"]))[field]).toEqual(
      field === "score" && value === "1e400" ? expect.anything() : String(JSON.parse(value)),
    );
  });

  test("keeps fields that the schema does not declare, and values that do not fit", async () => {
    const table = tableOf("append");
    await load(table, '{"id":1,"colour":"red","deep":{"a":[1.10]}}', '{"id":"x","colour":"blue"}');
    expect(
      (await rowsOf(table, "_sluice_extra")).map(({ _sluice_extra }) => JSON.parse(String(_sluice_extra))),
    ).toEqual([
      { colour: "blue", id: "x" },
      { colour: "red", deep: { a: [1.1] } },
    ]);
  });

  test("keeps the last row of each key, within a batch and over batches", async () => {
    const table = tableOf("merge");
    await load(table, '{"id":1,"name":"a"}', '{"id":2,"name":"b"}', '{"id":1,"name":"c"}', '{"id":null,"name":"n"}');
    await load(table, '{"id":2,"name":"d"}', '{"id":null,"name":"m"}', '{"id":3}');
    expect(await rowsOf(table, "id, name", "id NULLS LAST")).toEqual([
      { id: "1", name: "c" },
      { id: "2", name: "d" },
      { id: "3", name: null },
      { id: null, name: "m" },
    ]);
  });

  test("is loaded into columns whose names mean something in SQL", async () => {
    const properties = {
      select: { type: "string" },
      'c"d': { type: "string" },
      Id: { type: "integer" },
      id: { type: "integer" },
      "": {},
    };
    const table = tableOf("append", [], properties);
    await load(table, '{"select":"s","c\\"d":"q","Id":1,"id":2,"":{"x":1}}');
    const [row = {}] = await rowsOf(table);
    const names = table.columns.map(({ name }) => name);
    expect(names.map((name) => row[name])).toEqual(["s", "q", "1", "2", '{"x":1}']);
  });

  test("may have fields with the names that its file and our SQL use", async () => {
    const properties = Object.fromEntries(
      ["ordinal", "record", "extra", "key", "d", "k", "v", "old", "new", "one"].map((name) => [
        name,
        { type: "integer" },
      ]),
    );
    const table = tableOf("merge", ["d"], properties);
    await load(table, '{"ordinal":1,"record":2,"extra":3,"key":4,"d":5,"k":6,"v":7,"old":8,"new":9,"one":"ten"}');
    const [row = {}] = await rowsOf(table, "ordinal, record, extra, key, d, k, v, old, new, one, _sluice_extra");
    expect(Object.values(row)).toEqual(["1", "2", "3", "4", "5", "6", "7", "8", "9", null, '{"one":"ten"}']);
  });

  test("of a stream without a schema keeps all fields", async () => {
    const table = tableOf("append", [], {});
    await load(table, '{"a":1}', "{}");
    expect((await rowsOf(table, "_sluice_extra")).map(({ _sluice_extra }) => _sluice_extra)).toEqual(['{"a":1}', null]);
  });

  test("reports which fields did not fit, how often, and in which record first", async () => {
    const table = tableOf("append");
    await withSync({ open: () => DuckDbStore.open(file()), folder }, async (sync) => {
      await sync.begin(table);
      expect(await sync.load(table, undefined, { id: 1 }, { id: 2, score: "x" }, { id: "?", score: "y" })).toEqual([
        { field: "id", values: 1, first: 2 },
        { field: "score", values: 2, first: 1 },
      ]);
    });
  });
});
