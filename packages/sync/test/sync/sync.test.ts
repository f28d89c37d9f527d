import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { SourceProgram } from "../../src/source/program.js";
import { brief, NEVER, STREAMS, SyncBench } from "./support.js";

let bench: SyncBench;
beforeEach(async () => {
  bench = new SyncBench(await mkdtemp(join(tmpdir(), "sluice-test-")));
});
afterEach(() => rm(bench.folder, { recursive: true }));

/** Two of the streams: the third has tests of its own. */
const TWO = STREAMS.slice(0, 2);
const syncFrom = (script: string, options: Parameters<SyncBench["sync"]>[1] = {}) =>
  bench.sync(script, { listed: TWO, ...options });
const rows = (table: string) => bench.rows(table);

const USERS_ON = `({ given, print, record, state }) => {
  const from = given("--state")?.[0].stream.stream_state.id ?? 0;
  for (let id = from + 1; id <= from + 2; id++) print(record("users", { id, name: "run from " + from }));
  print(state("users", { id: from + 2 }));
  print(record("events", { id: 1, name: "e" }));
}`;

describe("a sync", () => {
  test("loads all streams, and the next one resumes where this one stopped", async () => {
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

  test("loads a batch at each state, and the records after the last state at the end", async () => {
    const script = `({ print, record, state }) => {
      for (let id = 1; id <= 25; id++) {
        print(record("users", { id, name: "n" }));
        if (id % 10 === 0) print(state("users", { id }));
      }
    }`;
    const outcome = await syncFrom(script, { batchRecords: 10, streams: ["users"] });
    expect(brief(outcome)).toEqual([true, ["users", "COMPLETE", 25, 25]]);
    expect(await bench.stateOf("users")).toContain('{"id":20}');
  });

  test("with a full refresh reads everything, and replaces the rows", async () => {
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

  test("in which a stream fails keeps what its state covers, and the old table of a replaced stream; the others are loaded", async () => {
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

  test("keeps the old table of a stream that its source skips as a whole, and is not failed by it", async () => {
    await syncFrom(`({ print, record }) => { print(record("events", { id: 7, name: "old" })); }`);
    const outcome = await syncFrom(`({ print, record, status }) => {
      print(record("users", { id: 1, name: "new" }));
      print(status("users", "COMPLETE"));
      for (const [type, more] of [["parent", { parent: "productId a" }], ["stream", { reason: "No plan." }]]) {
        const analytics = { type: "sluice-skipped-" + type, value: JSON.stringify({ stream: "events", ...more }) };
        print({ type: "TRACE", trace: { type: "ANALYTICS", emitted_at: 1, analytics } });
      }
      print(status("events", "INCOMPLETE"));
    }`);
    expect(brief(outcome)).toEqual([true, ["users", "COMPLETE", 1, 1], ["events", "INCOMPLETE", 0, 0]]);
    expect(outcome.streams.map(({ skipped }) => skipped)).toEqual([undefined, "No plan."]);
    expect(outcome.streams.map(({ error }) => error)).toEqual([undefined, undefined]);
    expect(await rows("events")).toEqual([[7, "old"]]);
  });

  test("is incomplete if its source dies silently, and says how it died", async () => {
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
    expect(await bench.stateOf("users")).toContain('{"at":9007199254740993}');
  });

  test("ignores lines that are not messages, and warns of them", async () => {
    const outcome = await syncFrom(
      `({ print, record }) => { print("Starting up"); print(record("users", { id: 1 })); print(""); }`,
    );
    expect([outcome.ok, outcome.warnings]).toEqual([
      true,
      ["The source wrote 1 line, or part of a line, that is not a message. To see what it wrote, add --log FILE."],
    ]);
    expect(await rows("users")).toEqual([[1, null]]);
  });

  test("fails if the source writes records of a stream that was not requested", async () => {
    const outcome = await syncFrom(`({ print, record }) => print(record("others", { id: 1 }))`);
    expect([outcome.ok, outcome.errors]).toEqual([false, [expect.stringMatching(/"others"/)]]);
  });

  test("of a source that lists no streams is an error that says why", async () => {
    const args = ["-e", "console.error('no such file'); process.exit(2)", "--"];
    const program = await SourceProgram.open(
      { command: () => ({ program: process.execPath, args }) },
      { signal: NEVER },
    );
    await expect(bench.syncOf(program)).rejects.toThrow(/exit status 2.*no such file/);
  });
});
