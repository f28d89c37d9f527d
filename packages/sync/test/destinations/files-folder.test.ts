/** What a folder looks like to those who read it, and to others who land in it. */
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { fileNameOf } from "../../src/destinations/files/file-names.js";
import { CSV } from "../../src/destinations/files/formats/csv.js";
import { PARQUET } from "../../src/destinations/files/formats/parquet.js";
import { openExisting, openStore } from "../../src/destinations/open.js";
import type { Table } from "../../src/tables/table.js";
import { Files, FORMATS, query } from "./files-support.js";
import { batchOf, INTEGER, TEXT, tableOf, withDestination } from "./support.js";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "sluice-test-"));
});
afterEach(() => rm(folder, { recursive: true }));

/** One sync of one record, to its end. */
const land = (files: Files, table: Table, name: string, id = 1) =>
  withDestination(files.open, async (destination) => {
    await destination.start();
    await destination.begin([table]);
    await destination.commit([await batchOf(folder, table, name, { id, name })]);
    await destination.finish(table, name);
    await destination.end({ status: "complete", streams: [], error: undefined });
  });

describe.each(FORMATS)("a table in $name files", (format) => {
  const lake = () => new Files(join(folder, "lake"), format);
  const names = async () => (await lake().rows("acme", "users")).map((row) => row["name"]);

  test("without a key is a folder of parts; replaced it is one file, and further rows make it a folder again", async () => {
    const files = lake();
    const append = tableOf("append", undefined, []);
    await land(files, append, "a");
    await land(files, append, "b");
    const part = (number: number) => `part-00000${number}.${format.name}`;
    expect(await readdir(files.path("acme", "users"))).toEqual([part(1), part(2)]);
    await land(files, tableOf("replace", undefined, []), "c");
    expect(await readdir(files.path("acme"))).toEqual([`users.${format.name}`]);
    await land(files, append, "d");
    expect(await readdir(files.path("acme"))).toEqual(["users"]);
    expect(await readdir(files.path("acme", "users"))).toEqual([part(1), part(2)]);
    expect([...(await names())].sort()).toEqual(["c", "d"]);
  });

  test("is there when its stream is whole, even if nothing came", async () => {
    const table = tableOf("merge");
    await withDestination(lake().open, async (destination) => {
      await destination.start();
      await destination.begin([table]);
      await destination.finish(table, undefined);
    });
    expect(await readdir(lake().path("acme"))).toEqual([`users.${format.name}`]);
    await land(lake(), table, "a");
    expect(await names()).toEqual(["a"]);
  });

  test("is merged again and again in one sync, over a batch that fails", async () => {
    const table = tableOf("merge");
    await land(lake(), table, "old", 9);
    await withDestination(lake().open, async (destination) => {
      await destination.start();
      await destination.begin([table]);
      for (const name of ["a", "b", "c"]) {
        await destination.commit([await batchOf(folder, table, name, { id: 1, name }, { id: name, name })]);
        const broken = await batchOf(folder, table, "never", { id: 1, name: "never" }, { id: 2 });
        await writeFile(broken.file, (await readFile(broken.file, "utf8")).slice(0, -5));
        await expect(destination.commit([broken])).rejects.toThrow();
        expect(await readdir(lake().path("acme"))).toEqual([`users.${format.name}`]);
      }
    });
    expect((await names()).filter((name) => name === "never")).toEqual([]);
    expect((await lake().rows("acme", "users")).filter((row) => Number(row["id"]) === 1)).toHaveLength(1);
    expect(await names()).toContain("old");
  });

  test("that cannot be written is said to be so, and comes when it can", async () => {
    const table = tableOf("merge");
    await withDestination(lake().open, async (destination) => {
      await destination.start();
      await destination.begin([table]);
      await rm(lake().path("acme"), { recursive: true });
      await writeFile(lake().path("acme"), "no folder");
      const batch = await batchOf(folder, table, "a", { id: 1, name: "a" });
      await expect(destination.commit([batch])).rejects.toThrow(/lake cannot be written: .*acme.*goes on from there/);
      await rm(lake().path("acme"));
      await destination.commit([batch]);
    });
    expect(await names()).toEqual(["a"]);
  });

  test.each([
    ["..", "a/b"],
    ["c:\\x", 'q*?"<>|'],
    ["_sluice", "manifest"],
    [".git", "nul.txt"],
    ["acme", `${"ü".repeat(25)}`],
    ["it's", "data[1]"],
  ])("in the schema %s and of the name %s is within the folder", async (schema, name) => {
    const table = { ...tableOf("merge"), schema, name };
    await land(lake(), table, "a", 1);
    await land(lake(), table, "b", 2);
    const [entry] = (await lake().manifest())["streams"] as { files: string[] }[];
    const path = entry?.files[0] ?? "";
    expect(relative(lake().folder, lake().path(path))).toBe(path);
    expect(dirname(path)).not.toBe("_sluice");
    expect(await readdir(lake().path(dirname(path)))).toEqual([path.slice(dirname(path).length + 1)]);
    expect((await readFile(lake().path(path))).length).toBeGreaterThan(0);
    const { streams } = await withDestination(lake().open, (_destination, store) => store.history());
    expect(streams).toEqual([expect.objectContaining({ schema, table: name, landed: 2 })]);
  });

  test("of a source beside another is its own", async () => {
    const store = await openStore(`${format.name}:${lake().folder}`);
    const sources = ["one", "two", "three"];
    await Promise.all(
      sources.map(async (name) => {
        const destination = await store.connect(name);
        await expect(store.connect(name)).rejects.toThrow(/under way.*--name/);
        const table = { ...tableOf("merge"), schema: name };
        await destination.start();
        await destination.begin([table]);
        for (let id = 1; id <= 5; id++)
          await destination.commit([await batchOf(folder, table, `${id}`, { id, name: `${name} ${id}` })]);
        await destination.close();
      }),
    );
    await store.close();
    const history = await (await openExisting(`${format.name}:${lake().folder}`))?.history();
    expect(history?.streams.map(({ connection, state, landed }) => [connection, state, landed])).toEqual([
      ["one", "5", 5],
      ["three", "5", 5],
      ["two", "5", 5],
    ]);
    for (const name of sources) expect(await lake().rows(name, "users")).toHaveLength(5);
  });

  test("that Sluice did not make is not touched", async () => {
    await (await lake().open()).close();
    await land(lake(), { ...tableOf("merge"), name: "others" }, "a");
    await writeFile(lake().path("acme", `users.${format.name}`), "mine");
    await expect(land(lake(), tableOf("replace"), "a")).rejects.toThrow(/acme\.users that was not made by Sluice/);
    expect(await readFile(lake().path("acme", `users.${format.name}`), "utf8")).toBe("mine");
  });
});

