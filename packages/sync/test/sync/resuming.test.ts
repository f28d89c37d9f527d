/** Where a sync resumes, and what it does where it cannot. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { brief, STREAMS, SyncBench } from "./support.js";

let bench: SyncBench;
beforeEach(async () => {
  bench = new SyncBench(await mkdtemp(join(tmpdir(), "sluice-test-")));
});
afterEach(() => rm(bench.folder, { recursive: true }));

/** Two more records and a state, in each run. */
const GROWING = (stream: string) => `({ given, print, record, state }) => {
  const from = given("--state")?.[0].stream.stream_state.id ?? 0;
  for (let id = from + 1; id <= from + 2; id++) print(record("${stream}", { id, name: "from " + from }));
  print(state("${stream}", { id: from + 2 }));
}`;

/** What the source was called with comes back as a record. */
const CALLED = `({ given, text, print, record }) => {
  const { sync_mode, destination_sync_mode } = given("--catalog").streams[0];
  print(record("users", { id: 1, name: [sync_mode, destination_sync_mode, text("--state") ?? "no state"].join(" ") }));
}`;

describe("a full refresh", () => {
  test("of a stream that can resume reads incrementally without a state, and the next sync resumes from its last state", async () => {
    await bench.sync(GROWING("users"), { streams: ["users"] });
    await bench.sync(GROWING("users"), { streams: ["users"], fullRefresh: true });
    expect(await bench.rows("users")).toEqual([
      [1, "from 0"],
      [2, "from 0"],
    ]);
    await bench.sync(GROWING("users"), { streams: ["users"] });
    expect((await bench.rows("users")).map(([id]) => id)).toEqual([1, 2, 3, 4]);
    await bench.sync(CALLED, { streams: ["users"], fullRefresh: true });
    expect(await bench.rows("users")).toEqual([[1, "incremental overwrite no state"]]);
  });

  test("that fails leaves rows and state as they were", async () => {
    await bench.sync(GROWING("users"), { streams: ["users"] });
    const failing = `({ print, record, state }) => {
      print(record("users", { id: 9, name: "x" }));
      print(state("users", { id: 9 }));
      process.exitCode = 1;
    }`;
    const outcome = await bench.sync(failing, { streams: ["users"], fullRefresh: true, batchRecords: 1 });
    expect(brief(outcome)).toEqual([false, ["users", "INCOMPLETE", 1, 0]]);
    expect((await bench.rows("users")).map(([id]) => id)).toEqual([1, 2]);
    expect(await bench.stateOf("users")).toContain('{"id":2}');
  });
});

describe("a stream without a key", () => {
  test("is appended to from its state on", async () => {
    await bench.sync(GROWING("log"), { streams: ["log"] });
    await bench.sync(GROWING("log"), { streams: ["log"] });
    expect((await bench.rows("log")).map(([id]) => id)).toEqual([1, 2, 3, 4]);
  });

  test("without a saved state is replaced, because its rows would be loaded twice", async () => {
    const stateless = `({ print, record }) => { print(record("log", { id: 1, name: "a" })); }`;
    for (const _run of ["first", "second"]) {
      expect((await bench.sync(stateless, { streams: ["log"] })).ok).toBe(true);
      expect(await bench.rows("log")).toEqual([[1, "a"]]);
    }
  });
});

describe("a state of all streams", () => {
  const both = ["users", "log"];
  const global = (id: number) =>
    `{"type":"GLOBAL","global":{"shared_state":{"at":9007199254740993},"stream_states":[{"stream_descriptor":{"name":"users"},"stream_state":{"id":${id}}},{"stream_descriptor":{"name":"log"},"stream_state":{"id":${id}}}]}}`;
  const write = (from: number, to: number) => `
    for (let id = ${from}; id <= ${to}; id++) for (const name of ["users", "log"]) print(record(name, { id, name: "n" }));
    print('{"type":"STATE","state":${global(to)}}');`;

  test("is saved with the rows of all of them, and handed back as it was", async () => {
    const outcome = await bench.sync(`({ print, record }) => { ${write(1, 3)} }`, { streams: both });
    expect(brief(outcome)).toEqual([true, ["users", "COMPLETE", 3, 3], ["log", "COMPLETE", 3, 3]]);
    const read = `({ text, print, record }) => { print(record("users", { id: 9, name: text("--state") })); }`;
    await bench.sync(read, { streams: both });
    expect((await bench.rows("users")).at(-1)).toEqual([9, `[${global(3)}]`]);
  });

  test("is saved with each batch that it covers", async () => {
    const killed = `({ print, record }) => { ${write(1, 3)} ${write(4, 6)} print(record("log", { id: 7, name: "n" })); process.kill(process.pid, "SIGKILL"); }`;
    const outcome = await bench.sync(killed, { streams: both, batchRecords: 6 });
    expect(brief(outcome)).toEqual([false, ["users", "INCOMPLETE", 3 + 3, 6], ["log", "INCOMPLETE", 7, 6]]);
    expect((await bench.rows("log")).map(([id]) => id)).toEqual([1, 2, 3, 4, 5, 6]);
  });

  test("holds back what it does not cover of a table without a key where another stream fails", async () => {
    const failing = `({ print, record, status, failure }) => { ${write(1, 2)}
      for (const name of ["users", "log"]) print(record(name, { id: 3, name: "behind" }));
      print(status("log", "COMPLETE"));
      print(failure("users", "The key was refused."));
      print(status("users", "INCOMPLETE"));
    }`;
    const outcome = await bench.sync(failing, { streams: both });
    expect(brief(outcome)).toEqual([false, ["users", "INCOMPLETE", 3, 2], ["log", "COMPLETE", 3, 2]]);
    expect((await bench.rows("log")).map(([id]) => id)).toEqual([1, 2]);
  });

  test("is given back without the streams that are read from the beginning", async () => {
    await bench.sync(`({ print, record }) => { ${write(1, 1)} }`, { streams: both });
    const read = `({ text, print, record, given }) => { print(record(given("--catalog").streams[0].stream.name, { id: 9, name: text("--state") ?? "none" })); }`;
    await bench.sync(read, { streams: ["log"] });
    const [, [, text]] = (await bench.rows("log")) as [unknown, [number, string]];
    expect(JSON.parse(text)[0].global.stream_states).toEqual([
      { stream_descriptor: { name: "log" }, stream_state: { id: 1 } },
    ]);
    expect(text).toContain('"shared_state":{"at":9007199254740993}');
  });

  test("of the old kind is handed back as the source's own object", async () => {
    await bench.sync(
      `({ print, record }) => { print(record("users", { id: 1 })); print('{"type":"STATE","state":{"data":{"users":{"at":1.10}}}}'); }`,
      { streams: both },
    );
    await bench.sync(`({ text, print, record }) => { print(record("users", { id: 2, name: text("--state") })); }`, {
      streams: both,
    });
    expect((await bench.rows("users")).at(-1)).toEqual([2, '{"users":{"at":1.10}}']);
  });
});

