/** Folders that version 1 of Sluice wrote; `version-1` holds a copy for each format. */
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { openExisting } from "../../src/destinations/open.js";
import { entryOf } from "../../src/state/connection-state.js";
import { streamKey } from "../../src/streams/stream.js";
import type { Table } from "../../src/tables/table.js";
import { Files, FORMATS, query } from "./files-support.js";
import { INTEGER, TEXT, type TestRecord, tableOf, withSync } from "./support.js";

const FORMER = fileURLToPath(new URL("./version-1", import.meta.url));

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "sluice-test-"));
});
afterEach(() => rm(folder, { recursive: true }));

describe.each(FORMATS)("a %s folder of version 1", (format) => {
  const lake = () => new Files(join(folder, "lake"), format);
  beforeEach(() => cp(join(FORMER, format), join(folder, "lake"), { recursive: true }));

  const load = (table: Table, ...records: readonly TestRecord[]) =>
    withSync({ open: lake().open, folder }, async (sync) => {
      const { failures } = await sync.begin(table);
      expect([...failures]).toEqual([]);
      await sync.load(table, "1", ...records);
    });

  test("is shown as it is, and not changed by that", async () => {
    const manifest = await readFile(lake().path("_sluice", "manifest.json"), "utf8");
    const store = await openExisting(`${format}:${lake().folder}`);
    const { runs, states } = (await store?.history()) ?? { runs: [], states: new Map() };
    expect(runs.map((run) => [run.connection, run.status, run.streams])).toEqual([
      ["other", "running", []],
      ["acme", "complete", [{ stream: "users", read: 3, loaded: 3 }]],
      ["acme", "complete", [{ stream: "users", read: 3, loaded: 3 }]],
    ]);
    expect([...states.keys()]).toEqual(["acme", "other"]);
    expect(await readFile(lake().path("_sluice", "manifest.json"), "utf8")).toBe(manifest);
  });

  test("keeps its states, keys and columns", async () => {
    const { state, settings } = await withSync({ open: lake().open, folder }, (_sync, start) => Promise.resolve(start));
    expect(settings).toBe("{}");
    const users = entryOf(state, streamKey({ name: "users" }));
    expect(users).toMatchObject({ schema: "acme", table: "users", key: [["id"], ["part"]], formerKey: ["id", "part"] });
    expect(users?.state?.text).toContain('"stream_state":{"at":1}');
    expect(users?.columns.map(({ name }) => name)).toEqual(["id", "part", "name", "at"]);
    expect(entryOf(state, streamKey({ name: "orders", namespace: "pub" }))?.table).toBe("pub.orders");
    expect((await lake().manifest())["version"]).toBe(2);
  });

  test("merges records into its rows", async () => {
    const properties = { id: INTEGER, part: TEXT, name: TEXT, at: { type: "string", format: "date-time" } };
    const table = tableOf("merge", properties, ["id", "part"], { formerKey: ["id", "part"] });
    await load(table, '{"part":null,"id":9007199254740993,"name":"new"}', '{"id":2,"part":"A","name":"new"}');
    const rows = (await lake().rows("acme", "users")).map(({ id, name }) => `${String(id)} ${String(name)}`);
    const large = format === "jsonl" ? "9007199254740992" : "9007199254740993"; // JSON.parse rounds it
    expect(rows.sort()).toEqual(["10 c", "11 c", "2 new", `${large} new`]);
  });

  test("adds parts that can be read together with the former ones", async () => {
    const table = tableOf("append", { id: INTEGER, value: TEXT, more: TEXT }, [], { name: "log" });
    await load(table, { id: 3, value: "eight" });
    const rows = (await lake().rows("acme", "log")).map(({ id, value, more }) => [
      Number(id),
      String(value),
      more ?? null,
    ]);
    expect(rows.sort()).toEqual([
      [1, "7", null],
      [2, "seven", "m"],
      [3, "eight", null],
    ]);
    if (format !== "parquet") return; // texts have no types
    expect(await readdir(lake().path("acme", "log"))).toEqual(["part-000003.parquet"]);
    await load(table, { id: 4, value: "nine" });
    expect(await readdir(lake().path("acme", "log"))).toEqual(["part-000003.parquet", "part-000004.parquet"]);
    const together = `SELECT count(value) AS count FROM read_parquet('${lake().path("acme", "log", "*.parquet")}')`;
    expect(await query(together)).toEqual([{ count: "4" }]);
  });

  test("replaces a table", async () => {
    const table = tableOf("replace", { id: INTEGER, name: TEXT }, [], { name: "events" });
    await withSync({ open: lake().open, folder }, async (sync) => {
      await sync.begin(table);
      await sync.load(table, undefined, { id: 7, name: "new" });
      await sync.finish(table);
    });
    expect((await lake().rows("acme", "events")).map(({ name }) => name)).toEqual(["new"]);
  });
});

test("a folder of a later version is refused", async () => {
  await cp(join(FORMER, "csv"), join(folder, "lake"), { recursive: true });
  const lake = new Files(join(folder, "lake"), "csv");
  await writeFile(lake.path("_sluice", "manifest.json"), '{"version":3}');
  await expect(lake.open()).rejects.toThrow(/a later version of Sluice wrote it\. Upgrade Sluice/);
});
