import { describe, expect, test } from "@jest/globals";
import { isJsonObject, type JsonObject, type JsonValue, type Stream } from "@sluice/core";
import { configuredCatalog } from "../catalog.js";
import type { Output } from "../output.js";
import { lostParameters } from "../parameters.js";
import { sorted, stateInput } from "../states.js";
import type { Subject } from "./subject.js";

const FAR_FUTURE = "2999-01-01T00:00:00.000Z";

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
export function incrementalTests(subject: Subject): void {
  const streams = subject.streams.filter(({ cursor }) => cursor !== undefined);
  if (streams.length === 0) return;
  const read = (name: string, state?: JsonObject) =>
    subject.run("read", {
      catalog: configuredCatalog([name], "incremental"),
      state: state === undefined ? [] : stateInput(name, state),
    });

  describe("incremental", () => {
    const named = streams.map((stream): [string, Stream] => [stream.name, stream]);

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
      const field = stream.cursor?.field;
      return field === undefined ? [] : [[name, field, stream] as const];
    });
    test.each(timed)("%s: reads all records whose %s is not before an early state", async (name, field, stream) => {
      const all = subject.vendor.expected.get(name) ?? [];
      const early = earlyTime(all, field);
      const saved = withTimes(lastState(await read(name), name), early) as JsonObject;

      subject.vendor.api.reset();
      const output = await read(name, saved);
      expect(output.errors()).toEqual([]);
      expect(output.status).toBe(0);
      const due = all.filter((record) => Date.parse(String(record[field])) >= Date.parse(early));
      expect(sorted(output.records(name))).toEqual(expect.arrayContaining(sorted(due)));
      expect(output.records(name).filter((record) => isOlder(record, saved, stream))).toEqual([]);
      expect(lostParameters(subject.vendor.api.requests)).toEqual([]);
    });

    test.each(named)("%s: emits nothing for a state from the future, keeps it, and warns", async (name, { cursor }) => {
      const future = withTimes(lastState(await read(name), name), FAR_FUTURE) as JsonObject;
      const output = await read(name, future);
      const timed = output
        .records(name)
        .filter((record) => cursor?.field === undefined || record[cursor.field] !== null);
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
  const field = cursor?.field;
  const time = field === undefined ? Number.NaN : Date.parse(String(record[field]));
  if (field === undefined || Number.isNaN(time)) return false;
  const floor = Math.min(...cursorsFor(record, state).map((one) => Date.parse(String(one[field]))));
  return time < floor - (cursor?.lookbackMs ?? 0);
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
function earlyTime(records: readonly JsonObject[], field: string): string {
  const times = records.map((record) => Date.parse(String(record[field]))).filter((time) => !Number.isNaN(time));
  const early = times.sort((a, b) => a - b)[Math.max(1, Math.floor(times.length / 20))];
  if (early === undefined) throw new Error(`no record of the fake has a time in "${field}"`);
  return new Date(early).toISOString();
}

/** The same state with another time for each of its own. */
function withTimes(state: JsonValue, time: string): JsonValue {
  if (typeof state === "string") return /^\d{4}-\d\d-\d\dT/.test(state) ? time : state;
  if (Array.isArray(state)) return state.map((part) => withTimes(part, time));
  if (!isJsonObject(state)) return state;
  return Object.fromEntries(Object.entries(state).map(([name, value]) => [name, withTimes(value, time)]));
}
