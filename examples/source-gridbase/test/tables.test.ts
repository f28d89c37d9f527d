/** Customers change their tables: what the next discover, read and sync make of it. */
import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import type { JsonObject } from "@sluice/core";
import { configuredCatalog, runSource } from "@sluice/testkit";
import { type FakeGridbase, startGridbase } from "../fake/index.js";
import { Gridbase } from "../src/index.js";

const PARTS = "Stock/Parts";
const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url));

let vendor: FakeGridbase;
let stock: FakeGridbase["bases"][number]["tables"];
beforeEach(async () => {
  vendor = await startGridbase();
  stock = vendor.bases.find(({ name }) => name === "Stock")?.tables ?? [];
});
afterEach(() => vendor.api.close());

/** The customer adds a column, and a value for it in the first row, which changes its time. */
function addColumn(): void {
  const [table] = stock;
  table?.fields.push({ name: "Weight", type: "number" });
  table?.rows.splice(0, 1, {
    ...{ id: "row1", created_at: "2026-04-01T00:00:00Z", modified_at: "2026-06-01T11:00:00Z", archived: false },
    cells: { Name: "Part 0", Count: 0, Weight: 1.5 },
  });
}

const run = (command: "discover" | "read", settings: JsonObject = {}, catalog?: JsonObject) =>
  runSource(new Gridbase(), command, {
    config: { ...vendor.config, ...settings },
    ...(catalog === undefined ? {} : { catalog }),
  });

async function catalog(settings?: JsonObject): Promise<Map<string, readonly string[]>> {
  const [found] = (await run("discover", settings)).of("CATALOG");
  const streams = found?.["streams"] as unknown as readonly CatalogStream[];
  return new Map(streams.map(({ name, json_schema }) => [name, Object.keys(json_schema.properties)]));
}

interface CatalogStream {
  readonly name: string;
  readonly json_schema: { readonly properties: JsonObject };
}

test("a table that gains a column has it after the next discover", async () => {
  expect((await catalog()).get(PARTS)).toEqual(["Name", "Count", "_id", "_created", "_modified"]);
  addColumn();
  expect((await catalog()).get(PARTS)).toEqual(["Name", "Count", "Weight", "_id", "_created", "_modified"]);
});

test("a table that is gone fails its stream only", async () => {
  const configured = configuredCatalog([PARTS, "Sales/People"]);
  stock.length = 0;
  const output = await run("read", {}, configured);
  expect(output.status).toBe(1);
  expect(output.errors().map((error) => error["stream_descriptor"])).toEqual([{ name: PARTS }]);
  expect(output.records("Sales/People")).toEqual(vendor.expected.get("Sales/People"));
});

test("a table that is deleted while it is read fails with what to do", async () => {
  const reply = { status: 404, json: { error: "TABLE_GONE" } };
  vendor.api.inject({ at: ({ path }) => path.endsWith("/tblParts/rows"), reply });
  const output = await run("read", {}, configuredCatalog([PARTS]));
  expect(output.errors()).toEqual([
    expect.objectContaining({
      failure_type: "config_error",
      message: expect.stringContaining("was deleted. Discover"),
    }),
  ]);
});

test("waits while the columns of a table are changed", async () => {
  vendor.api.inject({ at: ({ path }) => path.endsWith("/tblParts/rows"), times: 2, reply: { status: 423 } });
  const output = await run("read", {}, configuredCatalog([PARTS]));
  expect(output.status).toBe(0);
  expect(output.records(PARTS)).toEqual(vendor.expected.get(PARTS));
});

test("reads the bases of the settings and no others", async () => {
  const names = [...(await catalog({ bases: ["appStock"] })).keys()];
  expect(names).toEqual(["bases", "tables", "members", "changes", PARTS]);
  expect(vendor.api.requests.map(({ path }) => path)).not.toContain("/v1/bases/appSales/tables");
});

test("refuses a base of the settings that does not exist", async () => {
  const output = await run("read", { bases: ["appStock", "appGone"] });
  expect(output.errors()).toEqual([
    expect.objectContaining({ failure_type: "config_error", message: expect.stringContaining("no base appGone ") }),
  ]);
});

test("asks for no change before the start date", async () => {
  const output = await run("read", { start_date: "2026-05-20" }, configuredCatalog(["changes"]));
  expect(output.status).toBe(0);
  const recent = vendor.expected.get("changes")?.filter(({ at }) => Number(at) >= Date.parse("2026-05-20"));
  expect(recent?.length).toBeGreaterThan(0);
  expect(output.records("changes")).toEqual(recent);
});

test("a column that was added since the last sync is loaded by the next one", async () => {
  const folder = await mkdtemp(join(tmpdir(), "gridbase-"));
  const settings = Object.entries(vendor.config).map(([name, value]) => [`GRIDBASE_${name.toUpperCase()}`, value]);
  const sluice = async (...args: readonly string[]) => {
    const command = [path("../../../packages/sync/bin/sluice.js"), ...args];
    const env = { PATH: process.env["PATH"], ...Object.fromEntries(settings) };
    return (await promisify(execFile)(process.execPath, command, { cwd: folder, env })).stdout;
  };
  const sync = () => sluice("sync", path("../bin/source-gridbase.js"), "--streams", PARTS);
  try {
    await sync();
    addColumn();
    await sync();
    const sql = 'select _id, "Weight" from gridbase."Stock/Parts" order by _id';
    expect(JSON.parse(await sluice("query", sql, "--json"))).toEqual([
      { _id: "row1", Weight: 1.5 },
      { _id: "row2", Weight: null },
      { _id: "row4", Weight: null },
    ]);
  } finally {
    await rm(folder, { recursive: true });
  }
});
