/** Runs that are kept, listed and shown, and the hook that is called with each of them. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { program, query, sluice } from "./support.js";

const bin = fileURLToPath(new URL("../../bin/sluice.js", import.meta.url));

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "sluice-test-"));
  await program(folder, "source-s.js", SOURCE);
});
afterEach(() => rm(folder, { recursive: true }));

/** Its schema grows with COLUMN, and its end is set by FAIL, REFUSED and HANG. */
const SOURCE = `
  const fs = require("node:fs");
  const print = (message) => fs.writeSync(1, JSON.stringify(message) + "\\n");
  const { COLUMN, FAIL, REFUSED, HANG } = process.env;
  const properties = { id: { type: "integer" }, ...(COLUMN && { [COLUMN]: { type: "string" } }) };
  const supported_sync_modes = ["full_refresh", "incremental"];
  const stream = { name: "users", json_schema: { properties }, supported_sync_modes, source_defined_primary_key: [["id"]] };
  const failed = (message, of) => print({ type: "TRACE", trace: { type: "ERROR", error: { message, stream_descriptor: of } } });
  if (process.argv[2] === "discover") {
    if (REFUSED) { failed("The key was refused."); process.exit(1); }
    print({ type: "CATALOG", catalog: { streams: [stream] } });
  } else if (process.argv[2] === "read") {
    for (const id of [1, "two"]) print({ type: "RECORD", record: { stream: "users", emitted_at: 1, data: { id } } });
    print({ type: "STATE", state: { type: "STREAM", stream: { stream_descriptor: { name: "users" }, stream_state: {} } } });
    print({ type: "LOG", log: { level: "WARN", message: "The API is old." } });
    if (FAIL) failed("The list broke off.", { name: "users" });
    if (HANG) { fs.writeFileSync("ready", ""); setInterval(() => {}, 1e6); }
  }`;

const VARIABLES = ["--env", "COLUMN,FAIL,REFUSED,HANG"];
const sync = (environment: Record<string, string> = {}, ...args: string[]) =>
  sluice(folder, ["sync", "./source-s.js", ...VARIABLES, ...args], environment);
const runs = async (...args: string[]) => JSON.parse((await sluice(folder, ["runs", "--json", ...args])).stdout);

describe("sluice runs", () => {
  test("lists the runs, newest first, of all sources or one", async () => {
    await sync();
    await sync({ FAIL: "1" });
    await sync({ REFUSED: "1" }, "--name", "eu");
    const ran = await sluice(folder, ["runs"], { TZ: "UTC" });
    expect([ran.status, ran.stderr]).toEqual([0, ""]);
    const [heading, ...lines] = ran.stdout.trimEnd().split("\n");
    expect(heading).toMatch(/^run {7}source {2}started +took {2}status +read {2}loaded {2}error$/);
    expect(lines).toEqual([
      expect.stringMatching(/^[0-9a-f]{8} {2}eu +20\d\d-.* failed +0 +0 {2}The key was refused\.$/),
      expect.stringMatching(/^[0-9a-f]{8} {2}s +20\d\d-.* failed +2 +2 {2}The list broke off\.$/),
      expect.stringMatching(/^[0-9a-f]{8} {2}s +20\d\d-.* complete +2 +2$/),
    ]);
    expect(await runs("s")).toMatchObject([{ status: "failed" }, { status: "complete" }]);
    expect(await runs("--limit", "1")).toMatchObject([{ connection: "eu", status: "failed" }]);
    const unknown = await sluice(folder, ["runs", "S"]);
    expect(unknown).toMatchObject({ status: 1, stdout: "" });
    expect(unknown.stderr).toBe('There are no runs of "S" in this destination. It has: s.\n');
  });

  test("says that there are none yet", async () => {
    expect(await sluice(folder, ["runs"])).toMatchObject({
      status: 0,
      stdout: "No runs yet. Run `sluice sync SOURCE`.\n",
    });
    expect(await runs()).toEqual([]);
  });
});

