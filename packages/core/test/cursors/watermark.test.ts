import { describe, expect, test } from "@jest/globals";
import { isAhead, isoOf, timeOf, Watermark } from "../../src/cursors/watermark.js";
import type { JsonValue } from "../../src/protocol/json.js";
import { DAY_MS, fromStart, INVALID_TIMES, STARTED, STARTED_MS, seenAt } from "../support/cursor-runs.js";

const FIELDS = ["updatedAt"];

/** The state after records with these times. */
function after(times: readonly unknown[], { saved, ceilingMs = STARTED_MS }: { saved?: string; ceilingMs?: number }) {
  const mark = new Watermark(FIELDS, saved, ceilingMs);
  for (const time of times) mark.observe(seenAt(time));
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
  ])("parses %s", (text, iso) => {
    expect(isoOf(timeOf(text) ?? 0)).toBe(iso);
  });

  test.each([...INVALID_TIMES, ["nothing", undefined], ["true", true]])("returns undefined for %s", (_what, value) => {
    expect(timeOf(value as JsonValue)).toBeUndefined();
  });
});

describe("isAhead", () => {
  const now = STARTED_MS;
  test.each<[string, JsonValue, boolean]>([
    ["a time more than a day ahead", { updatedAt: fromStart(DAY_MS + 1) }, true],
    ["a time within the difference of clocks", { updatedAt: fromStart(DAY_MS) }, false],
    ["a time in the past", { updatedAt: fromStart(-1) }, false],
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
  ])("classifies %s", (_what, state, expected) => {
    expect(isAhead(state, now)).toBe(expected);
  });
});

describe("Watermark", () => {
  test("is the highest time, in any order", () => {
    const times = ["2026-02-02T00:00:00Z", "2026-02-03T00:00:00Z", "2026-02-01T00:00:00Z"];
    expect(after(times, {})).toBe("2026-02-03T00:00:00Z");
    expect(after(times.toReversed(), {})).toBe("2026-02-03T00:00:00Z");
  });

  test("compares times and not texts, and keeps the API's format", () => {
    expect(after(["2026-02-01T10:00:00+02:00", "2026-02-01T09:00:00Z"], {})).toBe("2026-02-01T09:00:00Z");
    expect(after(["2026-02-01T09:00:00Z", "2026-02-01 05:30:00-04:00"], {})).toBe("2026-02-01 05:30:00-04:00");
    expect(after(["2026-02-01T10:00:00.123456Z"], {})).toBe("2026-02-01T10:00:00.123456Z");
  });

  test("keeps the first of equal times", () => {
    expect(after(["2026-02-01T10:00:00Z", "2026-02-01T11:00:00+01:00"], {})).toBe("2026-02-01T10:00:00Z");
  });

  test("is undefined without a saved time and a time in any record", () => {
    const mark = new Watermark(FIELDS, undefined, STARTED_MS);
    mark.observe({ id: 1 });
    expect(mark.value).toBeUndefined();
    expect(mark.state).toBeUndefined();
    expect(mark.savedMs).toBeUndefined();
  });

  test.each(INVALID_TIMES)("does not change for %s, which is not a time", (_what, value) => {
    const mark = new Watermark(FIELDS, "2026-02-01T00:00:00Z", STARTED_MS);
    expect(mark.observe(seenAt(value))).toBeUndefined();
    expect(mark.value).toBe("2026-02-01T00:00:00Z");
  });

  test("returns the time of each record", () => {
    expect(new Watermark(FIELDS, undefined, STARTED_MS).observe(seenAt(STARTED))).toBe(STARTED_MS);
  });

  describe("never falls below the saved time", () => {
    const saved = "2026-02-10T00:00:00Z";
    test.each([
      ["there are no records", []],
      ["all records are earlier", ["2026-02-09T00:00:00Z"]],
      ["a record has the saved time in another format", ["2026-02-10T01:00:00+01:00"]],
    ])("if %s", (_what, times) => {
      expect(after(times, { saved })).toBe(saved);
    });

    test("even if the saved time or a record is above the ceiling", () => {
      const future = "2026-05-01T00:00:00Z";
      expect(after(["2026-02-09T00:00:00Z"], { saved: future })).toBe(future);
      expect(after(["2026-06-01T00:00:00Z"], { saved: future })).toBe(future);
    });
  });

  describe("never rises above its ceiling", () => {
    test.each([
      ["if a record is later", fromStart(1), STARTED],
      [
        "if a record has the same time, which is kept in the API's format",
        "2026-03-01T13:00:00+01:00",
        "2026-03-01T13:00:00+01:00",
      ],
      ["if a record is earlier, which counts", fromStart(-1), fromStart(-1)],
    ])("%s", (_what, time, expected) => {
      expect(after([time], {})).toBe(expected);
      expect(after(["2026-02-01T00:00:00Z", time], { saved: "2026-01-01T00:00:00Z" })).toBe(expected);
    });
  });

  test("uses the first field with a time, and its state has the name of the first field", () => {
    const mark = new Watermark(["updatedAt", "createdAt"], undefined, STARTED_MS);
    mark.observe({ updatedAt: null, createdAt: "2026-02-02T00:00:00Z" });
    mark.observe({ updatedAt: "2026-02-01T00:00:00Z", createdAt: "2026-02-09T00:00:00Z" });
    expect(mark.state).toEqual({ updatedAt: "2026-02-02T00:00:00Z" });
  });
});

test("timeOf reads a time without a zone as UTC, whatever the zone of the machine", () => {
  expect(timeOf("2026-03-08T02:45:00")).toEqual(Date.UTC(2026, 2, 8, 2, 45));
  expect(timeOf("2026-03-08 02:45")).toEqual(Date.UTC(2026, 2, 8, 2, 45));
});

test("isAhead checks cursors, not partitions that are named by a time", () => {
  const partition = { until: "2099-01-01" };
  const state = (at: string) => ({ states: [{ partition, cursor: { updatedAt: at } }] });
  expect(isAhead(state("2026-01-01"), STARTED_MS)).toBe(false);
  expect(isAhead(state("2099-01-01"), STARTED_MS)).toBe(true);
});
