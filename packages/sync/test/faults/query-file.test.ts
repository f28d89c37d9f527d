/** A DuckDB file can be read whatever it is called. */
import { mkdtemp, rename, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { query, sluice } from "../cli/support.js";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "sluice-test-"));
});
afterEach(() => rm(folder, { recursive: true }));

/** Makes a file with a table in a schema, and one in `main`, and asks it. */
async function asked(name: string, { schema, sql }: { readonly schema: string; readonly sql: string }) {
  const made = join(folder, "made.duckdb");
  await query(
    made,
    `CREATE SCHEMA "${schema}"; CREATE TABLE "${schema}".t AS SELECT 1 AS a; CREATE TABLE s AS SELECT 2 AS b`,
  );
  await rename(made, join(folder, name));
  const ran = await sluice(folder, ["query", sql, "--to", `duckdb:${name}`, "--json"]);
  expect([ran.status, ran.stderr]).toEqual([0, ""]);
  return JSON.parse(ran.stdout) as unknown;
}

test.each([
  ["vitally.duckdb", "vitally"],
  ["VITALLY.duckdb", "vitally"],
  ["vitally", "VITALLY"],
  ["vitally.2026.duckdb", "vitally"],
  ["a b.duckdb", "a b"],
  ["sluice_probe.duckdb", "sluice_probe"],
  ["sluice_scratch.duckdb", "memory"],
  ["memory.duckdb", "memory"],
  ["main.duckdb", "main_db"],
  ["temp.duckdb", "x"],
  ["Temp.duckdb", "temp_db"],
  ["system.duckdb", "x"],
  ["information_schema.duckdb", "x"],
  ["pg_catalog.duckdb", "x"],
  ["select.duckdb", "select"],
  [`it's "quoted".duckdb`, "x"],
  ["日本.duckdb", "日本"],
  [".duckdb", "duckdb"],
  ["...", "db"],
])("reads the tables of the file %s by the schema %s, and by their bare name", async (name, schema) => {
  const sql = `SELECT a, s.b, m.b AS m FROM "${schema}".t, s, main.s AS m`;
  expect(await asked(name, { schema, sql })).toEqual([{ a: 1, b: 2, m: 2 }]);
});

test.each([
  ["warehouse.duckdb", "warehouse"],
  ["x.y.db", "x"],
  ["UPPER.duckdb", "upper"],
  ["memory.duckdb", "memory"],
  ["main.duckdb", "main_db"],
  ["temp.duckdb", "temp_db"],
  ["system.duckdb", "system_db"],
  ["vitally.duckdb", "vitally_db"],
])("calls the file %s %s in SQL", async (name, catalog) => {
  expect(await asked(name, { schema: "vitally", sql: `SELECT a FROM ${catalog}.vitally.t` })).toEqual([{ a: 1 }]);
});

test("lists nothing but the file", async () => {
  expect(await asked("x.duckdb", { schema: "s", sql: "SHOW DATABASES" })).toEqual([{ database_name: "x" }]);
});
