import { describe, expect, test } from "@jest/globals";
import { DateWindowCursor, type DateWindowCursorOptions } from "../../src/cursors/date-window.js";
import { days as daysOf, minutes, NO_TIME, seconds } from "../../src/cursors/duration.js";
import { day, isoSeconds } from "../../src/cursors/time-format.js";
import type { Query } from "../../src/http/request.js";
import {
  DAY_MS,
  fromStart,
  INVALID_TIMES,
  MINUTE_MS,
  queriesOf,
  runCursorOnList,
  STARTED,
  STARTED_MS,
  seenAt,
} from "../support/cursor-runs.js";

const windowOf = (options: Partial<DateWindowCursorOptions> = {}) =>
  new DateWindowCursor({ field: "updatedAt", from: "since", to: "until", lookback: minutes(1), ...options });

/** A state some days before the run. */
const daysAgo = (days: number) => ({ updatedAt: fromStart(-days * DAY_MS) });

/** The windows that a run requests. */
const windows = (options: Partial<DateWindowCursorOptions>, saved?: { updatedAt: string }) =>
  runCursorOnList(windowOf(options), [], { saved }).queries;

const spanOf = ({ since, until }: Query) => [Date.parse(String(since)), Date.parse(String(until))] as const;

describe("DateWindowCursor", () => {
  test("requests the time from the saved one minus the lookback to the start of the run", () => {
    expect(windows({}, daysAgo(3))).toEqual([{ since: fromStart(-3 * DAY_MS - MINUTE_MS), until: STARTED }]);
    expect(windowOf().lookback).toEqual(minutes(1));
  });

  test("sends times in UTC if the saved one has another zone", () => {
    expect(windows({ lookback: NO_TIME }, { updatedAt: "2026-02-10T01:00:00.5+01:00" })).toEqual([
      { since: "2026-02-10T00:00:00.500Z", until: STARTED },
    ]);
  });

  test("sends no times without a saved state and an earliest time", () => {
    expect(windows({})).toEqual([{}]);
    expect(windows({ width: daysOf(1) })).toEqual([{}]);
    expect(windowOf().fullRefreshChanges(STARTED_MS)).toEqual([{}]);
  });

  test("starts at the earliest time without a lookback, because nothing is before it", () => {
    const options = { earliest: (nowMs: number) => nowMs - 2 * DAY_MS };
    const expected = [{ since: fromStart(-2 * DAY_MS), until: STARTED }];
    expect(windows(options)).toEqual(expected);
    expect(queriesOf(windowOf(options).fullRefreshChanges(STARTED_MS))).toEqual(expected);
  });

  test("starts at the saved time even if there is an earliest time", () => {
    expect(windows({ lookback: NO_TIME, earliest: (nowMs) => nowMs - 9 * DAY_MS }, daysAgo(1))).toEqual([
      { since: fromStart(-DAY_MS), until: STARTED },
    ]);
  });

  test("sends no end where no parameter takes it", () => {
    const cursor = new DateWindowCursor({ field: "updatedAt", from: "on", as: day, width: daysOf(1), gap: daysOf(1) });
    expect(runCursorOnList(cursor, [], { saved: { updatedAt: "2026-02-27" } }).queries).toEqual([
      { on: "2026-02-27" },
      { on: "2026-02-28" },
    ]);
  });

  test("asks for nothing before the earliest time", () => {
    const lookback = daysOf(7);
    const since = (saved: number, earliest: number) =>
      windows({ lookback, earliest: (nowMs) => nowMs - earliest * DAY_MS }, daysAgo(saved))[0]?.["since"];
    expect(since(1, 3)).toBe(fromStart(-3 * DAY_MS));
    expect(since(1, 9)).toBe(fromStart(-8 * DAY_MS));
    expect(since(4, 3)).toBe(fromStart(-3 * DAY_MS));
  });
});