describe("sluice status --run", () => {
  test("shows a run in full, by the first characters of its id", async () => {
    await sync();
    await sync({ COLUMN: "name", FAIL: "1" });
    const [{ id, version }] = await runs();
    const ran = await sluice(folder, ["status", "--run", id.slice(0, 12).toUpperCase()], { TZ: "UTC" });
    expect([ran.status, ran.stderr]).toEqual([0, ""]);
    expect(version).toMatch(/^\d+\.\d+\.\d+/);
    expect(ran.stdout.split("\n")).toEqual([
      `run      ${id}`,
      "source   s",
      "program  ./source-s.js",
      `sluice   ${version}`,
      expect.stringMatching(/^started {2}20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00$/),
      expect.stringMatching(/^took {5}[\d.]+ s$/),
      "status   failed",
      "",
      "stream          read  loaded",
      "users   FAILED     2       2",
      "",
      "users: the column name was added.",
      "users: 1 value of id is not of the type of the column; kept in _sluice_extra (first: record 2).",
      "The API is old.",
      "users: The list broke off.",
      "",
    ]);
    const json = JSON.parse((await sluice(folder, ["status", "--run", id, "--json"])).stdout);
    expect(json).toMatchObject({
      ...{ id, connection: "s", source: "./source-s.js", version, status: "failed", error: "The list broke off." },
      ...{ startedAt: expect.stringMatching(/Z$/), endedAt: expect.stringMatching(/Z$/) },
      ...{ errors: [], warnings: ["The API is old."] },
    });
    expect(json.streams).toEqual([
      {
        ...{ stream: "users", read: 2, loaded: 2, status: "INCOMPLETE", mode: "merge", error: "The list broke off." },
        changes: [{ kind: "added", column: "name" }],
        typeMismatches: [{ field: "id", values: 1, first: 1 }],
      },
    ]);
  });

  test.each([
    [
      ["--run", "0"],
      1,
      /^Several runs begin with 0: 0[0-9a-f-]{35} \(s\), 0[0-9a-f-]{35} \(s\)\. Write more characters/,
    ],
    [["--run", "0000"], 1, /^There is no run 0000 in this destination\. `sluice runs` lists them/],
    [["--run", "last"], 2, /^Invalid --run\. Write the id of a run/],
    [["--run", ""], 2, /^Invalid --run\./],
  ])("%j ends with %i and a clear line", async (args, status, expected) => {
    await sync();
    await query(
      join(folder, "sluice.duckdb"),
      "UPDATE _sluice.runs SET run_id = '0a' || substr(run_id, 3); INSERT INTO _sluice.runs SELECT * REPLACE ('0b' || substr(run_id, 3) AS run_id) FROM _sluice.runs",
    );
    const ran = await sluice(folder, ["status", ...args]);
    expect([ran.status, ran.stdout]).toEqual([status, ""]);
    expect(ran.stderr).toMatch(expected);
  });
});

test("the id of a run is in the first and last event of --json and each line of --log", async () => {
  const ran = await sync({}, "--json", "--log", "run.jsonl");
  const [{ id }] = await runs();
  const linesOf = (text: string) =>
    text
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
  const events = linesOf(ran.stdout).filter(({ event }) => event !== "progress"); // a slow run has some
  expect(events.map(({ event, run }) => [event, run])).toEqual([
    ["started", id],
    ["ended", id],
  ]);
  const log = linesOf(await readFile(join(folder, "run.jsonl"), "utf8"));
  expect(log.map(({ type, run }) => [type, run])).toEqual([
    ["LOG", id],
    ["ENDED", id],
  ]);
});

