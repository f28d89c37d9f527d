/** Reconciling: which streams, by which reads, and what stays as it is. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { SourceProgram } from "../../src/source/program.js";
import { NEVER, STREAMS, type StreamEntry, SyncBench } from "./support.js";

let bench: SyncBench;
beforeEach(async () => {
  bench = new SyncBench(await mkdtemp(join(tmpdir(), "sluice-test-")));
});
afterEach(() => rm(bench.folder, { recursive: true }));

const INCREMENTAL = { supported_sync_modes: ["full_refresh", "incremental"], source_defined_primary_key: [["id"]] };
const BOTH: readonly StreamEntry[] = [
  { name: "users", ...INCREMENTAL },
  { name: "teams", ...INCREMENTAL },
];
type Options = NonNullable<Parameters<SyncBench["sync"]>[1]>;
const sync = (script: string, options: Options = {}) => bench.sync(script, { listed: BOTH, ...options });
const reconcile = (script: string, options: Options = {}) => sync(script, { reconcile: true, ...options });
const marks = async (table: string, id = "id") => {
  const rows = await bench.query(
    `SELECT ${id} AS id, _sluice_deleted_at IS NULL AS live FROM acme."${table}" ORDER BY 1`,
  );
  return rows.map((row) => `${String(row["id"])}${row["live"] === true ? "" : " gone"}`);
};
const document = async () => (await bench.query("SELECT document FROM _sluice.state"))[0]?.["document"];

/** Records of both streams, if they are asked for, and then what the function `end` of the script writes. */
const reading = (users: readonly number[], teams: readonly number[], end: string) =>
  `({ given, print, record, state, status }) => {
    const asked = given("--catalog").streams.map(({ stream }) => stream.name);
    const ids = { users: ${JSON.stringify(users)}, teams: ${JSON.stringify(teams)} };
    for (const name of asked) for (const id of ids[name]) print(record(name, { id, name: "n" }));
    ${end}
    for (const name of asked) print(status(name, "COMPLETE"));
  }`;
const descriptor = (name: string) => `stream_descriptor: { name: "${name}" }, stream_state: { at }`;
const GLOBAL = (at: number) =>
  `{ const at = ${at}; print({ type: "STATE", state: { type: "GLOBAL", global: { shared_state: { at }, stream_states: [{ ${descriptor("users")} }, { ${descriptor("teams")} }] } } }); }`;
const LEGACY = (at: number) => `print({ type: "STATE", state: { type: "LEGACY", data: { at: ${at} } } });`;
const EACH = (at: number) => `for (const name of asked) print(state(name, { at: ${at} }));`;

describe.each([
  ["a state of its own for each stream", EACH],
  ["a GLOBAL state", GLOBAL],
  ["a LEGACY state", LEGACY],
])("a source with %s", (_kind, end) => {
  test("is reconciled in part or completely, and its states stay byte for byte", async () => {
    await sync(reading([1, 2], [1, 2], end(1)));
    const before = await document();
    const part = await reconcile(reading([2], [], end(9)), { streams: ["users"] });
    expect([part.ok, part.warnings, part.streams.map(({ deleted }) => deleted)]).toEqual([true, [], [1]]);
    const all = await reconcile(reading([1, 2], [1], end(9)));
    expect([all.ok, all.streams.map(({ deleted }) => deleted)]).toEqual([true, [0, 1]]);
    expect([await marks("users"), await marks("teams")]).toEqual([
      ["1", "2"],
      ["1", "2 gone"],
    ]);
    expect(await document()).toBe(before);
  });
});

describe("a stream that cannot be reconciled", () => {
  const listed = [...STREAMS, { name: "late", ...INCREMENTAL }];
  const script = `({ given, print, record, state }) => {
    for (const { stream: { name } } of given("--catalog").streams) {
      if (name === "late") continue;
      print(record(name, { id: 1, name: "n" }));
      print(state(name, { at: 1 }));
    }
  }`;

  test("is passed over with the reason, unless the user named it", async () => {
    await sync(script, { listed, exclude: ["late"] });
    const { ok, streams, warnings } = await reconcile(script, { listed });
    expect([ok, streams.map(({ stream }) => stream)]).toEqual([true, ["users"]]);
    expect(warnings).toEqual([
      expect.stringMatching(/^log is not reconciled: it has no key/),
      expect.stringMatching(/^late is not reconciled: it has no rows in acme yet/),
    ]);
    for (const [name, reason] of [
      ["log", /Cannot reconcile log: it has no key/],
      ["late", /Cannot reconcile late: it has no rows/],
      ["events", /Cannot reconcile events: each sync reads it in full/],
    ] as const) {
      await expect(reconcile(script, { listed, streams: [name], named: [name] })).rejects.toThrow(reason);
    }
    const keep = { listed, streams: ["users"], streamSettings: new Map([["users", { deletes: "keep" as const }]]) };
    await expect(reconcile(script, { ...keep, named: ["users"] })).rejects.toThrow(
      /users: its setting deletes is keep/,
    );
    const none = await reconcile(script, keep);
    expect([none.ok, none.warnings]).toEqual([true, [expect.stringContaining("No stream was reconciled")]]);
  });

  test("is one whose key is another now, or whose table is gone, and nothing of it is read", async () => {
    await sync(script, { listed, streams: ["users"] });
    const never = "() => { throw new Error('it was read'); }";
    const rekeyed = [{ name: "users", ...INCREMENTAL, source_defined_primary_key: [["name"]] }];
    const { ok, streams } = await reconcile(never, { listed: rekeyed });
    expect([ok, streams[0]?.error]).toEqual([false, expect.stringContaining("The key of acme.users was id")]);
    await bench.query("DROP TABLE acme.users");
    const gone = await reconcile(never, { listed: [{ name: "users", ...INCREMENTAL }] });
    expect(gone.warnings).toContainEqual(expect.stringContaining("users is not reconciled: it has no rows"));
    expect(await bench.stateOf("users")).toContain('{"at":1}');
  });
});