describe("the windows of DateWindowCursor", () => {
  const days = (count: number) => windows({ lookback: NO_TIME, width: daysOf(1) }, daysAgo(count)).map(spanOf);

  test.each([[1.5], [2], [3.25], [30]])(
    "have no gaps and share a millisecond at each boundary over %p days",
    (count) => {
      const spans = days(count);
      expect(spans[0]?.[0]).toBe(STARTED_MS - count * DAY_MS);
      expect(spans.at(-1)?.[1]).toBe(STARTED_MS);
      for (const [index, [from]] of spans.slice(1).entries()) expect(from).toBe((spans[index]?.[1] ?? 0) - 1);
    },
  );

  test.each([[0.1], [1], [10], [10.5]])(
    "are in ascending order and not wider than the maximum over %p days",
    (count) => {
      const spans = days(count);
      expect(spans).not.toHaveLength(0);
      expect(spans).toEqual([...spans].sort(([one], [other]) => one - other));
      for (const [from, to] of spans) expect(to - from).toBeLessThanOrEqual(DAY_MS);
    },
  );

  test.each([
    [0.5, 1],
    [1.25, 2],
    [2.9, 3],
    [10.5, 11],
  ])("split %p days into %p equal windows, as few as possible", (count, expected) => {
    const spans = days(count);
    expect(spans).toHaveLength(expected);
    for (const [from, to] of spans) expect(to - from).toBeGreaterThan((count / expected) * DAY_MS - 2);
  });

  test("are a single one without a maximum width", () => {
    expect(windows({}, daysAgo(4000))).toHaveLength(1);
  });

  test("include the lookback", () => {
    const [first] = windows({ width: daysOf(1) }, daysAgo(2));
    expect(first?.["since"]).toBe(fromStart(-2 * DAY_MS - MINUTE_MS));
  });

  test("are none for a state in the future, which is kept", () => {
    const saved = { updatedAt: "2027-01-01T00:00:00Z" };
    const read = runCursorOnList(windowOf({ width: daysOf(1) }), [], { saved });
    expect(read.queries).toEqual([]);
    expect(read.state).toEqual(saved);
  });

  test("are none for an earliest time in the future", () => {
    expect(windows({ earliest: (nowMs) => nowMs + DAY_MS })).toEqual([]);
  });
});

describe("the windows of DateWindowCursor with a gap", () => {
  const saved = { updatedAt: "2026-02-08T00:00:00Z" };
  const week = { as: day, width: daysOf(7), gap: daysOf(1) };

  test("are of the whole width, and share no day", () => {
    const cursor = new DateWindowCursor({ field: "updatedAt", from: "since", to: "until", ...week });
    expect(runCursorOnList(cursor, [], { saved }).queries).toEqual([
      { since: "2026-02-08", until: "2026-02-14" },
      { since: "2026-02-15", until: "2026-02-21" },
      { since: "2026-02-22", until: "2026-03-01" },
    ]);
  });

  test("begin before the saved time by a lookback only", () => {
    const [first] = windows({ ...week, lookback: daysOf(2) }, saved);
    expect(first).toEqual({ since: "2026-02-06", until: "2026-02-12" });
  });

  test("end and begin so far apart in every format", () => {
    const found = windows({ as: isoSeconds, width: daysOf(20), gap: seconds(1) }, daysAgo(30)).map(spanOf);
    expect(found).toHaveLength(2);
    expect((found[1]?.[0] ?? 0) - (found[0]?.[1] ?? 0)).toBe(1000);
  });
});

describe("the state of DateWindowCursor", () => {
  const saved = { updatedAt: "2026-02-10T00:00:00Z" };

  test("is the highest time after each window, whatever the order within", () => {
    const run = windowOf().start({ saved, startedMs: STARTED_MS, slice: {} });
    const take = (day: string) => run.accept?.(seenAt(`2026-02-${day}T00:00:00Z`));
    expect(run.nextState()).toEqual(saved);
    expect(["12", "14", "09"].map(take)).toEqual([true, true, true]);
    expect(run.nextState()).toEqual({ updatedAt: "2026-02-14T00:00:00Z" });
    take("20");
    expect(run.nextState()).toEqual({ updatedAt: "2026-02-20T00:00:00Z" });
    expect(run.isPast).toBe(undefined);
  });

  test.each(INVALID_TIMES)("does not change for a record whose time is %s, which is accepted", (_what, value) => {
    const read = runCursorOnList(windowOf(), [seenAt(value)], { saved });
    expect(read.accepted).toEqual([seenAt(value)]);
    expect(read.state).toEqual(saved);
  });

  test.each([
    ["a record just before the run", fromStart(-1), fromStart(-5 * MINUTE_MS)],
    ["a record of six minutes before", fromStart(-6 * MINUTE_MS), fromStart(-6 * MINUTE_MS)],
  ])("stays five minutes before the start of the run for %s", (_what, time, expected) => {
    expect(runCursorOnList(windowOf(), [seenAt(time)], { saved }).state).toEqual({ updatedAt: expected });
  });

  test("is never lowered, and is undefined without a saved state and records", () => {
    expect(runCursorOnList(windowOf(), [seenAt("2026-02-09T23:59:30Z")], { saved }).state).toEqual(saved);
    expect(runCursorOnList(windowOf(), []).state).toBeUndefined();
  });

  test("has the name of its field, even if records have their time in another one", () => {
    const cursor = windowOf({ otherFields: ["createdAt"] });
    const records = [{ createdAt: "2026-02-12T01:00:00+01:00" }, { updatedAt: "2026-02-11", createdAt: "2026-02-20" }];
    expect(runCursorOnList(cursor, records, { saved }).state).toEqual({ updatedAt: "2026-02-12T01:00:00+01:00" });
    expect(cursor.canResume({ createdAt: "2026-02-12" })).toBe(false);
  });
});
