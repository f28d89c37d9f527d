import { describe, expect, test } from "@jest/globals";
import { DescendingCursor } from "../../src/cursors/descending.js";
import { minutes, NO_TIME } from "../../src/cursors/duration.js";
import { fromStart, INVALID_TIMES, runCursor, runCursorOnList, STARTED, seenAt } from "../support/cursor-runs.js";

const cursor = new DescendingCursor({ field: "updatedAt" });
const saved = { updatedAt: "2026-02-10T00:00:00Z" };
const day = (date: string, id = 1) => seenAt(`2026-02-${date}T00:00:00Z`, id);

describe("DescendingCursor", () => {
  test("reads all pages without a saved state, and saves the latest time", () => {
    const pages = [[day("20"), day("19")], [day("02")], [day("01")]];
    const read = runCursor(cursor, pages);
    expect(read.accepted).toEqual(pages.flat());
    expect(read.pages).toBe(3);
    expect(read.state).toEqual({ updatedAt: "2026-02-20T00:00:00Z" });
  });

  test("stops at the page with records of the last run and accepts only later ones", () => {
    const read = runCursor(cursor, [[day("20"), day("12")], [day("11"), day("09")], [day("08")]], { saved });
    expect(read.accepted).toEqual([day("20"), day("12"), day("11")]);
    expect(read.pages).toBe(2);
    expect(read.state).toEqual({ updatedAt: "2026-02-20T00:00:00Z" });
  });

  test("accepts records of the saved time again, and continues while pages end with it", () => {
    const pages = [[day("11"), day("10", 2)], [day("10", 3)], [day("10", 4), day("09")], [day("08")]];
    const read = runCursor(cursor, pages, { saved });
    expect(read.accepted).toEqual([day("11"), day("10", 2), day("10", 3), day("10", 4)]);
    expect(read.pages).toBe(3);
  });

  test("keeps the saved state unchanged if no record is new", () => {
    const words = { updatedAt: "2026-02-10T01:00:00.000+01:00" };
    const read = runCursor(cursor, [[day("10")], [day("09")], [day("08")]], { saved: words });
    expect(read.accepted).toEqual([day("10")]);
    expect(read.pages).toBe(2);
    expect(read.state).toEqual(words);
  });

  test("keeps the state after an empty list", () => {
    expect(runCursor(cursor, [[]], { saved }).state).toEqual(saved);
    expect(runCursor(cursor, [[]]).state).toBeUndefined();
  });

  test("compares times and not texts", () => {
    const late = seenAt("2026-02-09T23:30:00-05:00", 1);
    const early = seenAt("2026-02-10T04:00:00+05:00", 2);
    const read = runCursor(cursor, [[late, early], [day("08")]], { saved });
    expect(read.accepted).toEqual([late]);
    expect(read.pages).toBe(1);
    expect(read.state).toEqual({ updatedAt: "2026-02-09T23:30:00-05:00" });
  });
});

describe("the lookback of DescendingCursor", () => {
  const lookingBack = new DescendingCursor({ field: "updatedAt", lookback: minutes(1) });
  const at = (time: string) => seenAt(`2026-02-09T${time}Z`);

  test("accepts records from exactly so long before the saved time again", () => {
    const read = runCursor(lookingBack, [[at("23:59:30")], [at("23:59:00")], [at("23:58:59")], [at("01:00:00")]], {
      saved,
    });
    expect(read.accepted).toEqual([at("23:59:30"), at("23:59:00")]);
    expect(read.pages).toBe(3);
    expect(lookingBack.lookback).toEqual(minutes(1));
  });

  test("does not lower the state", () => {
    expect(runCursorOnList(lookingBack, [at("23:59:30")], { saved }).state).toEqual(saved);
  });

  test("is 0 by default", () => {
    expect(runCursorOnList(cursor, [at("23:59:59")], { saved }).accepted).toEqual([]);
    expect(cursor.lookback).toEqual(NO_TIME);
  });
});

