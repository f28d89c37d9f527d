/** A source that does not end, or that writes endlessly, is bounded; and the files that we write may be removed. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdir, rm, writeFile } from "node:fs/promises";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { query, sluice } from "../cli/support.js";
import { Yard } from "./support.js";

const bin = fileURLToPath(new URL("../../bin/sluice.js", import.meta.url));
const yard = new Yard();
beforeEach(() => yard.open());
afterEach(() => yard.close());

/** Long enough for a source to start on a busy machine. */
const SILENCE_S = "3";

const count = () => query(yard.path("sluice.duckdb"), "SELECT count(*)::VARCHAR AS n FROM rogue.users");

describe("a source that falls silent", () => {
  test("is stopped after --timeout, and what its state covers is loaded", async () => {
    const read = "record(1); state(1); record(2); setInterval(() => {}, 1e6);";
    const ran = await yard.run({ read }, ["sync", "./source-rogue.js", "--timeout", SILENCE_S]);
    expect(ran.status).toBe(1);
    expect(ran.stderr + ran.stdout).toMatch(/wrote nothing for 3 s, so it was stopped.*--timeout/);
    expect(await count()).toEqual([{ n: "1" }]);
  });

  test.each(["discover", "check"])("is stopped also in its %s", async (verb) => {
    const always = `if (verb === "${verb}") return void setInterval(() => {}, 1e6);`;
    const ran = await yard.run({ always, read: "" }, [
      verb === "check" ? "check" : "sync",
      "./source-rogue.js",
      "--timeout",
      SILENCE_S,
    ]);
    expect([ran.status, ran.stderr]).toEqual([1, expect.stringMatching(/wrote nothing for 3 s/)]);
  });

  test("is not stopped while it writes, nor while the destination is slow", async () => {
    const read = `
      let left = 12;
      const timer = setInterval(() => { record(left); if (--left === 0) clearInterval(timer); }, 300);`;
    await writeFile(
      yard.path("sluice.config.json"),
      JSON.stringify({ sources: [{ source: "./source-rogue.js", timeout: Number(SILENCE_S) }] }),
    );
    const ran = await yard.run({ read }, ["sync"]);
    expect([ran.status, ran.stderr]).toEqual([0, ""]);
    expect(await count()).toEqual([{ n: "12" }]);
  });
});

describe("a file that is taken away during a sync", () => {
  /** Waits until the file is gone or replaced, then continues. */
  const WAITING = `
    record(1); state(1); complete();
    const path = __dirname + "/sluice.duckdb";
    fs.writeFileSync(__dirname + "/ready", "");
    const before = fs.statSync(path).ino;
    const isSame = () => fs.existsSync(path) && fs.statSync(path).ino === before;
    const timer = setInterval(() => { if (!isSame()) { clearInterval(timer); after(); } }, 10);`;

  async function run(after: string, takeAway: () => Promise<void>) {
    await yard.write({ read: `const after = () => { ${after} };${WAITING}` });
    const child = spawn(process.execPath, [bin, "sync", "./source-rogue.js", "--batch", "1"], { cwd: yard.folder });
    const said = Promise.all([text(child.stdout), text(child.stderr), once(child, "exit")]);
    while (!(await readdir(yard.folder)).includes("ready")) await new Promise(setImmediate);
    await takeAway();
    const [stdout, stderr, [status]] = await said;
    return { status, said: stdout + stderr };
  }

  const remove = () => rm(yard.path("sluice.duckdb"));
  const replace = async () => {
    await query(yard.path("other.duckdb"), "SELECT 1");
    await rm(yard.path("sluice.duckdb"));
    await query(yard.path("sluice.duckdb"), "CREATE TABLE mine AS SELECT 1 AS x");
  };

  test.each([
    ["removed, before the next batch", "removed", "record(2); state(2);", remove],
    ["replaced, before the next batch", "replaced", "record(2); state(2);", replace],
    ["removed, after the last batch", "removed", "", remove],
    ["replaced, after the last batch", "replaced", "", replace],
  ])("is noticed where it is %s", async (_what, word, after, takeAway) => {
    const ran = await run(after, takeAway);
    expect([ran.status, ran.said]).toEqual([
      1,
      expect.stringMatching(new RegExp(`sluice\\.duckdb was ${word} while it was open`)),
    ]);
    expect(ran.said).not.toContain("Everything arrived");
    if (word === "replaced")
      expect(await query(yard.path("sluice.duckdb"), "SELECT x::VARCHAR AS x FROM mine")).toEqual([{ x: "1" }]);
  });
});

