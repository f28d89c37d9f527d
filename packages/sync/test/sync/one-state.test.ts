/** A source that keeps one state for all of its streams, one of which is read in full every time. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { type StreamEntry, SyncBench } from "./support.js";

let bench: SyncBench;
beforeEach(async () => {
  bench = new SyncBench(await mkdtemp(join(tmpdir(), "sluice-test-")));
});
afterEach(() => rm(bench.folder, { recursive: true }));

const STREAMS: readonly StreamEntry[] = [
  { name: "log", supported_sync_modes: ["incremental"] },
  { name: "whole", supported_sync_modes: ["full_refresh"] },
];

const KINDS: readonly (readonly [string, string])[] = [
  ["a LEGACY state", '{"type":"LEGACY","data":{"id":ID}}'],
  ["a GLOBAL state without parts", '{"type":"GLOBAL","global":{"shared_state":{"id":ID},"stream_states":[]}}'],
];

/** Reads `log` from its state on to this id, then `whole`. */
function reading(to: number, { state, isStopped = false }: { readonly state: string; readonly isStopped?: boolean }) {
  return `({ given, print, record }) => {
    const state = given("--state");
    const from = Array.isArray(state) ? state[0].global.shared_state.id : state?.id ?? 0;
    for (let id = from + 1; id <= ${to}; id++) print(record("log", { id }));
    print('{"type":"STATE","state":${state}}'.replace("ID", "${to}"));
    if (${isStopped}) process.exit(1);
    print(record("whole", { id: 1 }));
  }`;
}

describe.each(KINDS)("%s", (_kind, state) => {
  test.each([
    ["the last batch", 1_000],
    ["a batch in between", 1],
  ])("covers %s of a read that stops: the next one adds no row twice", async (_which, batchRecords) => {
    const options = { listed: STREAMS, batchRecords };
    expect(await bench.sync(reading(1, { state }), options)).toMatchObject({ ok: true });
    expect(await bench.sync(reading(2, { state, isStopped: true }), options)).toMatchObject({ ok: false });
    expect(await bench.sync(reading(3, { state }), options)).toMatchObject({ ok: true });
    expect((await bench.rows("log")).map(([id]) => id)).toEqual([1, 2, 3]);
  });
});