describe("a read", () => {
  const load = () => sync(reading([1, 2, 3], [1], EACH(1)), { streams: ["users"] });

  test("that a signal stops, or that passes over a parent, marks nothing and says so", async () => {
    await load();
    const stop = new AbortController();
    const endless = `({ print, record }) => { print(record("users", { id: 1 })); setInterval(() => {}, 1000); }`;
    const source = await bench.program(endless, BOTH);
    const onStart = (streams: () => readonly { readonly read: number }[]) => {
      const timer = setInterval(() => {
        if (streams()[0]?.read !== 1) return;
        clearInterval(timer);
        stop.abort(new Error("stopped by SIGTERM"));
      }, 5);
    };
    const stopped = await bench.syncOf(source, { reconcile: true, streams: ["users"], signal: stop.signal, onStart });
    expect([stopped.ok, stopped.streams[0]?.status]).toEqual([false, "INCOMPLETE"]);
    const value = JSON.stringify(JSON.stringify({ stream: "users", parent: "team 7" }));
    const skipped = `print({ type: "TRACE", trace: { type: "ANALYTICS", emitted_at: 1, analytics: { type: "sluice-skipped-parent", value: ${value} } } });`;
    const { ok, warnings } = await reconcile(reading([1], [], skipped), { streams: ["users"] });
    expect([ok, warnings]).toEqual([true, [expect.stringContaining("users: 1 parent was skipped")]]);
    expect(await marks("users")).toEqual(["1", "2", "3"]);
  });

  test("of a source that can only be read incrementally is one without a state", async () => {
    const listed = [{ name: "users", supported_sync_modes: ["incremental"], source_defined_primary_key: [["id"]] }];
    await sync(reading([1, 2], [], EACH(1)), { listed });
    const asks = `const [{ sync_mode }] = given("--catalog").streams; if (sync_mode !== "incremental" || given("--state")) throw new Error(sync_mode);`;
    const { streams } = await reconcile(reading([2], [], asks), { listed });
    expect(streams.map(({ error, deleted }) => [error, deleted])).toEqual([[undefined, 1]]);
  });

  test("recognizes a key of several parts in small batches, where records come twice", async () => {
    const properties = { org: { type: "string" }, meta: { type: "object" } };
    const key = { ...INCREMENTAL, source_defined_primary_key: [["org"], ["meta", "id"]] };
    const listed = [{ name: "users", ...key, json_schema: { properties } }];
    const script = (count: number) => `({ print, record, state }) => {
      for (let round = 0; round < 2; round++) {
        for (let id = 1; id <= ${count}; id++) print(record("users", { org: "o" + (id % 2), meta: { id, round } }));
      }
      print(state("users", { at: 1 }));
    }`;
    await sync(script(50), { listed, batchRecords: 7 });
    const { streams } = await reconcile(script(30), { listed, batchRecords: 7 });
    expect(streams.map(({ read, deleted }) => [read, deleted])).toEqual([[60, 20]]);
    const gone = "SELECT count(*) AS count FROM acme.users WHERE _sluice_deleted_at IS NOT NULL";
    expect(await bench.query(`${gone} AND CAST(meta->>'id' AS INTEGER) > 30`)).toEqual([{ count: "20" }]);
    expect(await bench.query(gone)).toEqual([{ count: "20" }]);
  });

  test("by other settings than those of the last sync is refused, because it may be of another account", async () => {
    const open = async (domain: string) => {
      await (await bench.program(reading([1], [], EACH(1)), BOTH)).close();
      const path = join(bench.folder, "source.cjs");
      const command = () => ({ program: process.execPath, args: [path] });
      return SourceProgram.open({ command }, { config: { domain }, signal: NEVER });
    };
    await bench.syncOf(await open("acme"), { streams: ["users"] });
    const other = bench.syncOf(await open("other"), { streams: ["users"], reconcile: true });
    await expect(other).rejects.toThrow(/Cannot reconcile: the settings are not those of the last sync: domain/);
    expect((await bench.syncOf(await open("acme"), { streams: ["users"], reconcile: true })).ok).toBe(true);
  });
});
