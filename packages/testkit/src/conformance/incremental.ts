import {
  type Cursor,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  later,
  type Stream,
  type TimeValue,
} from "@sluice/core";
import { configuredCatalog } from "../catalog.js";
import type { Output } from "../output.js";
import { lostParameters } from "../parameters.js";
import { sorted, stateInput } from "../states.js";
import type { TestRunner } from "../test-runner.js";
import type { Subject } from "./subject.js";

const FAR_FUTURE_MS = Date.UTC(2999, 0);

/** States that no cursor has saved; each must lead to a read of all records. */
const FOREIGN: readonly (readonly [string, JsonObject])[] = [
  ["a page number", { page: 3 }],
  ["another connector's token", { next_page_token: { next_page_token: "abc" } }],
  ["a value of another type", { updatedAt: 17, modified: {}, auditLogDateTime: [], event_at: false, sent_at: 1 }],
  [
    "a string that is not a time",
    { updatedAt: "soon", modified: "x", auditLogDateTime: "-", event_at: "", sent_at: "?" },
  ],
  ["partitions without cursors", { use_global_cursor: false, states: [{ partition: { id: 1 } }, 7] }],
  ["the end of a full refresh", { __ab_full_refresh_sync_complete: true }],
];

/** What an incremental stream promises: all of it first, then only what is not older than the state, and never a gap. */
export function incrementalTests(subject: Subject, { describe, expect, test }: TestRunner): void {
  const streams = subject.streams.flatMap((stream) =>
    stream.cursor === undefined ? [] : [{ stream, cursor: stream.cursor }],
  );
  if (streams.length === 0) return;
  const read = (name: string, state?: JsonObject) =>
    subject.run("read", {
      catalog: configuredCatalog([name], "incremental"),
      state: state === undefined ? [] : stateInput(name, state),
    });

  describe("incremental", () => {
    const named = streams.map(({ stream }): [string, Stream] => [stream.name, stream]);
    const cursors = streams.map(({ stream, cursor }): [string, Cursor] => [stream.name, cursor]);

    test.each(named)(
      "%s: reads all records first, then none older than the state, which stays",
      async (name, stream) => {
        const first = await read(name);
        expect(first.errors()).toEqual([]);
        expect(first.status).toBe(0);
        expect(sorted(first.records(name))).toEqual(sorted(subject.vendor.expected.get(name) ?? []));
        const saved = lastState(first, name);

        const second = await read(name, saved);
        expect(second.logs("WARN")).toEqual([]);
        expect(second.status).toBe(0);
        expect(lastState(second, name)).toEqual(saved);
        expect(second.records(name).filter((record) => isOlder(record, saved, stream))).toEqual([]);
        expect(second.records(name).length).toBeLessThan(first.records(name).length);
        for (const output of [first, second]) {
          const counted = output.states(name).reduce((sum, { recordCount }) => sum + recordCount, 0);
          expect(counted).toBe(output.records(name).length);
        }
      },
    );

    const timed = named.flatMap(([name, stream]) => {
      const { cursor } = stream;
      return cursor?.field === undefined ? [] : [[name, cursor.field, cursor, stream] as const];
    });
    test.each(timed)(
      "%s: reads all records whose %s is not before an early state",
      async (name, field, cursor, stream) => {
        const all = subject.vendor.expected.get(name) ?? [];
        const timesMs = all.map((record) => cursor.format.read(record[field]) ?? Number.NaN);
        const early = cursor.format.write(earlyTime(timesMs, name));
        const saved = withTimes(lastState(await read(name), name), early, cursor) as JsonObject;

        subject.vendor.api.reset();
        const output = await read(name, saved);
        expect(output.errors()).toEqual([]);
        expect(output.status).toBe(0);
        const earlyMs = cursor.format.read(early) ?? Number.NaN;
        const due = all.filter((_record, index) => (timesMs[index] ?? Number.NaN) >= earlyMs);
        expect(sorted(output.records(name))).toEqual(expect.arrayContaining(sorted(due)));
        expect(output.records(name).filter((record) => isOlder(record, saved, stream))).toEqual([]);
        expect(lostParameters(subject.vendor.api.requests)).toEqual([]);
      },
    );

    test.each(cursors)("%s: emits nothing for a state from the future, keeps it, and warns", async (name, cursor) => {
      const far = cursor.format.write(FAR_FUTURE_MS);
      const future = withTimes(lastState(await read(name), name), far, cursor) as JsonObject;
      const output = await read(name, future);
      const timed = output
        .records(name)
        .filter((record) => cursor.field === undefined || record[cursor.field] !== null);
      expect(timed).toEqual([]);
      expect(output.status).toBe(0);
      expect(output.states(name).map(({ data }) => data)).toEqual([future]);
      expect(output.logs("WARN")).toEqual([expect.stringContaining(name)]);
    });

    const [[victim = ""] = []] = named;
    test.each(FOREIGN)("warns of %s as the state, and reads all records", async (_what, state) => {
      const output = await read(victim, state);
      expect(output.errors()).toEqual([]);
      expect(output.status).toBe(0);
      expect(sorted(output.records(victim))).toEqual(sorted(subject.vendor.expected.get(victim) ?? []));
      expect(output.logs("WARN")).toEqual([expect.stringContaining(victim)]);
    });
  });
}

function lastState(output: Output, stream: string): JsonObject {
  return output.states(stream).at(-1)?.data ?? {};
}

/** Whether a record's time is before the cursor of its partition, minus the look-back. */
function isOlder(record: JsonObject, state: JsonObject, { cursor }: Stream): boolean {
  if (cursor?.field === undefined) return false;
  const { field, format, lookback } = cursor;
  const time = format.read(record[field]);
  if (time === undefined) return false;
  const floor = Math.min(...cursorsFor(record, state).map((one) => format.read(one[field]) ?? Number.NaN));
  return time < later(floor, lookback, -1);
}

/** The cursors that may be a record's: of the partitions that it does not contradict. */
function cursorsFor(record: JsonObject, state: JsonObject): JsonObject[] {
  const { states } = state;
  if (!Array.isArray(states)) return [state];
  return (states as { partition: JsonObject; cursor: JsonObject }[])
    .filter(({ partition }) =>
      Object.entries(partition).every(([name, value]) => !(name in record) || record[name] === value),
    )
    .map(({ cursor }) => cursor);
}

/** A time that few records are older than: what is left is as many pages as can be, and there is something to leave out. */
function earlyTime(timesMs: readonly number[], stream: string): number {
  const times = timesMs.filter((time) => !Number.isNaN(time));
  const early = times.sort((a, b) => a - b)[Math.max(1, Math.floor(times.length / 20))];
  if (early === undefined) throw new Error(`no record of ${stream} has a time in its cursor's field`);
  return early;
}

/** The same state with another time for each of its own. */
function withTimes(state: JsonValue, time: TimeValue, cursor: Cursor): JsonValue {
  if (Array.isArray(state)) return state.map((part) => withTimes(part, time, cursor));
  if (!isJsonObject(state))
    return typeof state === typeof time && cursor.format.read(state) !== undefined ? time : state;
  const parts = Object.entries(state).map(([name, value]) => {
    return [name, name === "partition" ? value : withTimes(value, time, cursor)];
  });
  return Object.fromEntries(parts) as JsonObject;
}