describe("a state on the command line", () => {
  test("takes precedence over the saved state", async () => {
    await bench.sync(GROWING("users"), { streams: ["users"] });
    const state =
      '[{"type":"STREAM","stream":{"stream_descriptor":{"name":"users"},"stream_state":{"id":9007199254740993}}}]';
    await bench.sync(CALLED, { streams: ["users"], state });
    expect(await bench.rows("users")).toContainEqual([1, `incremental append_dedup ${state}`]);
  });
});

describe("another schema", () => {
  test("begins with its own rows and state, and warns of it", async () => {
    await bench.sync(GROWING("users"), { streams: ["users"] });
    const outcome = await bench.sync(GROWING("users"), { streams: ["users"], schema: "other" });
    expect(outcome.warnings).toEqual([
      expect.stringMatching(/in the schema acme before\. In other they are loaded from the beginning/),
    ]);
    const found = await bench.query("SELECT id FROM other.users ORDER BY id");
    expect(found.map(({ id }) => Number(id))).toEqual([1, 2]);
  });
});

describe("a key that changes", () => {
  test("is refused with a remedy, and changes nothing; a full refresh accepts it", async () => {
    await bench.sync(GROWING("users"), { streams: ["users"] });
    const listed = [{ ...STREAMS[0], name: "users", source_defined_primary_key: [["name"]] }];
    const outcome = await bench.sync(GROWING("users"), { listed });
    expect(outcome.ok).toBe(false);
    expect(outcome.streams.map(({ error }) => error)).toEqual([
      expect.stringMatching(
        /The key of acme\.users was id, and the source's is name now.*--full-refresh --streams users/,
      ),
    ]);
    expect((await bench.rows("users")).map(([id]) => id)).toEqual([1, 2]);
    await bench.sync(GROWING("users"), { listed, fullRefresh: true });
    expect(await bench.rows("users")).toEqual([[2, "from 0"]]);
  });
});

describe("a state of all streams, while some are replaced", () => {
  const global =
    '{"type":"GLOBAL","global":{"stream_states":[{"stream_descriptor":{"name":"users"},"stream_state":{}}]}}';
  const state = `print('{"type":"STATE","state":${global}}');`;
  const streams = ["users", "events"];

  test("is saved for the others at once, and for these when their rows are loaded", async () => {
    const killed = `({ print, record }) => {
      for (const name of ["users", "events"]) print(record(name, { id: 1 }));
      ${state}
      process.kill(process.pid, "SIGKILL");
    }`;
    await bench.sync(killed, { streams, batchRecords: 1 });
    const read = `({ text, print, record }) => { print(record("users", { id: 2, name: text("--state") ?? "none" })); }`;
    await bench.sync(read, { streams: ["users"] });
    expect((await bench.rows("users")).at(-1)).toEqual([2, `[${global}]`]);
    expect(await bench.stateOf("events")).toBeUndefined();
  });

  test("is saved when all streams are complete", async () => {
    const whole = `({ print, record }) => { for (const name of ["users", "events"]) print(record(name, { id: 1 })); ${state} }`;
    expect(brief(await bench.sync(whole, { streams }))).toEqual([
      true,
      ["users", "COMPLETE", 1, 1],
      ["events", "COMPLETE", 1, 1],
    ]);
    await bench.sync(`({ text, print, record }) => { print(record("users", { id: 2, name: text("--state") })); }`, {
      streams: ["users"],
    });
    expect((await bench.rows("users")).at(-1)).toEqual([2, `[${global}]`]);
  });
});
