/** One process at a time loads into a folder. */
import { spawnSync } from "node:child_process";
import { mkdtemp, readdir, readFile, rm, stat, utimes, watch, writeFile } from "node:fs/promises";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { FilesStore } from "../../src/destinations/files/files-store.js";
import { Lock } from "../../src/destinations/files/lock.js";
import { Files } from "./files-support.js";
import { tableOf, withSync } from "./support.js";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "sluice-test-"));
});
afterEach(() => rm(folder, { recursive: true }));

describe("a folder that another process loads into", () => {
  const files = () => new Files(join(folder, "lake"), "parquet");
  const lockPath = () => files().path("_sluice", "lock");
  const lock = async (pid: number, host = hostname()) => {
    await (await files().open()).close();
    await writeFile(lockPath(), JSON.stringify({ id: "x", pid, host, startedAt: "2026-01-02T03:04:05Z" }));
  };
  const deadPid = () => spawnSync(process.execPath, ["-e", ""]).pid;

  test("is refused, and the process and the lock are named", async () => {
    await lock(process.ppid);
    const message = `process id ${process.ppid}, since 2026-01-02T03:04:05Z, according to ${lockPath()}.*--wait-lock`;
    await expect(files().open()).rejects.toThrow(new RegExp(message));
    expect(await readFile(lockPath(), "utf8")).toContain(String(process.ppid));
  });

  test("on another machine is refused, even if no process here has that id", async () => {
    await lock(deadPid(), "elsewhere");
    await expect(files().open()).rejects.toThrow(/on elsewhere.*delete the lock/);
  });

  test("is waited for", async () => {
    const holder = await files().open();
    const waiting = FilesStore.open(files().folder, "parquet", { waitMs: 60_000 });
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

  describe("of which nothing is known but its signs of life", () => {
    const OTHERS = { boot: "another", namespace: "pid:[1]", start: "1" };
    const holder = (identity: object) =>
      JSON.stringify({ id: "x", pid: 1, host: "elsewhere", startedAt: "2026-01-02T03:04:05Z", process: identity });
    const path = () => join(folder, "lock");

    test.each([
      ["on another machine, or before a restart of this one", holder(OTHERS)],
      ["whose lock is empty, because its disk was full", ""],
      ["whose lock was cut while it was written", '{"id":"x","pid"'],
    ])("loses it where it gives none: one %s", async (_what, content) => {
      await writeFile(path(), content);
      const taken = await Lock.take(path(), { silentMs: 300 });
      await taken.assertHeld();
      await taken.release();
      expect(await readdir(folder)).toEqual([]);
    });

    test("keeps it where it gives one, and is named with its host and since when", async () => {
      await writeFile(path(), holder(OTHERS));
      const touching = setInterval(() => void utimes(path(), new Date(), new Date()), 20);
      const taken = Lock.take(path(), { silentMs: 60_000 });
      await expect(taken).rejects.toThrow(/process id 1 on elsewhere, since 2026-01-02T03:04:05Z/);
      clearInterval(touching);
    });

    test("gives them while it has the lock", async () => {
      const held = await Lock.take(path());
      const old = new Date(0);
      await utimes(path(), old, old);
      for await (const { filename } of watch(folder)) {
        if (filename === "lock" && (await stat(path())).mtimeMs > 0) break;
      }
      await held.release();
    });
  });

  test("is taken over where another process has the id of its process now", async () => {
    const held = await Lock.take(join(folder, "lock"));
    const own = JSON.parse(await readFile(join(folder, "lock"), "utf8")) as { process?: object };
    await held.release();
    const reused = { ...own, id: "x", pid: process.ppid, process: { ...own.process, start: "1" } };
    await writeFile(join(folder, "lock"), JSON.stringify(reused));
    await (await Lock.take(join(folder, "lock"))).release();
  });

  test("is no longer written once the lock is gone", async () => {
    await withSync({ open: files().open, folder }, async (sync) => {
      await rm(lockPath());
      await expect(sync.begin(tableOf("merge"))).rejects.toThrow(/no longer holds the lock/);
    });
  });

  test("can be read at the same time", async () => {
    expect(await FilesStore.existing(files().folder)).toBeUndefined();
    await withSync({ open: files().open, folder }, async () => {
      const other = await FilesStore.existing(files().folder);
      expect((await other?.history())?.runs).toEqual([expect.objectContaining({ status: "running" })]);
      await expect(other?.connect("acme")).rejects.toThrow(/for reading only/);
    });
  });
});
