import { describe, expect, test } from "@jest/globals";
import { ClientSideCursor } from "../../src/cursors/client-side.js";
import { fromStart, INVALID_TIMES, MINUTE_MS, runCursor, runCursorOnList, seenAt } from "../support/cursor-runs.js";

const cursor = new ClientSideCursor({ field: "updatedAt" });
const saved = { updatedAt: "2026-02-10T00:00:00Z" };
const day = (date: string, id = 1) => seenAt(`2026-02-${date}T00:00:00Z`, id);

describe("ClientSideCursor", () => {
  test("accepts all records without a saved state", () => {
    const records = [day("03"), day("09"), day("01")];
    const read = runCursorOnList(cursor, records);
    expect(read.queries).toEqual([{}]);
    expect(read.accepted).toEqual(records);
    expect(read.state).toEqual({ updatedAt: "2026-02-09T00:00:00Z" });
  });

  test("reads all pages and accepts records at or after the saved time", () => {
    const pages = [[day("09"), day("11")], [day("01")], [day("10", 2), day("12"), day("08")]];
    const read = runCursor(cursor, pages, { saved });
    expect(read.accepted).toEqual([day("11"), day("10", 2), day("12")]);
    expect(read.pages).toBe(3);
    expect(read.state).toEqual({ updatedAt: "2026-02-12T00:00:00Z" });
  });

  test("accepts older records too if it emits all", () => {
    const all = new ClientSideCursor({ field: "updatedAt", emitsAll: true });
    const records = [day("09"), day("11")];
    const read = runCursorOnList(all, records, { saved });
    expect(read.accepted).toEqual(records);
    expect(read.state).toEqual({ updatedAt: "2026-02-11T00:00:00Z" });
  });

  test("compares times and not texts", () => {
    const late = seenAt("2026-02-09T23:30:00-05:00");
    const early = seenAt("2026-02-10T04:00:00+05:00");
    const read = runCursorOnList(cursor, [early, late], { saved });
    expect(read.accepted).toEqual([late]);
    expect(read.state).toEqual({ updatedAt: "2026-02-09T23:30:00-05:00" });
  });

  test("keeps the saved state if no record is new", () => {
    expect(runCursorOnList(cursor, [day("09")], { saved }).state).toEqual(saved);
    expect(runCursorOnList(cursor, [], { saved }).state).toEqual(saved);
    expect(runCursorOnList(cursor, []).state).toBeUndefined();
  });
});

test.each(INVALID_TIMES)(
  "ClientSideCursor accepts a record whose time is %s, without a change of the state",
  (_what, value) => {
    const read = runCursorOnList(cursor, [seenAt(value), day("09")], { saved });
    expect(read.accepted).toEqual([seenAt(value)]);
    expect(read.state).toEqual(saved);
  },
);

describe("the state of ClientSideCursor", () => {
  const ceiling = fromStart(-5 * MINUTE_MS);
  test.each([
    ["a change just before the run", fromStart(-1), ceiling],
    ["a change during the run", fromStart(MINUTE_MS), ceiling],
    ["a change six minutes before the run", fromStart(-6 * MINUTE_MS), fromStart(-6 * MINUTE_MS)],
  ])("stays five minutes before the start of the run after %s", (_what, time, expected) => {
    expect(runCursorOnList(cursor, [seenAt(time)], { saved }).state).toEqual({ updatedAt: expected });
    expect(runCursorOnList(cursor, [seenAt(time)]).state).toEqual({ updatedAt: expected });
  });

  test("is never lowered", () => {
    const ahead = { updatedAt: fromStart(-MINUTE_MS) };
    expect(runCursorOnList(cursor, [seenAt(fromStart(0))], { saved: ahead }).state).toEqual(ahead);
  });
});