describe("a folder that is taken away during a sync", () => {
  const unkeyed = {
    name: "users",
    json_schema: { properties: { id: { type: "integer" } } },
    supported_sync_modes: ["incremental"],
    source_defined_cursor: true,
  };
  const keyed = { ...unkeyed, source_defined_primary_key: [["id"]] };

  test.each([
    [
      "the file of a merged table, at the end",
      keyed,
      "rogue/users.parquet",
      "",
      /users\.parquet was removed during the sync/,
    ],
    [
      "the file of a merged table, before the next batch",
      keyed,
      "rogue/users.parquet",
      "record(2); state(2);",
      /was removed during/,
    ],
    [
      "a part of an appended table, at the end",
      unkeyed,
      "rogue/users/part-000001.parquet",
      "",
      /part-000001.* was removed during/,
    ],
    [
      "a part of one, before the next batch",
      unkeyed,
      "rogue/users/part-000001.parquet",
      "record(2); state(2);",
      /was removed during/,
    ],
    [
      "all of it",
      keyed,
      "rogue/users.parquet",
      "fs.rmSync(__dirname + '/lake', { recursive: true });",
      /no longer holds the lock/,
    ],
  ])("is noticed where it is %s", async (_what, stream, file, after, message) => {
    const read = `
      record(1); state(1); complete();
      const path = __dirname + "/lake/${file}";
      const timer = setInterval(() => {
        if (!fs.existsSync(path)) return;
        clearInterval(timer);
        fs.rmSync(path);
        ${after}
      }, 10);`;
    const args = ["sync", "./source-rogue.js", "--to", "parquet:lake", "--batch", "1"];
    const ran = await yard.run({ streams: [stream], read }, args);
    expect([ran.status, ran.stderr + ran.stdout]).toEqual([1, expect.stringMatching(message)]);
  });
});

describe("a source without bounds", () => {
  test("fails with a reason if a line is too long, and other streams load", async () => {
    const stream = (name: string) => ({
      name,
      json_schema: { properties: { id: { type: "integer" } } },
      supported_sync_modes: ["full_refresh"],
    });
    const read = `
      record(1, "", "other");
      fs.writeSync(1, '{"type":"RECORD","record":{"stream":"users","emitted_at":1,"data":{"id":1,"text":"');
      const piece = "x".repeat(1 << 20);
      for (let left = 129; left > 0; left--) for (let at = 0; at < piece.length; ) at += fs.writeSync(1, piece.slice(at));
      print('"}}}');
      record(2, "", "other");`;
    const streams = [stream("users"), stream("other")];
    const ran = await yard.run({ streams, read }, ["sync", "./source-rogue.js", "--json"]);
    expect(ran.status).toBe(1);
    const ended = JSON.parse(ran.stdout.trim().split("\n").at(-1) ?? "{}") as {
      streams: { stream: string; error?: string }[];
    };
    const users = ended.streams.find((one) => one.stream === "users")?.error;
    expect(users).toMatch(/a line is longer than 128 MiB/);
  }, 60_000);

  test("with values nested too deep fails its stream in every destination", async () => {
    const read = `print('{"type":"RECORD","record":{"stream":"users","emitted_at":1,"data":{"id":1,"u":' + "[".repeat(1e5) + "]".repeat(1e5) + "}}}");`;
    for (const to of ["duckdb:x.duckdb", "parquet:p", "csv:c", "jsonl:j"]) {
      const ran = await yard.run({ read }, ["sync", "./source-rogue.js", "--to", to]);
      expect([to, ran.status, ran.stdout + ran.stderr]).toEqual([
        to,
        1,
        expect.stringMatching(/nested more than 1000 levels deep/),
      ]);
    }
  });

  test("with a log that is nested too deep is still read", async () => {
    const read = `print('{"type":"LOG","log":{"level":"WARN","message":"x","more":' + "[".repeat(1e5) + "]".repeat(1e5) + "}}"); record(1);`;
    await writeFile(yard.path("config.json"), JSON.stringify({ password: "s3cr3t" }));
    const ran = await yard.run({ read }, ["sync", "./source-rogue.js", "--config", "config.json"]);
    expect([ran.status, ran.stderr]).toEqual([0, ""]);
  });

  test("with records of 50,000 streams that were not requested names some of them, in linear time", async () => {
    const read = `
      let lines = "";
      for (let id = 0; id < 50_000; id++) lines += JSON.stringify({ type: "RECORD", record: { stream: "s" + id, emitted_at: 1, data: { id } } }) + "\\n";
      for (const piece of lines.match(/[^]{1,60000}/g)) for (let at = 0; at < piece.length; ) at += fs.writeSync(1, piece.slice(at));`;
    const ran = await yard.run({ read }, ["sync", "./source-rogue.js"]);
    expect([ran.status, ran.stderr + ran.stdout]).toEqual([
      1,
      expect.stringMatching(/"s0", which it was not asked for[\s\S]*and 49980 more errors/),
    ]);
    expect((ran.stderr + ran.stdout).length).toBeLessThan(10_000);
  });

  test("with 20,000 different warnings, and one of many megabytes, shows some of them", async () => {
    const read = `
      const warn = (message) => print({ type: "LOG", log: { level: "WARN", message } });
      warn("x".repeat(5e6));
      for (let index = 0; index < 20_000; index++) warn("warning " + index);
      record(1);`;
    const ran = await yard.run({ read }, ["sync", "./source-rogue.js"]);
    expect([ran.status, ran.stderr]).toEqual([0, ""]);
    expect(ran.stdout).toMatch(/warning 18[\s\S]*and 19981 more warnings/);
    expect(ran.stdout.length).toBeLessThan(20_000);
  });

  test("with an error of many megabytes keeps the beginning of it", async () => {
    const read = `trace("ERROR", { error: { message: "too much " + "x".repeat(5e6) } });`;
    const ran = await yard.run({ read }, ["sync", "./source-rogue.js"]);
    expect([ran.status, ran.stderr + ran.stdout]).toEqual([1, expect.stringContaining("too much xxx")]);
    expect((ran.stderr + ran.stdout).length).toBeLessThan(20_000);
    expect((await sluice(yard.folder, ["status", "--json"])).stdout.length).toBeLessThan(20_000);
  });
});
