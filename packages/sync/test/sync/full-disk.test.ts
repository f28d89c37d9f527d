import { spawnSync } from "node:child_process";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { program, query, sluice } from "../cli/support.js";

let folder: string;
let isTiny = false;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "sluice-test-"));
  await mkdir(join(folder, "tiny"));
  isTiny = spawnSync("mount", ["-t", "tmpfs", "-o", "size=3m", "tmpfs", join(folder, "tiny")]).status === 0;
});
afterEach(async () => {
  spawnSync("umount", [join(folder, "tiny")]);
  await rm(folder, { recursive: true });
});

/** Of random letters, for the databases pack well what repeats. */
const LARGE = `
  const print = (message) => require("node:fs").writeSync(1, JSON.stringify(message) + "\\n");
  const json_schema = { properties: { id: { type: "integer" }, name: { type: "string" } } };
  if (process.argv[2] === "discover") print({ type: "CATALOG", catalog: { streams: [{ name: "users", json_schema, supported_sync_modes: ["full_refresh"] }] } });
  else for (let id = 0; id < Number(process.env.RECORDS); id++) {
    const data = { id, name: require("node:crypto").randomBytes(500).toString("base64") };
    print({ type: "RECORD", record: { stream: "users", emitted_at: 1, data } });
  }`;

/** Only root may make a disk that small. */
const onTinyDisk = (name: string, work: () => Promise<void>) =>
  test(name, async () => {
    if (isTiny) await work();
    else process.stderr.write("no small disk could be mounted here: the test of a full one is left out\n");
  });

onTinyDisk("a disk that is full ends the sync with a clear word, and what was there stays", async () => {
  const source = await program(folder, "source-large.js", LARGE);
  const args = ["sync", source, "--env", "RECORDS", "--to", "duckdb:tiny/x.duckdb"];
  expect((await sluice(folder, args, { RECORDS: "10" })).status).toBe(0);
  const full = await sluice(folder, args, { RECORDS: "20000" });
  expect([full.status, full.stderr]).toEqual([1, expect.stringMatching(/No space left/)]);
  expect(full.stderr).not.toMatch(/\n\s+at /);
  expect(await query(join(folder, "tiny/x.duckdb"), "SELECT count(*) AS count FROM large.users")).toEqual([
    { count: "10" },
  ]);
});

onTinyDisk("a temporary folder that is full says how to have another", async () => {
  const source = await program(folder, "source-large.js", LARGE);
  const full = await sluice(folder, ["sync", source, "--env", "RECORDS"], {
    RECORDS: "20000",
    TMPDIR: join(folder, "tiny"),
  });
  expect([full.status, full.stderr]).toEqual([1, expect.stringMatching(/no space is left in .*tiny.*TMPDIR/)]);
});
