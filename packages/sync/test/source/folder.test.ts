import { spawnSync } from "node:child_process";
import { access, mkdir, rm, stat } from "node:fs/promises";
import { hostname, tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { WorkFolder } from "../../src/source/folder.js";

const isThere = (path: string) =>
  access(path).then(
    () => true,
    () => false,
  );

describe("a folder to work in", () => {
  test("is for this user's eyes only, as its files are, and goes in the end", async () => {
    const folder = await WorkFolder.open();
    const file = await folder.file("config.json", "{}");
    expect([(await stat(folder.path)).mode & 0o777, (await stat(file)).mode & 0o777]).toEqual([0o700, 0o600]);
    await folder.remove();
    expect(await isThere(folder.path)).toBe(false);
  });

  test("of a process that is dead is swept; that of a living one, and of another machine, is not", async () => {
    const dead = spawnSync(process.execPath, ["-e", ""]).pid;
    const folder = await WorkFolder.open();
    const here = folder.path.slice(0, folder.path.indexOf(`-${process.pid}-`));
    const left = `${here}-${dead}-abcdef`;
    const elsewhere = join(dirname(here), `sluice-not-${hostname()}-${dead}-abcdef`);
    for (const path of [left, elsewhere]) await mkdir(path);
    await (await WorkFolder.open()).remove();
    expect([await isThere(left), await isThere(elsewhere), await isThere(folder.path)]).toEqual([false, true, true]);
    await rm(elsewhere, { recursive: true });
    await folder.remove();
    expect(dirname(folder.path)).toBe(tmpdir());
  });
});
