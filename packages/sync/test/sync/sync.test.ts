import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import type { JsonValue } from "@sluice/core";
import { Database } from "../../src/destinations/duckdb/database.js";
import { DuckDb } from "../../src/destinations/duckdb/duckdb.js";
import { type SyncOutcome, sync } from "../../src/sync/sync.js";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "sluice-test-"));
});
afterEach(() => rm(folder, { recursive: true }));

const file = () => join(folder, "test.duckdb");
const NEVER = new AbortController().signal;

/** A source of another make: it writes what the function `read` of this script returns, and knows nothing of Sluice. */
async function source(script: string): Promise<{ program: string; args: string[] }> {
  const path = join(folder, "source.cjs");
  const streams = ["users", "events"].map((name) => ({
    name,
    json_schema: { properties: { id: { type: "integer" }, name: { type: "string" } } },
    supported_sync_modes: name === "users" ? ["full_refresh", "incremental"] : ["full_refresh"],
    source_defined_primary_key: [["id"]],
  }));
  const text = `
    const fs = require("node:fs");
    const args = process.argv.slice(2);
    const given = (name) => args.includes(name) ? JSON.parse(fs.readFileSync(args[args.indexOf(name) + 1], "utf8")) : undefined;
    const print = (message) => console.log(typeof message === "string" ? message : JSON.stringify(message));
    const record = (stream, data) => ({ type: "RECORD", record: { stream, data, emitted_at: 1760000000000 } });
    const state = (name, value) => ({ type: "STATE", state: { type: "STREAM", stream: { stream_descriptor: { name }, stream_state: value } } });
    const status = (name, value) => ({ type: "TRACE", trace: { type: "STREAM_STATUS", emitted_at: 1, stream_status: { stream_descriptor: { name }, status: value } } });
    const failure = (name, message) => ({ type: "TRACE", trace: { type: "ERROR", emitted_at: 1, error: { message, stream_descriptor: name && { name } } } });
    if (args[0] === "discover") print({ type: "CATALOG", catalog: { streams: ${JSON.stringify(streams)} } });
    else (${script})({ given, print, record, state, status, failure });`;
  await writeFile(path, text);
  return { program: process.execPath, args: [path] };
}

async function syncFrom(script: string, options: Options = {}) {
  const destination = await DuckDb.open(file(), "acme");
  try {
    return await sync({
      source: await source(script),
      config: { key: "secret" },
      destination,
      schema: "acme",
      signal: NEVER,
      ...options,
    });
  } finally {
    await destination.close();
  }
}

async function rows(table: string): Promise<JsonValue> {
  const database = await Database.open(file());
  try {
    const found = await database.rows(`SELECT id, name FROM acme.${table} ORDER BY id`);
    return found.map(({ id, name }) => [Number(id), name]) as JsonValue;
  } finally {
    database.close();
  }
}

interface Options {
  readonly fullRefresh?: boolean;
  readonly streams?: string[];
  readonly batchRecords?: number;
}

const brief = ({ ok, streams }: SyncOutcome) => [
  ok,
  ...streams.map(({ stream, status, read, landed }) => [stream, status, read, landed]),
];

const USERS_ON = `({ given, print, record, state }) => {
  const from = given("--state")?.[0].stream.stream_state.id ?? 0;
  for (let id = from + 1; id <= from + 2; id++) print(record("users", { id, name: "run from " + from }));
  print(state("users", { id: from + 2 }));
  print(record("events", { id: 1, name: "e" }));
}`;

