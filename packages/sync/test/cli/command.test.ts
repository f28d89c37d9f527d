import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { program, query, sluice } from "./support.js";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "sluice-test-"));
});
afterEach(() => rm(folder, { recursive: true }));

const SMALL = `
  const print = (message) => console.log(JSON.stringify(message));
  if (process.argv[2] === "discover") print({ type: "CATALOG", catalog: { streams: [{ name: "users", json_schema: {}, supported_sync_modes: ["full_refresh"] }] } });
  else print({ type: "RECORD", record: { stream: "users", emitted_at: 1, data: { key: process.env.GIVEN ?? "none" } } });`;

describe("sluice sync", () => {
  test("loads the records of a program into sluice.duckdb, in a schema of the source's name, and prints a table", async () => {
    await program(folder, "source-small.js", SMALL);
    const ran = await sluice(folder, ["sync", "./source-small.js", "--env", "GIVEN"], { GIVEN: "yes" });
    expect([ran.status, ran.stderr]).toEqual([0, ""]);
    const table = "table                  read  loaded\nsmall.users  complete     1       1\n";
    expect(ran.stdout.replaceAll(/\d+\.\d+/g, "0.5")).toBe(
      `small: 1 stream, 1 record in 0.5 s (0.5/s)\n${table}\nEverything arrived: 1 record of 1 stream in 0.5 s.\n`,
    );
    expect(await query(join(folder, "sluice.duckdb"), "SELECT _sluice_extra FROM small.users")).toEqual([
      { _sluice_extra: '{"key":"yes"}' },
    ]);
  });

  test("puts the tables of a script into a schema of its name, without the extension", async () => {
    await program(folder, "foo.py", SMALL);
    expect(await sluice(folder, ["sync", "./foo.py"])).toMatchObject({ status: 0, stderr: "" });
    expect(await query(join(folder, "sluice.duckdb"), "SELECT count(*) AS n FROM foo.users")).toEqual([{ n: "1" }]);
  });

  test("finds an installed connector by its name, with source- and without", async () => {
    await mkdir(join(folder, "node_modules/.bin"), { recursive: true });
    await mkdir(join(folder, "deep"));
    await program(folder, "node_modules/.bin/source-small", SMALL);
    for (const name of ["small", "source-small"]) {
      const ran = await sluice(join(folder, "deep"), [
        "sync",
        name,
        "--to",
        "duckdb:x.duckdb",
        "--schema",
        "s",
        "--json",
      ]);
      const events = ran.stdout.split("\n").flatMap((line) => (line === "" ? [] : [JSON.parse(line)]));
      const users = { stream: "users", schema: "s", table: "users" };
      const run = expect.stringMatching(/^[0-9a-f-]{36}$/);
      expect(events.filter(({ event }) => event !== "progress")).toEqual([
        { event: "started", source: "small", run, streams: [users] },
        {
          ...{ event: "ended", source: "small", run, ok: true, seconds: expect.any(Number) },
          streams: [
            {
              ...users,
              status: "COMPLETE",
              read: 1,
              loaded: 1,
              deleted: 0,
              typeMismatches: [],
              changes: [],
              mode: "replace",
              rows: 1,
            },
          ],
          ...{ errors: [], warnings: [] },
        },
      ]);
    }
  });

  test.each([
    [
      ["sync"],
      2,
      /^Missing source\. Pass one, for example `sluice sync hellobaton`, or list sources in sluice\.config\.ts or \.json\.$/m,
    ],
    [["sink", "x"], 2, /^Unknown command: sink\. Did you mean sync\?\n\nUsage: sluice COMMAND \[options\]\n/],
    [["sync", "x", "--to", "mysql://h"], 2, /"mysql:" is not a kind of destination\. Write duckdb:FILE/],
    [["sync", "x", "--no-such"], 2, /^Unknown option --no-such\.\n\nUsage: sluice sync \[SOURCE\] \[options\]\n/],
    [["sync", "x", "--batch", "0"], 2, /^Invalid --batch\. Write a whole number of at least 1\./],
    [["sync", "nowhere"], 1, /No connector "nowhere" is installed.*npm install @sluice\/source-nowhere/],
    [["sync", "./nowhere.js"], 1, /^Cannot run .*nowhere\.js: there is no such program/],
  ])("%j ends with %i and says what to do", async (args, status, expected) => {
    const ran = await sluice(folder, args);
    expect([ran.status, ran.stdout]).toEqual([status, ""]);
    expect(ran.stderr).toMatch(expected);
    expect(ran.stderr).not.toMatch(/\n\s+at /);
  });

  test("never quotes a config that cannot be read", async () => {
    await program(folder, "source-small.js", SMALL);
    await writeFile(join(folder, "config.json"), '{"key": "s3cr3t",');
    const ran = await sluice(folder, ["sync", "./source-small.js", "--config", "config.json"]);
    expect([ran.status, ran.stderr]).toEqual([
      2,
      expect.stringMatching(/^Cannot read the config config\.json: it is not JSON/),
    ]);
    expect(ran.stderr).not.toContain("s3cr3t");
  });

  test("prints its version", async () => {
    const ran = await sluice(folder, ["--version"]);
    expect([ran.status, ran.stdout]).toEqual([0, expect.stringMatching(/^sluice \d+\.\d+\.\d+\n$/)]);
  });

  test("prints its help", async () => {
    const ran = await sluice(folder, ["--help"]);
    expect([ran.status, ran.stdout]).toEqual([
      0,
      expect.stringMatching(/^Usage: sluice COMMAND \[options\]\n[\s\S]*^ {2}sync +read sources /m),
    ]);
  });

  test("names the process that has the file open", async () => {
    await program(folder, "source-slow.js", `${SMALL}\n if (process.argv[2] !== "discover") process.stdin.resume();`);
    const holder = program(
      folder,
      "source-hold.js",
      `
      if (process.argv[2] === "discover") {
        const { spawnSync } = require("node:child_process");
        const inner = spawnSync(process.execPath, [process.env.SLUICE, "sync", "./source-slow.js"], { encoding: "utf8" });
        console.error(inner.stderr);
        process.exit(3);
      }`,
    );
    await holder;
    const bin = fileURLToPath(new URL("../../bin/sluice.js", import.meta.url));
    const ran = await sluice(folder, ["sync", "./source-hold.js", "--env", "SLUICE"], { SLUICE: bin });
    expect(ran.status).toBe(1);
    expect(ran.stderr).toMatch(/sluice\.duckdb is open in another process \(.*process id \d+\), which began at \d{4}-/);
  });
});
