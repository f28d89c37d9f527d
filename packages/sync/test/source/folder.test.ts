import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { access, chmod, mkdir, mkdtemp, rm, stat, utimes, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { WorkFolder } from "../../src/source/folder.js";

const isThere = (path: string) =>
  access(path).then(
    () => true,
    () => false,
  );

/** Makes a folder as a sync does, and listens on its lock in a process of its own; prints once it does. */
const HOLD = `
  const { mkdirSync } = require("node:fs");
  mkdirSync(process.argv[1], { mode: 0o700 });
  require("node:net").createServer().listen(process.argv[1] + "/lock", () => console.log("holds"));`;

describe("a work folder", () => {
  let holder: ChildProcess | undefined;
  let own: string;
  beforeEach(async () => {
    own = await mkdtemp(join(tmpdir(), "test-"));
  });
  afterEach(async () => {
    holder?.kill("SIGKILL");
    await rm(own, { recursive: true });
  });

  async function held(): Promise<string> {
    const path = join(own, "sluice-sync-abcdef");
    holder = spawn(process.execPath, ["-e", HOLD, path], { stdio: ["ignore", "pipe", "inherit"] });
    await once(holder, "spawn");
    if (holder.stdout !== null) await once(holder.stdout, "data");
    return path;
  }

  const sweep = async () => (await WorkFolder.open(own)).remove();

  test("can be read by this user only, as its files can, and is removed at the end", async () => {
    const folder = await WorkFolder.open(own);
    const file = await folder.file("config.json", "{}");
    expect([(await stat(folder.path)).mode & 0o777, (await stat(file)).mode & 0o777]).toEqual([0o700, 0o600]);
    await folder.remove();
    expect(await isThere(folder.path)).toBe(false);
    expect(dirname(folder.path)).toBe(own);
  });

  test("is removed as soon as its lock is free, and not before", async () => {
    const path = await held();
    await sweep();
    expect(await isThere(path)).toBe(true);
    holder?.kill("SIGKILL");
    if (holder !== undefined) await once(holder, "exit");
    await sweep();
    expect(await isThere(path)).toBe(false);
  });

  test("is not removed while this process holds its lock", async () => {
    const folder = await WorkFolder.open(own);
    await sweep();
    expect(await isThere(folder.path)).toBe(true);
    await folder.remove();
  });

  test("without a lock is removed after a day, e.g. one of an earlier version", async () => {
    const [young, aged] = [join(own, "sluice-host-1-abcdef"), join(own, "sluice-host-2-abcdef")];
    for (const path of [young, aged]) await mkdir(path, { mode: 0o700 });
    const before = new Date(Date.now() - 25 * 3_600_000);
    await utimes(aged, before, before);
    await sweep();
    expect([await isThere(young), await isThere(aged)]).toEqual([true, false]);
  });

  test.each([
    ["has a lock that is not a socket", "sluice-sync-abcdef", true],
    ["has another name", "sluice-warehouse", false],
  ])("that %s is a user's own, and stays", async (_what, name, hasLock) => {
    const path = join(own, name);
    await mkdir(path, { mode: 0o700 });
    if (hasLock) await writeFile(join(path, "lock"), "");
    const before = new Date(Date.now() - 25 * 3_600_000);
    await utimes(path, before, before);
    await sweep();
    expect(await isThere(path)).toBe(true);
  });

  test("that others can read is not ours, and stays", async () => {
    const path = await held();
    await chmod(path, 0o755);
    holder?.kill("SIGKILL");
    if (holder !== undefined) await once(holder, "exit");
    await sweep();
    expect(await isThere(path)).toBe(true);
  });

  test("is made also where the path is too long for a lock", async () => {
    const parent = join(own, "x".repeat(120));
    await mkdir(parent);
    const folder = await WorkFolder.open(parent);
    await (await WorkFolder.open(parent)).remove();
    expect(await isThere(folder.path)).toBe(true);
    await folder.remove();
    const server = createServer();
    await expect(once(server.listen(join(folder.path, "lock")), "listening")).rejects.toThrow();
  });
});
