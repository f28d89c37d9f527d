import { describe, expect, test } from "@jest/globals";
import { minutes } from "../../src/cursors/duration.js";
import { LastRunCursor } from "../../src/cursors/last-run.js";
import { fromStart, MINUTE_MS, runCursorOnList } from "../support/cursor-runs.js";

const cursor = new LastRunCursor({ param: "updated_after", lookback: minutes(10) });
const saved = { updated_after: "2026-02-10T00:00:00+01:00" };
const next = { updated_after: fromStart(-10 * MINUTE_MS) };

describe("LastRunCursor", () => {
  test("requests everything in the first run and saves its start minus the lookback", () => {
    const read = runCursorOnList(cursor, [{ id: 1 }]);
    expect(read.queries).toEqual([{}]);
    expect(read.accepted).toEqual([{ id: 1 }]);
    expect(read.state).toEqual(next);
  });

  test("sends the saved time unchanged", () => {
    const read = runCursorOnList(cursor, [{ id: 1 }], { saved });
    expect(read.queries).toEqual([saved]);
    expect(read.accepted).toEqual([{ id: 1 }]);
    expect(read.state).toEqual(next);
  });

  test("keeps the state if there are no records", () => {
    expect(runCursorOnList(cursor, [], { saved }).state).toEqual(saved);
  });

  test("saves a state after a first run without records, because nothing is earlier", () => {
    expect(runCursorOnList(cursor, []).state).toEqual(next);
  });

  test.each([
    ["within the lookback", fromStart(-MINUTE_MS)],
    ["in the future", "2027-01-01T00:00:00Z"],
    ["equal to the new one in another format", "2026-03-01T12:50:00+01:00"],
  ])("never lowers a state that is %s", (_what, time) => {
    const state = { updated_after: time };
    expect(runCursorOnList(cursor, [{ id: 1 }], { saved: state }).state).toEqual(state);
  });

  test("accepts all records without a change of the state", () => {
    const records = [{ updated_after: "2026-04-01T00:00:00Z" }, { updated_after: null }, {}];
    const read = runCursorOnList(cursor, records, { saved });
    expect(read.accepted).toEqual(records);
    expect(read.state).toEqual(next);
  });
});

test("LastRunCursor has no field, and its state has the name of its parameter", () => {
  expect(cursor.field).toBeUndefined();
  expect(cursor.isStreamWide).toBe(false);
  const states = [saved, { updated_after: "page 2" }, { updated_after: 7 }, { updatedAt: "2026-02-10" }, {}];
  expect(states.map((state) => cursor.canResume(state))).toEqual([true, false, false, false, false]);
});
