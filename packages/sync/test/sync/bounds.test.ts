/** What is read, how much of it, and what the source's own words are worth. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { type ConnectionState, NO_STATE } from "../../src/state/connection-state.js";
import type { Table } from "../../src/tables/table.js";
import { brief, SyncBench } from "./support.js";

let bench: SyncBench;
beforeEach(async () => {
  bench = new SyncBench(await mkdtemp(join(tmpdir(), "sluice-test-")));
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
    expect(outcome.streams.map(({ stream, loaded }) => [stream, loaded])).toEqual(expected.map((name) => [name, 1]));
  });

  test.each([
    [{ streams: ["usres"] }, /no stream "usres"\. It has: users, events, log/],
    [{ exclude: ["nothing"] }, /no stream "nothing"/],
    [{ exclude: ["*"] }, /every stream is excluded/],
  ])("%j is refused", async (options, expected) => {
    await expect(bench.sync(EACH, options)).rejects.toThrow(expected);
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
  test("loads so many records of each stream, stops the source there, and saves no later state", async () => {
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

describe("the source's report", () => {
  test("that a stream is complete is required where it reports others as complete", async () => {
    const outcome = await bench.sync(
      `({ print, record, status }) => {
        print(record("users", { id: 1 })); print(status("users", "COMPLETE")); print(record("log", { id: 1 }));
      }`,
      { streams: ["users", "log"] },
    );
    expect(brief(outcome)).toEqual([false, ["users", "COMPLETE", 1, 1], ["log", "INCOMPLETE", 1, 0]]);
  });

  test("on how many records it wrote is compared with the records that arrived", async () => {
    const outcome = await bench.sync(
      `({ print, record, state }) => {
        print(record("users", { id: 1 })); print(state("users", { id: 1 }, { sourceStats: { recordCount: 1 } }));
        print(record("users", { id: 2 })); print(state("users", { id: 2 }, { sourceStats: { recordCount: 2 } }));
      }`,
      { streams: ["users"] },
    );
    expect(outcome.ok).toBe(false);
    expect(outcome.streams.map(({ error }) => error)).toEqual([
      expect.stringMatching(/^users: the source says that it wrote 2 records before a state; 1 arrived\./),
    ]);
    expect(await bench.stateOf("users")).toContain('{"id":1}');
  });

  test("on how many records it wrote is a warning if more arrived", async () => {
    const outcome = await bench.sync(
      `({ print, record, state }) => {
        for (const id of [1, 2]) print(record("users", { id }));
        print(state("users", { id: 2 }, { sourceStats: { recordCount: 1 } }));
      }`,
      { streams: ["users"] },
    );
    expect(outcome.ok).toBe(true);
    expect(outcome.warnings).toEqual(["users: the source says that it wrote 1 records before a state; 2 arrived."]);
  });

  test("of warnings reaches the user, each text once, and a limited number", async () => {
    const outcome = await bench.sync(
      `({ print }) => {
        for (let n = 0; n < 30; n++) for (const level of ["INFO", "WARN"]) print({ type: "LOG", log: { level, message: level + " " + n } });
        print({ type: "LOG", log: { level: "WARN", message: "WARN 0" } });
      }`,
      { streams: ["users"] },
    );
    expect(outcome.warnings).toHaveLength(21);
    expect([outcome.warnings[0], outcome.warnings.at(-1)]).toEqual(["WARN 0", "… and 10 more warnings"]);
  });

  test("on the length of a list, and on a rate limit, is available during the sync", async () => {
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
  test("are loaded while the source continues, at each state that finds one old enough", async () => {
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
      start: async () => ({ state: NO_STATE, settings: undefined, killed: [] }),
      columns: async () => [],
      rowCounts: async () => [],
      begin: async (_tables: readonly Table[], state: ConnectionState) => ({ state, failures: new Map() }),
      commit: async () => Promise.reject(new Error("No space left on the disk.")),
      finish: async () => ({ deleted: 0 }),
      abandon: async () => undefined,
      end: async () => undefined,
      reset: async () => Promise.reject(new Error("nothing is reset here")),
      close: async () => undefined,
    };
    const sync = bench.syncOf(source, { streams: ["log"], batchRecords: 2, destination: refusing });
    await expect(sync).rejects.toThrow("No space left on the disk.");
  });
});

describe("lines that only begin like a record", () => {
  test("are not read as records", async () => {
    const outcome = await bench.sync(
      `({ print }) => {
        const line = (data, more) => '{"type":"RECORD","record":{"stream":"users","emitted_at":5,"data":' + data + (more ?? "") + '}}';
        print(line('{"id":1}'));
        print(line('{"id":2,"name":"x"}', ',"meta":{"changes":[]}'));
        print(line('{"id":3}'));
        print(line('{"id":6}'));
      }`,
      { streams: ["users"] },
    );
    expect((await bench.rows("users")).map(([id]) => id)).toEqual([1, 2, 3, 6]);
    expect(outcome.ok).toBe(true);
  });
});
