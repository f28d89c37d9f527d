/** What is read, how much of it, and what the source's own words are worth. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { Bench, brief } from "./support.js";

let bench: Bench;
beforeEach(async () => {
  bench = new Bench(await mkdtemp(join(tmpdir(), "sluice-test-")));
});
afterEach(() => rm(bench.folder, { recursive: true }));

const EACH = `({ given, print, record }) => { for (const { stream } of given("--catalog").streams) print(record(stream.name, { id: 1 })); }`;

describe("the choice of streams", () => {
  test.each([
    [{ streams: ["u*", "log"] }, ["users", "log"]],
    [{ exclude: ["*s"] }, ["log"]],
    [{ streams: ["*"], exclude: ["events"] }, ["users", "log"]],
  ])("%j is %j", async (options, expected) => {
    const outcome = await bench.sync(EACH, options);
    expect(outcome.streams.map(({ stream, landed }) => [stream, landed])).toEqual(expected.map((name) => [name, 1]));
  });

  test.each([
    [{ streams: ["usres"] }, /no stream "usres"\. It has: users, events, log/],
    [{ exclude: ["nothing"] }, /no stream "nothing"/],
    [{ exclude: ["*"] }, /every stream is excluded/],
  ])("%j is refused", async (options, told) => {
    await expect(bench.sync(EACH, options)).rejects.toThrow(told);
  });
});

describe("streams of two namespaces", () => {
  const listed = [
    { name: "users", namespace: "eu", supported_sync_modes: ["full_refresh"] },
    { name: "users", namespace: "us", supported_sync_modes: ["full_refresh"] },
    { name: "log", namespace: "us", supported_sync_modes: ["full_refresh"] },
  ];

  test("have tables of their own; the namespace is in the name only where two meet", async () => {
    const outcome = await bench.sync(
      `({ print, record }) => {
        print(record("users", { id: 1, name: "eu" }, { namespace: "eu" }));
        print(record("users", { id: 2, name: "us" }, { namespace: "us" }));
        print(record("log", { id: 3, name: "us" }, { namespace: "us" }));
      }`,
      { listed },
    );
    expect(outcome.streams.map(({ stream, table }) => [stream, table.name])).toEqual([
      ["eu.users", "eu__users"],
      ["us.users", "us__users"],
      ["us.log", "log"],
    ]);
    expect([await bench.rows("eu__users"), await bench.rows("log")]).toEqual([[[1, "eu"]], [[3, "us"]]]);
  });
});

describe("a limit", () => {
  test("lands so many records of each stream, stops the source there, and saves no state behind them", async () => {
    const endless = `({ given, print, record, state }) => {
      const { name } = given("--catalog").streams[0].stream;
      for (let id = 1; ; id++) { print(record(name, { id, name: "n" })); print(state(name, { id })); }
    }`;
    const outcome = await bench.sync(endless, { limit: 3, streams: ["users", "log"] });
    expect(brief(outcome)).toEqual([true, ["users", "COMPLETE", 3, 3], ["log", "COMPLETE", 3, 3]]);
    expect((await bench.rows("users")).map(([id]) => id)).toEqual([1, 2, 3]);
    expect(await bench.stateOf("users")).toContain('{"id":2}');
  });

  test("that is not reached changes nothing", async () => {
    const outcome = await bench.sync(EACH, { limit: 3, streams: ["users", "log"] });
    expect(brief(outcome)).toEqual([true, ["users", "COMPLETE", 1, 1], ["log", "COMPLETE", 1, 1]]);
  });
});

describe("the source's word", () => {
  test("that a stream is complete is missed where it tells of others", async () => {
    const outcome = await bench.sync(
      `({ print, record, status }) => {
        print(record("users", { id: 1 })); print(status("users", "COMPLETE")); print(record("log", { id: 1 }));
      }`,
      { streams: ["users", "log"] },
    );
    expect(brief(outcome)).toEqual([false, ["users", "COMPLETE", 1, 1], ["log", "INCOMPLETE", 1, 0]]);
  });

  test("on how many records it wrote is held against what came", async () => {
    const outcome = await bench.sync(
      `({ print, record, state }) => {
        print(record("users", { id: 1 })); print(state("users", { id: 1 }, { sourceStats: { recordCount: 1 } }));
        print(record("users", { id: 2 })); print(state("users", { id: 2 }, { sourceStats: { recordCount: 2 } }));
      }`,
      { streams: ["users"] },
    );
    expect([outcome.ok, outcome.notes]).toEqual([
      true,
      ["users: the source says that it wrote 2 records before a state; 1 arrived."],
    ]);
  });

  test("of warning reaches the person, each thing once, and not without end", async () => {
    const outcome = await bench.sync(
      `({ print }) => {
        for (let n = 0; n < 30; n++) for (const level of ["INFO", "WARN"]) print({ type: "LOG", log: { level, message: level + " " + n } });
        print({ type: "LOG", log: { level: "WARN", message: "WARN 0" } });
      }`,
      { streams: ["users"] },
    );
    expect(outcome.notes).toHaveLength(21);
    expect([outcome.notes[0], outcome.notes.at(-1)]).toEqual(["WARN 0", "… and 10 more notes"]);
  });

  test("on how long a list is, and on a rate limit, is there while it runs", async () => {
    const seen: unknown[] = [];
    await bench.sync(
      `({ print, record }) => {
        print({ type: "TRACE", trace: { type: "ESTIMATE", emitted_at: 1, estimate: { name: "users", type: "STREAM", row_estimate: 70 } } });
        const reasons = [{ type: "RATE_LIMITED", rate_limited: { quota_reset: 1760000000000 } }];
        print({ type: "TRACE", trace: { type: "STREAM_STATUS", emitted_at: 1, stream_status: { stream_descriptor: { name: "users" }, status: "RUNNING", reasons } } });
        print({ type: "TRACE", trace: { type: "STREAM_STATUS", emitted_at: 1, stream_status: { stream_descriptor: { name: "users" }, status: "COMPLETE" } } });
      }`,
      { streams: ["users"], onStart: (streams) => seen.push(streams) },
    );
    const [streams] = seen as [() => readonly { estimate: number; waitingUntilMs: number }[]];
    expect(streams().map(({ estimate, waitingUntilMs }) => [estimate, waitingUntilMs])).toEqual([
      [70, 1_760_000_000_000],
    ]);
  });
});

describe("batches", () => {
  test("are landed while the source goes on, at each state that finds one old enough", async () => {
    const outcome = await bench.sync(
      `({ print, record, state }) => { for (let id = 1; id <= 9; id++) { print(record("log", { id })); print(state("log", { id })); } process.exit(1); }`,
      { streams: ["log"], batchRecords: 2 },
    );
    expect(brief(outcome)).toEqual([false, ["log", "INCOMPLETE", 9, 9]]);
    expect(await bench.stateOf("log")).toContain('{"id":9}');
  });

  test("that the destination refuses end the sync, and the source with it", async () => {
    const source = await bench.program(
      `({ print, record, state }) => { for (let id = 1; ; id++) { print(record("log", { id, deep: "[".repeat(3000) })); print(state("log", { id })); } }`,
    );
    const refusing = {
      start: async () => ({ streams: new Map(), shared: undefined, notes: [] }),
      begin: async () => undefined,
      commit: async () => Promise.reject(new Error("No space left on the disk.")),
      finish: async () => undefined,
      abandon: async () => undefined,
      end: async () => undefined,
      close: async () => undefined,
    };
    const sync = bench.syncOf(source, { streams: ["log"], batchRecords: 2, destination: refusing });
    await expect(sync).rejects.toThrow("No space left on the disk.");
  });
});

describe("lines that only begin like a record", () => {
  test("are taken for what they are", async () => {
    const outcome = await bench.sync(
      `({ print }) => {
        const line = (data, more) => '{"type":"RECORD","record":{"stream":"users","emitted_at":5,"data":' + data + (more ?? "") + '}}';
        print(line('{"id":1}'));
        print(line('{"id":2,"name":"x"}', ',"meta":{"changes":[]}'));
        print(line('{"id":3}'));
        print(line('{"id":4,}'));
        print(line('[5]'));
        print(line('{"id":6}'));
      }`,
      { streams: ["users"] },
    );
    expect((await bench.rows("users")).map(([id]) => id)).toEqual([1, 2, 3, 6]);
    expect(outcome.notes).toEqual([expect.stringMatching(/no message: .*"id":4,\}/)]);
  });
});
