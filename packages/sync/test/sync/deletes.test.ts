/** What happens to rows whose records are gone at the source. Every destination is tried by `faults/deletes`. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import type { StreamSettings } from "../../src/sync/stream-settings.js";
import { STREAMS, SyncBench } from "./support.js";

let bench: SyncBench;
beforeEach(async () => {
  bench = new SyncBench(await mkdtemp(join(tmpdir(), "sluice-test-")));
});
afterEach(() => rm(bench.folder, { recursive: true }));

/** `users` resumes from a state, `events` is read in full. */
const TWO = STREAMS.slice(0, 2);
const setting = (stream: string, deletes: StreamSettings["deletes"]) =>
  new Map([[stream, { ...(deletes && { deletes }) }]]);
const reading = (stream: string, ids: readonly number[], end = `status("${stream}", "COMPLETE")`) =>
  `({ print, record, state, status }) => {
    for (const id of ${JSON.stringify(ids)}) print(record("${stream}", { id, name: "n" }));
    print(state("${stream}", { ids: ${ids.length} }));
    print(${end});
  }`;
const sync = (stream: string, script: string, options: Parameters<SyncBench["sync"]>[1] = {}) =>
  bench.sync(script, { listed: TWO, streams: [stream], ...options });
const marks = async (table: string) => {
  const rows = await bench.query(`SELECT id, _sluice_deleted_at IS NULL AS live FROM acme."${table}" ORDER BY id`);
  return rows.map(({ id, live }) => `${String(id)}${live === true ? "" : " gone"}`);
};

describe("a full refresh of a stream whose deleted rows are marked", () => {
  const refresh = (script: string, more: object = {}) =>
    sync("events", script, { streamSettings: setting("events", "mark"), ...more });

  test("marks the rows that it does not bring, and counts them", async () => {
    await refresh(reading("events", [1, 2, 3]));
    const { ok, streams } = await refresh(reading("events", [2, 4]));
    expect([ok, streams.map(({ loaded, deleted }) => [loaded, deleted])]).toEqual([true, [[2, 2]]]);
    expect(await marks("events")).toEqual(["1 gone", "2", "3 gone", "4"]);
    const [run] = await bench.query("SELECT streams FROM _sluice.runs ORDER BY started_at DESC LIMIT 1");
    expect(JSON.parse(String(run?.["streams"]))).toMatchObject([{ stream: "events", read: 2, loaded: 2, deleted: 2 }]);
  });

  test("marks nothing if it fails, is limited or passes over a parent, and says so", async () => {
    await refresh(reading("events", [1, 2, 3]));
    const failed = await refresh(reading("events", [2], 'status("events", "INCOMPLETE")'));
    expect([failed.ok, failed.streams[0]?.deleted]).toEqual([false, 0]);
    const limited = await refresh(reading("events", [2, 3]), { limit: 1 });
    expect(limited.warnings.join()).toContain("events: --limit reads a part of the records");
    const skipping = JSON.stringify({ stream: "events", parent: "team 7" });
    const trace = `{ type: "TRACE", trace: { type: "ANALYTICS", emitted_at: 1, analytics: { type: "sluice-skipped-parent", value: ${JSON.stringify(skipping)} } } }`;
    const skipped = await refresh(reading("events", [4], `${trace}), print(status("events", "COMPLETE")`));
    expect([skipped.ok, skipped.streams[0]?.deleted]).toEqual([true, 0]);
    expect(skipped.warnings.join()).toContain("events: 1 parent was skipped");
    expect(await marks("events")).toEqual(["1", "2", "3", "4"]);
  });
});

describe("reconciling", () => {
  const load = () => sync("users", reading("users", [1, 2, 3]));
  const reconcile = (script: string, more: object = {}) => sync("users", script, { reconcile: true, ...more });

  test("marks the rows that are gone, loads nothing, and keeps the state", async () => {
    await load();
    const before = await bench.stateOf("users");
    const outcome = await reconcile(`({ given, print, record, state, status }) => {
      if (given("--state") !== undefined) throw new Error("there is a state");
      if (given("--catalog").streams[0].sync_mode !== "full_refresh") throw new Error("it is not read in full");
      for (const id of [1, 3, 4]) print(record("users", { id, name: "other" }));
      print(state("users", { ids: 99 }));
      print(status("users", "COMPLETE"));
    }`);
    expect(outcome.streams.map(({ error, read, loaded, deleted }) => [error, read, loaded, deleted])).toEqual([
      [undefined, 3, 0, 1],
    ]);
    expect(await marks("users")).toEqual(["1", "2 gone", "3"]);
    expect(await bench.rows("users")).toEqual([1, 2, 3].map((id) => [id, "n"]));
    expect(await bench.stateOf("users")).toBe(before);
  });

  test("changes nothing if the read is not complete, or brings nothing", async () => {
    await load();
    const failed = await reconcile(reading("users", [1], 'status("users", "INCOMPLETE")'));
    const empty = await reconcile(reading("users", []));
    expect([failed.ok, empty.ok]).toEqual([false, false]);
    expect(empty.streams[0]?.error).toContain("--allow-empty");
    expect(await marks("users")).toEqual(["1", "2", "3"]);
    expect((await reconcile(reading("users", []), { allowEmpty: true })).streams[0]?.deleted).toBe(3);
  });
});

test("a stream without a key is refused before anything is read if its deleted rows are to stay", async () => {
  const never = "() => { throw new Error('it was read'); }";
  const log = { listed: STREAMS, streams: ["log"], streamSettings: setting("log", "mark") };
  await expect(bench.sync(never, log)).rejects.toThrow(
    /Cannot read log as its settings say: it has no key.*--key log=FIELD/,
  );
});
