import { describe, expect, test } from "@jest/globals";
import { isAhead, isoOf, timeOf, Watermark } from "../../src/cursors/watermark.js";
import type { JsonValue } from "../../src/protocol/json.js";
import { DAY_MS, fromStart, STARTED, STARTED_MS, seenAt, UNREADABLE } from "../support/passes.js";

const FIELDS = ["updatedAt"];

/** The state after these times have been seen. */
function after(times: readonly unknown[], { saved, ceilingMs = STARTED_MS }: { saved?: string; ceilingMs?: number }) {
  const mark = new Watermark(FIELDS, saved, ceilingMs);
  for (const time of times) mark.see(seenAt(time));
  return mark.value;
}

describe("timeOf", () => {
  test.each([
    ["2026-02-01T10:00:00Z", "2026-02-01T10:00:00.000Z"],
    ["2026-02-01T10:00:00.137Z", "2026-02-01T10:00:00.137Z"],
    ["2026-02-01T10:00:00.137999Z", "2026-02-01T10:00:00.137Z"],
    ["2026-02-01T10:00:00+02:00", "2026-02-01T08:00:00.000Z"],
    ["2026-02-01T10:00:00-0530", "2026-02-01T15:30:00.000Z"],
    ["2026-02-01 10:00:00Z", "2026-02-01T10:00:00.000Z"],
    ["2026-02-01t10:00z", "2026-02-01T10:00:00.000Z"],
    ["2026-02-01", "2026-02-01T00:00:00.000Z"],
  ])("understands %s", (text, iso) => {
    expect(isoOf(timeOf(text) ?? 0)).toBe(iso);
  });

  test.each([...UNREADABLE, ["nothing", undefined], ["true", true]])("sees none in %s", (_what, value) => {
    expect(timeOf(value as JsonValue)).toBeUndefined();
  });
});

describe("isAhead", () => {
  const now = STARTED_MS;
  test.each<[string, JsonValue, boolean]>([
    ["a time of tomorrow and a bit", { updatedAt: fromStart(DAY_MS + 1) }, true],
    ["one that clocks may differ by", { updatedAt: fromStart(DAY_MS) }, false],
    ["a time of the past", { updatedAt: fromStart(-1) }, false],
    ["a state without a time", { cursor: 7, token: "x", done: true, more: null }, false],
    [
      "a time of one of many partitions",
      {
        states: [
          { partition: { orgId: 1 }, cursor: { updatedAt: fromStart(-1) } },
          { partition: { orgId: 2 }, cursor: { updatedAt: fromStart(2 * DAY_MS) } },
        ],
      },
      true,
    ],
  ])("of %s is told", (_what, state, expected) => {
    expect(isAhead(state, now)).toBe(expected);
  });
});

describe("a watermark", () => {
  test("is the highest time that was seen, in whatever order they came", () => {
    const times = ["2026-02-02T00:00:00Z", "2026-02-03T00:00:00Z", "2026-02-01T00:00:00Z"];
    expect(after(times, {})).toBe("2026-02-03T00:00:00Z");
    expect(after(times.toReversed(), {})).toBe("2026-02-03T00:00:00Z");
  });

  test("compares times and not texts, and keeps the API's own words", () => {
    expect(after(["2026-02-01T10:00:00+02:00", "2026-02-01T09:00:00Z"], {})).toBe("2026-02-01T09:00:00Z");
    expect(after(["2026-02-01T09:00:00Z", "2026-02-01 05:30:00-04:00"], {})).toBe("2026-02-01 05:30:00-04:00");
    expect(after(["2026-02-01T10:00:00.123456Z"], {})).toBe("2026-02-01T10:00:00.123456Z");
  });

  test("keeps the words that came first, where times are equal", () => {
    expect(after(["2026-02-01T10:00:00Z", "2026-02-01T11:00:00+01:00"], {})).toBe("2026-02-01T10:00:00Z");
  });

  test("is none where nothing is saved and no record carries a time", () => {
    const mark = new Watermark(FIELDS, undefined, STARTED_MS);
    mark.see({ id: 1 });
    expect([mark.value, mark.state, mark.savedMs]).toEqual([undefined, undefined, undefined]);
  });

  test.each(UNREADABLE)("does not move for %s, which has no time to tell", (_what, value) => {
    const mark = new Watermark(FIELDS, "2026-02-01T00:00:00Z", STARTED_MS);
    expect(mark.see(seenAt(value))).toBeUndefined();
    expect(mark.value).toBe("2026-02-01T00:00:00Z");
  });

  test("tells the time of each record that it sees", () => {
    expect(new Watermark(FIELDS, undefined, STARTED_MS).see(seenAt(STARTED))).toBe(STARTED_MS);
  });

  describe("never falls below what was saved", () => {
    const saved = "2026-02-10T00:00:00Z";
    test.each([
      ["nothing was seen", []],
      ["all that was seen is earlier", ["2026-02-09T00:00:00Z"]],
      ["the saved time itself was seen, in other words", ["2026-02-10T01:00:00+01:00"]],
    ])("where %s", (_what, times) => {
      expect(after(times, { saved })).toBe(saved);
    });

    test("also where the saved time lies above the ceiling, or what was seen does", () => {
      const future = "2026-05-01T00:00:00Z";
      expect(after(["2026-02-09T00:00:00Z"], { saved: future })).toBe(future);
      expect(after(["2026-06-01T00:00:00Z"], { saved: future })).toBe(future);
    });
  });

  describe("never rises above its ceiling", () => {
    test.each([
      ["a later time leaves it there", fromStart(1), STARTED],
      ["the ceiling's own time is kept in the API's words", "2026-03-01T13:00:00+01:00", "2026-03-01T13:00:00+01:00"],
      ["an earlier time counts", fromStart(-1), fromStart(-1)],
    ])("%s", (_what, time, expected) => {
      expect(after([time], {})).toBe(expected);
      expect(after(["2026-02-01T00:00:00Z", time], { saved: "2026-01-01T00:00:00Z" })).toBe(expected);
    });
  });

  test("goes by the first field that holds a time, and is a state under the name of the first", () => {
    const mark = new Watermark(["updatedAt", "createdAt"], undefined, STARTED_MS);
    mark.see({ updatedAt: null, createdAt: "2026-02-02T00:00:00Z" });
    mark.see({ updatedAt: "2026-02-01T00:00:00Z", createdAt: "2026-02-09T00:00:00Z" });
    expect(mark.state).toEqual({ updatedAt: "2026-02-02T00:00:00Z" });
  });
});

test("a time without a zone is UTC, whatever the zone of the machine", () => {
  expect([timeOf("2026-03-08T02:45:00"), timeOf("2026-03-08 02:45")]).toEqual([
    Date.UTC(2026, 2, 8, 2, 45),
    Date.UTC(2026, 2, 8, 2, 45),
  ]);
});

test("what lies ahead is a cursor, not a partition that is named by a time", () => {
  const partition = { until: "2099-01-01" };
  const state = (at: string) => ({ states: [{ partition, cursor: { updatedAt: at } }] });
  expect([isAhead(state("2026-01-01"), STARTED_MS), isAhead(state("2099-01-01"), STARTED_MS)]).toEqual([false, true]);
});
