import { describe, expect, test } from "@jest/globals";
import { DateWindow, type DateWindowOptions } from "../../src/cursors/date-window.js";
import type { Query } from "../../src/http/request.js";
import { DAY_MS, fromStart, MINUTE_MS, passList, STARTED, STARTED_MS, seenAt, UNREADABLE } from "../support/passes.js";

const windowOf = (options: Partial<DateWindowOptions> = {}) =>
  new DateWindow("updatedAt", { from: "since", to: "until", overlapMs: MINUTE_MS, ...options });

/** A state of some days before the run. */
const daysAgo = (days: number) => ({ updatedAt: fromStart(-days * DAY_MS) });

/** The windows that a run asks for. */
const windows = (options: Partial<DateWindowOptions>, saved?: { updatedAt: string }) =>
  passList(windowOf(options), [], { saved }).queries;

const spanOf = ({ since, until }: Query) => [Date.parse(String(since)), Date.parse(String(until))] as const;

describe("an API that filters by time", () => {
  test("is asked from the saved time less the overlap to the start of the run", () => {
    expect(windows({}, daysAgo(3))).toEqual([{ since: fromStart(-3 * DAY_MS - MINUTE_MS), until: STARTED }]);
    expect(windowOf().lookbackMs).toBe(MINUTE_MS);
  });

  test("is asked in UTC where the saved time is in another zone", () => {
    expect(windows({ overlapMs: 0 }, { updatedAt: "2026-02-10T01:00:00.5+01:00" })).toEqual([
      { since: "2026-02-10T00:00:00.500Z", until: STARTED },
    ]);
  });

  test("is asked for no time at all where nothing is saved and no start is known", () => {
    expect(windows({})).toEqual([{}]);
    expect(windows({ widthMs: DAY_MS })).toEqual([{}]);
    expect(windowOf().whole(STARTED_MS)).toEqual([{}]);
  });

  test("is asked from the start that the config tells, without the overlap: there is nothing before", () => {
    const options = { startMs: (nowMs: number) => nowMs - 2 * DAY_MS };
    const expected = [{ since: fromStart(-2 * DAY_MS), until: STARTED }];
    expect(windows(options)).toEqual(expected);
    expect(windowOf(options).whole(STARTED_MS)).toEqual(expected);
  });

  test("is asked from the saved time where a start is known too", () => {
    expect(windows({ overlapMs: 0, startMs: (nowMs) => nowMs - 9 * DAY_MS }, daysAgo(1))).toEqual([
      { since: fromStart(-DAY_MS), until: STARTED },
    ]);
  });
});

describe("windows", () => {
  const days = (count: number) => windows({ overlapMs: 0, widthMs: DAY_MS }, daysAgo(count)).map(spanOf);

  test.each([[1.5], [2], [3.25], [30]])("over %p days leave no gap, and share a millisecond at each seam", (count) => {
    const spans = days(count);
    expect(spans[0]?.[0]).toBe(STARTED_MS - count * DAY_MS);
    expect(spans.at(-1)?.[1]).toBe(STARTED_MS);
    for (const [index, [from]] of spans.slice(1).entries()) expect(from).toBe((spans[index]?.[1] ?? 0) - 1);
  });

  test.each([[0.1], [1], [10], [10.5]])("over %p days come oldest first, none wider than the API takes", (count) => {
    const spans = days(count);
    expect(spans).toEqual([...spans].sort(([one], [other]) => one - other));
    for (const [from, to] of spans) expect(to - from).toBeLessThanOrEqual(DAY_MS);
  });

  test.each([
    [0.5, 1],
    [1.25, 2],
    [2.9, 3],
    [10.5, 11],
  ])("over %p days are %p, as few as there can be, and none is a scrap", (count, expected) => {
    const spans = days(count);
    expect(spans).toHaveLength(expected);
    for (const [from, to] of spans) expect(to - from).toBeGreaterThan((count / expected) * DAY_MS - 2);
  });

  test("are one where the API takes any width, however long ago the state is", () => {
    expect(windows({}, daysAgo(4000))).toHaveLength(1);
  });

  test("reach into the overlap", () => {
    const [first] = windows({ widthMs: DAY_MS }, daysAgo(2));
    expect(first?.["since"]).toBe(fromStart(-2 * DAY_MS - MINUTE_MS));
  });

  test("are none for a state that lies in the future, and the state stays", () => {
    const saved = { updatedAt: "2027-01-01T00:00:00Z" };
    const read = passList(windowOf({ widthMs: DAY_MS }), [], { saved });
    expect([read.queries, read.state]).toEqual([[], saved]);
  });

  test("are none for a start that is yet to come", () => {
    expect(windows({ startMs: (nowMs) => nowMs + DAY_MS })).toEqual([]);
  });
});

describe("the state", () => {
  const saved = { updatedAt: "2026-02-10T00:00:00Z" };

  test("after each window is the highest time so far, whatever the order within, and all records pass", () => {
    const pass = windowOf().pass({ saved, startedMs: STARTED_MS, slice: {} });
    const take = (day: string) => pass.take(seenAt(`2026-02-${day}T00:00:00Z`));
    expect([pass.walked(), ["12", "14", "09"].map(take), pass.walked()]).toEqual([
      saved,
      [true, true, true],
      { updatedAt: "2026-02-14T00:00:00Z" },
    ]);
    take("20");
    expect(pass.walked()).toEqual({ updatedAt: "2026-02-20T00:00:00Z" });
    expect(pass.isPast).toBe(undefined);
  });

  test.each(UNREADABLE)("does not move for a record whose time is %s, which is emitted", (_what, value) => {
    const read = passList(windowOf(), [seenAt(value)], { saved });
    expect([read.emitted, read.state]).toEqual([[seenAt(value)], saved]);
  });

  test.each([
    ["a record of a moment before the run", fromStart(-1), fromStart(-5 * MINUTE_MS)],
    ["a record of six minutes before", fromStart(-6 * MINUTE_MS), fromStart(-6 * MINUTE_MS)],
  ])("stays five minutes behind the start of the run: %s", (_what, time, expected) => {
    expect(passList(windowOf(), [seenAt(time)], { saved }).state).toEqual({ updatedAt: expected });
  });

  test("is never lowered, and none where nothing was saved and nothing came", () => {
    expect(passList(windowOf(), [seenAt("2026-02-09T23:59:30Z")], { saved }).state).toEqual(saved);
    expect(passList(windowOf(), []).state).toBeUndefined();
  });

  test("is under the name of its field, also where records carry their time in another one", () => {
    const cursor = windowOf({ otherFields: ["createdAt"] });
    const records = [{ createdAt: "2026-02-12T01:00:00+01:00" }, { updatedAt: "2026-02-11", createdAt: "2026-02-20" }];
    expect(passList(cursor, records, { saved }).state).toEqual({ updatedAt: "2026-02-12T01:00:00+01:00" });
    expect(cursor.understands({ createdAt: "2026-02-12" })).toBe(false);
  });
});
