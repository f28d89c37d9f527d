/** What a folder looks like to its readers, and to others who write to it. */
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { fileNameOf } from "../../src/destinations/files/disk.js";
import { openExisting, openStore } from "../../src/destinations/open.js";
import type { Table } from "../../src/tables/table.js";
import { Files, FORMATS, query } from "./files-support.js";
import { broken, INTEGER, TEXT, TestSync, tableOf, withSync } from "./support.js";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "sluice-test-"));
});
afterEach(() => rm(folder, { recursive: true }));

const append = tableOf("append", undefined, []);

const syncOf = <T>(files: Files, work: (sync: TestSync) => Promise<T>) => withSync({ open: files.open, folder }, work);

/** One sync of one record, to its end. */
const load = (files: Files, table: Table, name: string, id = 1) =>
  syncOf(files, async (sync) => {
    const { failures } = await sync.begin(table);
    for (const reason of failures.values()) throw new Error(reason);
    await sync.load(table, name, { id, name });
    await sync.finish(table, name);
  });

describe.each(FORMATS)("a table in %s files", (format) => {
  const lake = () => new Files(join(folder, "lake"), format);
  const names = async () => (await lake().rows("acme", "users")).map((row) => row["name"]);
  const part = (number: number) => `part-00000${number}.${format}`;

  test("without a key is a folder of parts, one file once it is replaced, and a folder again with further rows", async () => {
    const files = lake();
    await load(files, append, "a");
    await load(files, append, "b");
    expect(await readdir(files.path("acme", "users"))).toEqual([part(1), part(2)]);
    await load(files, tableOf("replace", undefined, []), "c");
    expect(await readdir(files.path("acme"))).toEqual([`users.${format}`]);
    await load(files, append, "d");
    expect(await readdir(files.path("acme"))).toEqual(["users"]);
    expect(await readdir(files.path("acme", "users"))).toEqual([part(1), part(2)]);
    expect([...(await names())].sort()).toEqual(["c", "d"]);
  });

  test("becomes one file when it gets a key", async () => {
    for (const name of ["a", "b"]) await load(lake(), append, name);
    await load(lake(), tableOf("merge"), "c");
    expect(await readdir(lake().path("acme"))).toEqual([`users.${format}`]);
    expect([...(await names())].sort()).toEqual(["a", "b", "c"]);
  });

  test("exists when its stream is complete, also without records", async () => {
    for (const table of [tableOf("merge"), tableOf("append", undefined, [], { name: "log" })]) {
      await syncOf(lake(), async (sync) => {
        await sync.begin(table);
        await sync.finish(table);
      });
    }
    expect(await lake().tables("acme")).toEqual(["log", "users"]);
    await load(lake(), tableOf("merge"), "a");
    expect(await names()).toEqual(["a"]);
  });

  test("is merged again and again in one sync, despite batches that fail", async () => {
    const table = tableOf("merge");
    await load(lake(), table, "old", 9);
    await syncOf(lake(), async (sync) => {
      await sync.begin(table);
      for (const name of ["a", "b", "c"]) {
        await sync.load(table, name, { id: 1, name }, { id: name, name });
        const failing = await broken(await sync.batch(table, { id: 1, name: "never" }, { id: 2 }));
        await expect(sync.commit([failing])).rejects.toThrow();
        expect(await readdir(lake().path("acme"))).toEqual([`users.${format}`]);
      }
    });
    expect([...(await names())].sort()).toEqual(["a", "b", "c", "c", "old"]);
  });

  test("whose folder cannot be written fails alone, and is written once it can be", async () => {
    const table = tableOf("merge");
    await syncOf(lake(), async (sync) => {
      await sync.begin(table);
      await rm(lake().path("acme"), { recursive: true });
      await writeFile(lake().path("acme"), "not a folder");
      await expect(sync.load(table, "a", { id: 1, name: "a" })).rejects.toThrow(/acme cannot be written: .*sync again/);
      const elsewhere = tableOf("merge", undefined, undefined, { name: "others", schema: "other" });
      const { failures } = await sync.begin(table, elsewhere);
      expect([...failures.values()]).toEqual([expect.stringMatching(/acme cannot be written/)]);
      await sync.load(elsewhere, "1", { id: 1 });
      await rm(lake().path("acme"));
      await sync.begin(table);
      await sync.load(table, "a", { id: 1, name: "a" });
    });
    expect(await names()).toEqual(["a"]);
  });

  test("whose file cannot be renamed stops the sync, and the next one completes it", async () => {
    const table = tableOf("merge");
    const single = lake().path("acme", `users.${format}`);
    await syncOf(lake(), async (sync) => {
      await sync.begin(table);
      await mkdir(join(single, "in the way"), { recursive: true });
      await expect(sync.load(table, "a", { id: 1, name: "a" })).rejects.toThrow(/Rows are saved.*could not be renamed/);
      await expect(sync.load(table, "b", { id: 2, name: "b" })).rejects.toThrow(/could not be renamed/);
    });
    await expect(lake().open()).rejects.toThrow(/lake cannot be written/);
    await rm(single, { recursive: true });
    const { state } = await syncOf(lake(), (sync) => Promise.resolve(sync));
    expect(state.streams.map((entry) => entry.state?.text)).toEqual(["a"]);
    expect(await names()).toEqual(["a"]);
  });

  test("whose file is not as it was written fails with a remedy", async () => {
    const table = tableOf("merge");
    await load(lake(), table, "a");
    await writeFile(lake().path("acme", `users.${format}`), "{");
    const loading = load(lake(), table, "b");
    await expect(loading).rejects.toThrow(
      /users cannot be loaded: .*users\.\w+ is not as it was written .*--full-refresh/,
    );
    await expect(loading).rejects.toMatchObject({ name: "TableError" });
    await load(lake(), tableOf("replace"), "c");
    expect(await names()).toEqual(["c"]);
  });

  test.each([
    ["..", "a/b"],
    ["c:\\x", 'q*?"<>|'],
    ["_sluice", "manifest"],
    [".git", "nul.txt"],
    ["acme", `${"ü".repeat(25)}`],
    ["it's", "data[1]"],
  ])("in the schema %s with the name %s stays within the folder", async (schema, name) => {
    const table = { ...tableOf("merge"), schema, name };
    await load(lake(), table, "a", 1);
    await load(lake(), table, "b", 2);
    const [entry] = (await lake().manifest())["tables"] as { files: string[] }[];
    const path = entry?.files[0] ?? "";
    expect(relative(lake().folder, lake().path(path))).toBe(path);
    expect(dirname(path)).not.toBe("_sluice");
    expect(await readdir(lake().path(dirname(path)))).toEqual([path.slice(dirname(path).length + 1)]);
    expect((await readFile(lake().path(path))).length).toBeGreaterThan(0);
    const { states } = await syncOf(lake(), ({ store }) => store.history());
    expect(states.get("acme")?.streams).toEqual([expect.objectContaining({ schema, table: name, loaded: 2 })]);
  });

  test("belongs to its connection, next to those of others", async () => {
    const store = await openStore(`${format}:${lake().folder}`);
    const sources = ["one", "two", "three"];
    await Promise.all(
      sources.map(async (name) => {
        const sync = new TestSync(await store.connect(name), store, folder);
        await expect(store.connect(name)).rejects.toThrow(/is running.*--name/);
        const table = tableOf("merge", undefined, undefined, { schema: name });
        await sync.start();
        await sync.begin(table);
        for (let id = 1; id <= 5; id++) await sync.load(table, `${id}`, { id, name: `${name} ${id}` });
        await sync.destination.close();
      }),
    );
    await store.close();
    const history = await (await openExisting(`${format}:${lake().folder}`))?.history();
    const found = [...(history?.states ?? [])].map(
      ([
        name,
        {
          streams: [entry],
        },
      ]) => [name, entry?.state?.text, entry?.loaded],
    );
    expect(found).toEqual([
      ["one", "5", 5],
      ["three", "5", 5],
      ["two", "5", 5],
    ]);
    for (const name of sources) expect(await lake().rows(name, "users")).toHaveLength(5);
  });

  test("is refused where a user has a file or a folder of files in its place", async () => {
    const path = (...names: string[]) => lake().path(...names);
    await load(lake(), { ...tableOf("merge"), name: "others" }, "a");
    await writeFile(path("acme", `users.${format}`), "mine");
    await expect(load(lake(), tableOf("replace"), "a")).rejects.toThrow(
      `acme/users.${format} that was not made by Sluice`,
    );
    expect(await readFile(path("acme", `users.${format}`), "utf8")).toBe("mine");
    await mkdir(path("acme", "Log"));
    await writeFile(path("acme", "Log", `x.${format}`), "mine");
    const log = tableOf("append", undefined, [], { name: "log" });
    await expect(load(lake(), log, "a")).rejects.toThrow("acme/Log that was not made by Sluice");
  });

  test("does not take that of another connection whose name is another file", async () => {
    const other = tableOf("merge", undefined, undefined, { schema: "it's", name: "a:b" });
    await load(lake(), other, "a");
    const { failures } = await withSync(
      { open: lake().open, folder },
      (sync) => sync.begin(tableOf("merge", undefined, undefined, { schema: "it's", name: "A:B" })),
      "other",
    );
    expect([...failures.values()]).toEqual([expect.stringMatching(/belongs to the connection "acme"/)]);
    expect((await syncOf(lake(), (sync) => Promise.resolve(sync.state))).streams).toHaveLength(1);
  });

  test("is refused where a user put a file after the stream began", async () => {
    const table = tableOf("merge");
    await syncOf(lake(), (sync) => sync.begin(table));
    await writeFile(lake().path("acme", `users.${format}`), "mine");
    await expect(load(lake(), table, "a")).rejects.toThrow(/was not made by Sluice/);
  });
});

test("a reader of a table that is replaced sees either the old rows or the new ones", async () => {
  const files = new Files(join(folder, "lake"), "parquet");
  const table = tableOf("replace", { id: INTEGER, name: TEXT });
  await load(files, table, "round 0");
  let isOver = false;
  const readings: string[] = [];
  const reader = async () => {
    while (!isOver) {
      const sql = `SELECT string_agg(name, ', ') AS names FROM read_parquet('${files.path("acme", "*.parquet")}')`;
      readings.push(String((await query(sql))[0]?.["names"]));
    }
  };
  const writer = async () => {
    for (let round = 1; round <= 20; round++) await load(files, table, `round ${round}`);
    isOver = true;
  };
  await Promise.all([reader(), writer()]);
  expect(readings.length).toBeGreaterThan(0);
  expect(readings.filter((names) => !/^round \d+$/.test(names))).toEqual([]);
});

test("a folder has files of one format", async () => {
  await load(new Files(folder, "parquet"), tableOf("merge"), "a");
  await expect(new Files(folder, "csv").open()).rejects.toThrow(/holds parquet files.*another folder/);
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