describe("a sync", () => {
  test("lands all streams, and the next one goes on where this one stopped", async () => {
    expect(brief(await syncFrom(USERS_ON))).toEqual([true, ["users", "COMPLETE", 2, 2], ["events", "COMPLETE", 1, 1]]);
    expect(brief(await syncFrom(USERS_ON))).toEqual([true, ["users", "COMPLETE", 2, 2], ["events", "COMPLETE", 1, 1]]);
    expect(await rows("users")).toEqual([
      [1, "run from 0"],
      [2, "run from 0"],
      [3, "run from 2"],
      [4, "run from 2"],
    ]);
    expect(await rows("events")).toEqual([[1, "e"]]);
  });

  test("lands in batches as states come, and the records behind the last state with that one", async () => {
    const script = `({ print, record, state }) => {
      for (let id = 1; id <= 25; id++) {
        print(record("users", { id, name: "n" }));
        if (id % 10 === 0) print(state("users", { id }));
      }
    }`;
    const outcome = await syncFrom(script, { batchRecords: 10, streams: ["users"] });
    expect(brief(outcome)).toEqual([true, ["users", "COMPLETE", 25, 25]]);
    const destination = await DuckDb.open(file(), "acme");
    expect((await destination.states()).get("users")).toContain('{"id":20}');
    await destination.close();
  });

  test("that is to be full asks for everything, and replaces what is there", async () => {
    await syncFrom(USERS_ON);
    await syncFrom(USERS_ON, { fullRefresh: true });
    expect(await rows("users")).toEqual([
      [1, "run from 0"],
      [2, "run from 0"],
    ]);
  });

  test("of some streams leaves the others alone", async () => {
    const outcome = await syncFrom(
      `({ given, print, record }) => { for (const { stream } of given("--catalog").streams) print(record(stream.name, { id: 1 })); }`,
      { streams: ["events"] },
    );
    expect(brief(outcome)).toEqual([true, ["events", "COMPLETE", 1, 1]]);
  });

  test("in which a stream fails keeps what its state covers, and its old table where it was to be replaced; the others are landed", async () => {
    await syncFrom(`({ print, record }) => { print(record("events", { id: 7, name: "old" })); }`);
    const outcome = await syncFrom(`({ print, record, state, status, failure }) => {
      print(record("users", { id: 1, name: "covered" }));
      print(state("users", { id: 1 }));
      print(record("users", { id: 2, name: "not covered" }));
      print(failure("users", "The key was refused."));
      print(status("users", "INCOMPLETE"));
      print(record("events", { id: 8, name: "new" }));
      print(failure("events", "The list broke off."));
      print(status("events", "INCOMPLETE"));
      process.exitCode = 1;
    }`);
    expect(brief(outcome)).toEqual([false, ["users", "INCOMPLETE", 2, 1], ["events", "INCOMPLETE", 1, 0]]);
    expect(outcome.streams.map(({ error }) => error)).toEqual(["The key was refused.", "The list broke off."]);
    expect([await rows("users"), await rows("events")]).toEqual([[[1, "covered"]], [[7, "old"]]]);
    expect(brief(await syncFrom(USERS_ON))).toEqual([true, ["users", "COMPLETE", 2, 2], ["events", "COMPLETE", 1, 1]]);
    expect(await rows("users")).toEqual([
      [1, "covered"],
      [2, "run from 1"],
      [3, "run from 1"],
    ]);
  });

  test("whose source dies without a word is not taken for whole, and says how it died", async () => {
    const outcome = await syncFrom(`({ print, record, status }) => {
      print(record("users", { id: 1 }));
      print(status("users", "COMPLETE"));
      print(record("events", { id: 1 }));
      process.stderr.write("no memory left", () => process.kill(process.pid, "SIGKILL"));
    }`);
    expect(brief(outcome)).toEqual([false, ["users", "COMPLETE", 1, 1], ["events", "INCOMPLETE", 1, 0]]);
    expect(outcome.errors).toEqual([expect.stringMatching(/SIGKILL.*no memory left/)]);
  });

  test("keeps each digit of a state", async () => {
    await syncFrom(`({ print }) => {
      print('{"type":"STATE","state":{"type":"STREAM","stream":{"stream_descriptor":{"name":"users"},"stream_state":{"at":9007199254740993}}}}');
    }`);
    const destination = await DuckDb.open(file(), "acme");
    expect((await destination.states()).get("users")).toContain('{"at":9007199254740993}');
    await destination.close();
  });

  test("passes over what is no message, and tells of it", async () => {
    const outcome = await syncFrom(
      `({ print, record }) => { print("Starting up"); print(record("users", { id: 1 })); print(""); }`,
    );
    expect([outcome.ok, outcome.notes]).toEqual([true, ["The source wrote a line that is no message: Starting up"]]);
    expect(await rows("users")).toEqual([[1, null]]);
  });

  test.each([
    [
      "a record of a stream that nobody asked for",
      `({ print, record }) => print(record("others", { id: 1 }))`,
      /"others"/,
    ],
    [
      "a state for all streams",
      `({ print }) => print({ type: "STATE", state: { type: "GLOBAL", global: {} } })`,
      /one state/,
    ],
  ])("does not take %s for success", async (_what, script, told) => {
    const outcome = await syncFrom(script);
    expect([outcome.ok, outcome.errors]).toEqual([false, [expect.stringMatching(told)]]);
  });

  test("leaves nothing in the temporary folder, with the config least of all", async () => {
    const before = await readdir(tmpdir());
    await syncFrom(USERS_ON);
    const left = (await readdir(tmpdir())).filter((name) => /^sluice-(?!test-)/.test(name) && !before.includes(name));
    expect(left).toEqual([]);
  });

  test("of a source that lists no streams is an error that says why", async () => {
    const destination = await DuckDb.open(file(), "acme");
    const task = { config: {}, destination, schema: "acme", signal: NEVER };
    const silent = { program: process.execPath, args: ["-e", "console.error('no such file'); process.exit(2)", "--"] };
    await expect(sync({ ...task, source: silent })).rejects.toThrow(/exit status 2.*no such file/);
    await destination.close();
  });
});