describe("the hook of a project", () => {
  /** Appends what it gets to hooked.jsonl. */
  const HOOK = [
    process.execPath,
    "-e",
    'require("fs").appendFileSync("hooked.jsonl", require("fs").readFileSync(0) + "\\n")',
  ];
  const write = (project: object) => writeFile(join(folder, "sluice.config.json"), JSON.stringify(project));
  const hooked = async () =>
    (await readFile(join(folder, "hooked.jsonl"), "utf8"))
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
  const source = (name: string, more: object = {}) => ({
    source: "./source-s.js",
    name,
    env: ["FAIL", "HANG"],
    ...more,
  });

  test("is called with each run, as it is kept", async () => {
    await write({ onRun: HOOK, to: "duckdb:all.duckdb", sources: [source("one"), source("two")] });
    expect((await sluice(folder, ["sync"], { FAIL: "1" })).status).toBe(1);
    const calls = await hooked();
    expect(calls.map(({ connection, status }) => [connection, status]).sort()).toEqual([
      ["one", "failed"],
      ["two", "failed"],
    ]);
    const [{ text, destination, startedAt, endedAt, ...run }] = calls;
    expect(destination).toBe("duckdb:all.duckdb");
    expect(text).toMatch(
      /^(one|two): failed, 2 records of 1 stream in [\d.]+ s, 1 of them failed\. Run .*The list broke off\.$/,
    );
    const kept = JSON.parse((await sluice(folder, ["status", "--run", run.id, "--json"])).stdout);
    expect(kept).toMatchObject(run);
    expect(Math.abs(Date.parse(kept.startedAt) - Date.parse(startedAt))).toBeLessThan(10_000);
    expect(Math.abs(Date.parse(kept.endedAt) - Date.parse(endedAt))).toBeLessThan(10_000);
  });

  test("that fails is a warning, and everything has arrived", async () => {
    const failing = [process.execPath, "-e", 'console.error("token " + process.argv[1]); process.exit(7)', "${TOKEN}"];
    await write({ onRun: failing, sources: [source("one")] });
    const ran = await sluice(folder, ["sync", "--json"], { TOKEN: "s3cr3t-t0k3n" });
    expect([ran.status, ran.stderr]).toEqual([0, ""]);
    const events = ran.stdout
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(events.at(-1)).toEqual({
      event: "warning",
      source: "one",
      text: expect.stringMatching(
        /^The hook \(onRun\) failed: node ended with exit status 7\. Its last words: token \*{4}\. /,
      ),
    });
    expect(ran.stdout).not.toContain("s3cr3t");
  });

  test("is called with a run that a signal stopped", async () => {
    await write({ onRun: HOOK, sources: [source("one")] });
    const child = spawn(process.execPath, [bin, "sync"], {
      cwd: folder,
      env: { ...process.env, TMPDIR: folder, HANG: "1" },
      stdio: "ignore",
    });
    const exit = once(child, "exit");
    while (!existsSync(join(folder, "ready"))) await new Promise((resolve) => setImmediate(resolve));
    child.kill("SIGTERM");
    expect(await exit).toEqual([143, null]);
    expect(await hooked()).toMatchObject([
      { connection: "one", status: "stopped", error: "stopped by SIGTERM", streams: [{ stream: "users", loaded: 2 }] },
    ]);
    expect(await runs()).toMatchObject([{ status: "stopped", error: "stopped by SIGTERM" }]);
  });

  test.each([
    ["the destination", { to: "duckdb:none/x.duckdb" }, {}, /none\/x\.duckdb/],
    ["a source", {}, { source: "./nowhere.js" }, /Cannot run .*nowhere\.js/],
  ])("is called for each source if %s cannot be opened", async (_what, project, entry, error) => {
    await write({ onRun: HOOK, ...project, sources: [source("one"), source("two", entry)] });
    expect((await sluice(folder, ["sync"])).status).toBe(1);
    const calls = await hooked();
    expect(calls.map(({ connection, status }) => [connection, status]).sort()).toEqual([
      ["one", "failed"],
      ["two", "failed"],
    ]);
    expect(calls[0].error).toMatch(error);
  });

  test("is not called by a dry run", async () => {
    await write({ onRun: HOOK, sources: [source("one")] });
    expect((await sluice(folder, ["sync", "--dry-run"])).status).toBe(0);
    expect(existsSync(join(folder, "hooked.jsonl"))).toBe(false);
  });

  test("that needs a shell is refused before anything is loaded", async () => {
    await write({ onRun: "cat > hooked.jsonl", sources: [source("one")] });
    const ran = await sluice(folder, ["sync"]);
    expect(ran).toMatchObject({ status: 1, stdout: "" });
    expect(ran.stderr).toMatch(/^Invalid onRun: it is run without a shell/);
    expect(existsSync(join(folder, "sluice.duckdb"))).toBe(false);
  });
});
