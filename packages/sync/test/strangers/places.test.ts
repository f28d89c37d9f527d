/** Where a sync runs: disks that are full, and containers that are started again under another host name. */
import { execFileSync, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdir, readdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { sluice } from "../cli/support.js";
import { Files } from "../destinations/files-support.js";
import { Yard } from "./support.js";

const bin = fileURLToPath(new URL("../../bin/sluice.js", import.meta.url));
const yard = new Yard();
beforeEach(() => yard.open());
afterEach(() => yard.close());

const READ = "record(1); state(1); complete();";
const ids = async () => (await new Files(yard.path("lake"), "jsonl").rows("rogue", "users")).map(({ id }) => id);

/** Only root may make a disk that small. */
const hasSmallDisks =
  spawnSync("unshare", ["--mount", "mount", "-t", "tmpfs", "-o", "size=64k", "none", "/mnt"]).status === 0;

(hasSmallDisks ? test : test.skip)(
  "a disk that is full when the lock is taken fails the sync with a reason, and leaves no lock (needs root)",
  async () => {
    const lake = yard.path("lake");
    await mkdir(lake);
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=64k", "none", lake]);
    try {
      await mkdir(join(lake, "_sluice"));
      const filler = join(lake, "filler");
      spawnSync("dd", ["if=/dev/zero", `of=${filler}`, "bs=1k"]);
      const args = ["sync", "./source-rogue.js", "--to", "jsonl:lake"];
      const full = await yard.run({ read: READ }, args);
      expect([full.status, full.stderr]).toEqual([1, expect.stringMatching(/[Nn]o space/)]);
      expect(full.stderr).not.toMatch(/\n\s+at /);
      await rm(filler);
      const again = await sluice(yard.folder, args);
      expect([again.status, again.stderr, await ids()]).toEqual([0, "", [1]]);
    } finally {
      execFileSync("umount", ["--lazy", lake]);
    }
  },
);

const inContainer = (host: string, ...command: readonly string[]) => [
  ...["--pid", "--fork", "--uts", "--mount-proc", "--kill-child=SIGKILL"],
  ...["sh", "-c", 'hostname "$0" && exec "$@"', host, ...command],
];
const hasNamespaces = spawnSync("unshare", inContainer("test", "true")).status === 0;

(hasNamespaces ? test : test.skip)(
  "a container that is killed, and started again under another host name, gets its folder back (needs root)",
  async () => {
    await yard.write({ read: `${READ} fs.writeFileSync(__dirname + "/ready", ""); setInterval(() => {}, 1e6);` });
    const args = [process.execPath, bin, "sync", "./source-rogue.js", "--to", "jsonl:lake"];
    const environment = { PATH: process.env["PATH"], TMPDIR: yard.folder };
    const killed = spawn("unshare", inContainer("first", ...args), {
      cwd: yard.folder,
      env: environment,
      stdio: "ignore",
    });
    while (!(await readdir(yard.folder)).includes("ready")) await new Promise(setImmediate);
    killed.kill("SIGKILL");
    await once(killed, "exit");
    expect(await readdir(yard.path("lake/_sluice"))).toContain("lock");
    await yard.write({ read: READ });
    const again = spawnSync("unshare", inContainer("second", ...args), {
      cwd: yard.folder,
      env: environment,
      encoding: "utf8",
    });
    expect([again.status, await ids()]).toEqual([0, [1]]);
    expect(await yard.left()).toEqual([]);
  },
  90_000,
);

(hasNamespaces ? test : test.skip)(
  "a container keeps its folders while it runs, whatever another one does (needs root)",
  async () => {
    const environment = { PATH: process.env["PATH"], TMPDIR: yard.folder };
    await yard.write({
      read: `${READ} fs.writeFileSync(__dirname + "/ready", ""); const wait = () => fs.existsSync(__dirname + "/go") || setTimeout(wait, 10); wait();`,
    });
    const args = [process.execPath, bin, "sync", "./source-rogue.js", "--to", "jsonl:lake"];
    const first = spawn("unshare", inContainer("first", ...args), {
      cwd: yard.folder,
      env: environment,
      stdio: "ignore",
    });
    while (!(await readdir(yard.folder)).includes("ready")) await new Promise(setImmediate);
    const second = spawnSync("unshare", inContainer("second", ...args), {
      cwd: yard.folder,
      env: environment,
      encoding: "utf8",
    });
    expect([second.status, second.stderr]).toEqual([
      1,
      expect.stringMatching(/process id \d+ on first, since .*--wait-lock/),
    ]);
    await writeFile(yard.path("go"), "");
    const [status] = (await once(first, "exit")) as [number];
    expect([status, await ids()]).toEqual([0, [1]]);
  },
  90_000,
);