describe("a page out of order", () => {
  test("makes DescendingCursor continue to the end and filter", () => {
    const pages = [[day("20"), day("09"), day("21")], [day("08")], [day("07"), day("15")]];
    const read = runCursor(cursor, pages, { saved });
    expect(read.accepted).toEqual([day("20"), day("21"), day("15")]);
    expect(read.pages).toBe(3);
    expect(read.state).toEqual({ updatedAt: "2026-02-21T00:00:00Z" });
  });

  test("is noticed across pages too", () => {
    const read = runCursor(cursor, [[day("12")], [day("13"), day("09")], [day("14")]], { saved });
    expect(read.accepted).toEqual([day("12"), day("13"), day("14")]);
    expect(read.pages).toBe(3);
  });

  test("is not one with equal times", () => {
    expect(runCursor(cursor, [[day("12"), day("12"), day("09")], [day("08")]], { saved }).pages).toBe(1);
  });
});

describe("DescendingCursor and a record without a time", () => {
  test.each(INVALID_TIMES)("accepts it and neither ends the run nor changes the state if it has %s", (_what, value) => {
    const untimed = seenAt(value, 7);
    const read = runCursor(cursor, [[day("11"), untimed], [untimed], [day("09"), untimed], [day("08")]], { saved });
    expect(read.accepted).toEqual([day("11"), untimed, untimed, untimed]);
    expect(read.pages).toBe(3);
    expect(read.state).toEqual({ updatedAt: "2026-02-11T00:00:00Z" });
  });

  test("saves no state on the first run if there is no other record", () => {
    const read = runCursorOnList(cursor, [{ id: 1 }]);
    expect(read.accepted).toEqual([{ id: 1 }]);
    expect(read.state).toBeUndefined();
  });
});

describe("the state of DescendingCursor", () => {
  test.each([
    ["a record that changed after the run began", fromStart(1), STARTED],
    ["a record of the exact start", STARTED, STARTED],
    ["a record just before the start, because the order needs no margin", fromStart(-1), fromStart(-1)],
  ])("is never after the start of the run for %s", (_what, time, expected) => {
    const read = runCursorOnList(cursor, [seenAt(time), day("01")]);
    expect(read.accepted).toHaveLength(2);
    expect(read.state).toEqual({ updatedAt: expected });
  });

  test("is kept if it is in the future, and no record is accepted", () => {
    const future = { updatedAt: "2027-01-01T00:00:00Z" };
    const read = runCursor(cursor, [[day("20")], [day("19")]], { saved: future });
    expect(read.accepted).toEqual([]);
    expect(read.pages).toBe(1);
    expect(read.state).toEqual(future);
  });

  test.each([
    [{ updatedAt: "2026-02-10T00:00:00Z" }, true],
    [{ updatedAt: "2026-02-10" }, true],
    [{ updatedAt: "page 2" }, false],
    [{ updatedAt: 7 }, false],
    [{ updatedAt: null }, false],
    [{ createdAt: "2026-02-10T00:00:00Z" }, false],
    [{}, false],
  ])("is read from %j: %p", (state, expected) => {
    expect(cursor.canResume(state)).toBe(expected);
  });
});

test("DescendingCursor sends the query for the order only in incremental reads", () => {
  const ordered = new DescendingCursor({ field: "updatedAt", change: { query: { sortBy: "updatedAt" } } });
  expect(runCursorOnList(ordered, [], { saved }).queries).toEqual([{ sortBy: "updatedAt" }]);
  expect(runCursorOnList(cursor, []).queries).toEqual([{}]);
  expect(ordered.fullRefreshChanges(0)).toEqual([{}]);
});

test("two runs of one DescendingCursor are independent", () => {
  runCursor(cursor, [[day("21")], [day("01")]], { saved });
  expect(runCursor(cursor, [[day("11")], [day("09")]], { saved }).state).toEqual({
    updatedAt: "2026-02-11T00:00:00Z",
  });
});
