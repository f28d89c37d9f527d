/** What a kill leaves in a folder, and what the next sync makes of it. */
import { spawnSync } from "node:child_process";
import { mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { FilesStore } from "../../src/destinations/files/files-store.js";
import { PARQUET } from "../../src/destinations/files/formats/parquet.js";
import type { Todo } from "../../src/destinations/files/manifest.js";
import type { Table } from "../../src/tables/table.js";
import { Files, FORMATS } from "./files-support.js";
import { batchOf, tableOf, withDestination } from "./support.js";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "sluice-test-"));
});
afterEach(() => rm(folder, { recursive: true }));

/** Lands one record, and ends there: nothing is written down behind the commit. */
async function land(files: Files, table: Table, state: string, id: number): Promise<void> {
  await withDestination(files.open, async (destination) => {
    await destination.start();
    await destination.begin([table]);
    await destination.commit([await batchOf(folder, table, state, { id, name: state })]);
  });
}

async function stateOf(files: Files): Promise<string | undefined> {
  const memory = await withDestination(files.open, (destination) => destination.start());
  return memory.streams.get("users")?.state;
}

const names = async (files: Files) => (await files.rows("acme", "users")).map((row) => row["name"]);

describe.each(FORMATS)("a $name sync that was killed", (format) => {
  const lake = () => new Files(join(folder, "lake"), format);

  test("between its commit and the renames is made whole by the next", async () => {
    const files = lake();
    const single = files.path("acme", `users.${format.name}`);
    await land(files, tableOf("merge"), "one", 1);
    const before = await readFile(single);
    await land(files, tableOf("merge"), "two", 1);
    const { moves } = (await files.manifest())["todo"] as Todo;
    await rename(single, files.path(moves[0]?.from ?? ""));
    await writeFile(single, before);
    expect(await names(files)).toEqual(["one"]);

    expect(await stateOf(files)).toBe("two");
    expect(await names(files)).toEqual(["two"]);
    expect(await readdir(files.path("acme"))).toEqual([`users.${format.name}`]);
  });

  test("before its commit leaves nothing", async () => {
    const files = lake();
    const table = tableOf("append", undefined, []);
    await land(files, table, "one", 1);
    await writeFile(files.path("acme", ".5f0e.sluice-tmp"), "half of a ta");
    await writeFile(files.path("acme", "users", ".5f0e.sluice-tmp"), "half of a pa");
    await writeFile(files.path("acme", ".mine"), "a person's");
    await writeFile(files.path("_sluice", "manifest.json.tmp"), '{"version":1,"str');

    expect(await stateOf(files)).toBe("one");
    expect(await names(files)).toEqual(["one"]);
    expect(await readdir(files.path("acme", "users"))).toEqual([`part-000001.${format.name}`]);
    expect((await readdir(files.path("acme"))).sort()).toEqual([".mine", "users"]);
  });

  test("while a table went from parts to one file leaves no part", async () => {
    const files = lake();
    await land(files, tableOf("append", undefined, []), "one", 1);
    const part = await readFile(files.path("acme", "users", `part-000001.${format.name}`));
    const table = tableOf("replace", undefined, []);
    await withDestination(files.open, async (destination) => {
      await destination.start();
      await destination.begin([table]);
      await destination.commit([await batchOf(folder, table, undefined, { id: 2, name: "two" })]);
      await destination.finish(table, "two");
    });
    expect(await files.tables("acme")).toEqual(["users"]);
    await rm(files.path("acme", "users"), { recursive: true, force: true });
    await mkdir(files.path("acme", "users"));
    await writeFile(files.path("acme", "users", `part-000001.${format.name}`), part);

    expect(await stateOf(files)).toBe("two");
    expect(await files.tables("acme")).toEqual(["users"]);
    expect(await names(files)).toEqual(["two"]);
  });
});

describe("a folder that another process lands in", () => {
  const files = () => new Files(join(folder, "lake"), PARQUET);
  const lockPath = () => files().path("_sluice", "lock");
  const lock = async (pid: number, host = hostname()) => {
    await (await files().open()).close();
    await writeFile(lockPath(), JSON.stringify({ id: "x", pid, host, startedAt: "2026-01-02T03:04:05Z" }));
  };
  const deadPid = () => spawnSync(process.execPath, ["-e", ""]).pid;

  test("is refused, and the process and the lock are named", async () => {
    await lock(process.ppid);
    const said = new RegExp(`process id ${process.ppid}, since 2026-01-02T03:04:05Z, says ${lockPath()}.*--wait-lock`);
    await expect(files().open()).rejects.toThrow(said);
    expect(await readFile(lockPath(), "utf8")).toContain(String(process.ppid));
  });

  test("on another machine is refused, even if no process here has that id", async () => {
    await lock(deadPid(), "elsewhere");
    await expect(files().open()).rejects.toThrow(/on elsewhere.*delete the lock/);
  });

  test("is waited for", async () => {
    const holder = await files().open();
    const waiting = FilesStore.open(files().folder, PARQUET, { waitMs: 60_000 });
    await holder.close();
    await (await waiting).close();
  });

  test("is refused to a second store of one process", async () => {
    const holder = await files().open();
    await expect(files().open()).rejects.toThrow(new RegExp(`process id ${process.pid}`));
    await holder.close();
  });

  test.each([
    ["is dead", deadPid],
    ["had the id that is ours now", () => process.pid],
  ])("is taken over where that process %s", async (_what, pid) => {
    await lock(pid());
    await (await files().open()).close();
    expect(await readdir(files().path("_sluice"))).not.toContain("lock");
  });

  test("without leave is not written in: a lock that is gone ends the sync", async () => {
    await withDestination(files().open, async (destination) => {
      await destination.start();
      await rm(lockPath());
      await expect(destination.begin([tableOf("merge")])).rejects.toThrow(/no longer this sync's/);
    });
  });

  test("can be looked at all the while", async () => {
    expect(await FilesStore.existing(files().folder)).toBeUndefined();
    await withDestination(files().open, async (destination) => {
      await destination.start();
      const other = await FilesStore.existing(files().folder);
      expect((await other?.history())?.runs).toEqual([expect.objectContaining({ status: "running" })]);
      await expect(other?.connect("acme")).rejects.toThrow(/read only/);
    });
  });
});