test("a reader of a table that is replaced sees the old rows or the new, and never both", async () => {
  const files = new Files(join(folder, "lake"), PARQUET);
  const table = tableOf("replace", { id: INTEGER, name: TEXT });
  await land(files, table, "round 0");
  let isOver = false;
  const readings: string[] = [];
  const reader = async () => {
    while (!isOver) {
      const sql = `SELECT string_agg(name, ', ') AS names FROM read_parquet('${files.path("acme", "*.parquet")}')`;
      readings.push(String((await query(sql))[0]?.["names"]));
    }
  };
  const writer = async () => {
    for (let round = 1; round <= 20; round++) await land(files, table, `round ${round}`);
    isOver = true;
  };
  await Promise.all([reader(), writer()]);
  expect(readings.length).toBeGreaterThan(0);
  expect(readings.filter((names) => !/^round \d+$/.test(names))).toEqual([]);
});

test("a folder has files of one format", async () => {
  await (await openStore(`parquet:${folder}`)).close();
  await land(new Files(folder, PARQUET), tableOf("merge"), "a");
  await expect(new Files(folder, CSV).open()).rejects.toThrow(/holds parquet files.*another folder/);
});

test("a file has the name of its table where every system takes it, and else one of its own", () => {
  const kept = ["users", "名前", "a b", "a.b", "ns__users", "console"];
  expect(kept.map(fileNameOf)).toEqual(kept);
  const changed = ["", ".", "..", "a/b", "a:b", "con", "NUL.txt", "a.", "a ", "_SLUICE", "a\u0000b", "x".repeat(300)];
  const names = changed.map(fileNameOf);
  expect(new Set(names).size).toBe(changed.length);
  for (const name of names) expect(name).toMatch(/^(?!(con|nul)\b)[\w.]*_[0-9a-f]{6}$/);
  expect(names.filter((name) => name.startsWith("."))).toEqual([]);
});
