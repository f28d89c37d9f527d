/** What a killed sync leaves in a folder, and what the next one makes of it. */
import { mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import type { RedoLog } from "../../src/destinations/files/manifest-content.js";
import type { Table } from "../../src/tables/table.js";
import { Files, FORMATS } from "./files-support.js";
import { INTEGER, TEXT, tableOf, withSync } from "./support.js";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "sluice-test-"));
});
afterEach(() => rm(folder, { recursive: true }));

/** Loads one record and stops there: nothing is written after the commit. */
async function load(files: Files, table: Table, state: string, id: number): Promise<void> {
  await withSync({ open: files.open, folder }, async (sync) => {
    await sync.begin(table);
    await sync.load(table, state, { id, name: state });
    if (table.mode === "replace") await sync.finish(table, state);
  });
}

async function stateOf(files: Files): Promise<string | undefined> {
  const { state } = await withSync({ open: files.open, folder }, (_sync, start) => Promise.resolve(start));
  return state.streams.find(({ name }) => name === "users")?.state?.text;
}

const names = async (files: Files) => (await files.rows("acme", "users")).map((row) => String(row["name"])).sort();

describe.each(FORMATS)("a killed %s sync", (format) => {
  const lake = () => new Files(join(folder, "lake"), format);
  const append = tableOf("append", undefined, []);
  const part = `part-000001.${format}`;

  test("between its commit and the renames is completed by the next", async () => {
    const files = lake();
    const single = files.path("acme", `users.${format}`);
    await load(files, tableOf("merge"), "one", 1);
    const before = await readFile(single);
    await load(files, tableOf("merge"), "two", 1);
    const { moves } = (await files.manifest())["redo"] as RedoLog;
    await rename(single, files.path(moves[0]?.from ?? ""));
    await writeFile(single, before);
    expect(await names(files)).toEqual(["one"]);

    expect(await stateOf(files)).toBe("two");
    expect(await names(files)).toEqual(["two"]);
    expect(await readdir(files.path("acme"))).toEqual([`users.${format}`]);
  });

  test("before its commit leaves nothing", async () => {
    const files = lake();
    await load(files, append, "one", 1);
    await writeFile(files.path("acme", ".5f0e.sluice-tmp"), "half of a ta");
    await writeFile(files.path("acme", "users", ".5f0e.sluice-tmp"), "half of a pa");
    await writeFile(files.path("acme", ".mine"), "a user's");
    await writeFile(files.path("_sluice", "manifest.json.tmp"), '{"version":1,"str');

    expect(await stateOf(files)).toBe("one");
    expect(await names(files)).toEqual(["one"]);
    expect(await readdir(files.path("acme", "users"))).toEqual([part]);
    expect((await readdir(files.path("acme"))).sort()).toEqual([".mine", "users"]);
  });

  test("leaves no part of a table that has become one file", async () => {
    const files = lake();
    await load(files, append, "one", 1);
    const before = await readFile(files.path("acme", "users", part));
    await load(files, tableOf("replace", undefined, []), "two", 2);
    expect(await files.tables("acme")).toEqual(["users"]);
    await rm(files.path("acme", "users"), { recursive: true, force: true });
    await mkdir(files.path("acme", "users"));
    await writeFile(files.path("acme", "users", part), before);

    expect(await stateOf(files)).toBe("two");
    expect(await files.tables("acme")).toEqual(["users"]);
    expect(await names(files)).toEqual(["two"]);
  });

  test("that rewrote parts with other types is completed by the next", async () => {
    if (format === "jsonl") return; // lines have no types
    const files = lake();
    const before = tableOf("append", { id: INTEGER, name: TEXT, at: { type: "string", format: "date" } }, []);
    const after = tableOf("append", { id: INTEGER, name: TEXT, at: TEXT }, [], { before });
    await load(files, before, "one", 1);
    const old = await readFile(files.path("acme", "users", part));
    await load(files, after, "two", 2);
    const { moves, removals } = (await files.manifest())["redo"] as RedoLog;
    expect(removals).toEqual([`acme/users/${part}`]);
    await rename(files.path(moves[0]?.to ?? ""), files.path(moves[0]?.from ?? ""));
    await writeFile(files.path("acme", "users", part), old);

    expect(await stateOf(files)).toBe("two");
    expect(await readdir(files.path("acme", "users"))).toEqual([`part-000002.${format}`]);
    expect(await names(files)).toEqual(["one", "two"]);
  });
});
