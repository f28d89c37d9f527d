import { describe, expect, test } from "@jest/globals";
import { isoMillis } from "../../src/cursors/time-format.js";
import { type TimeValue, Watermark } from "../../src/cursors/watermark.js";
import { fromStart, INVALID_TIMES, STARTED, STARTED_MS, seenAt } from "../support/cursor-runs.js";

const FIELDS = ["updatedAt"];

const watermark = (saved?: TimeValue, { fields = FIELDS, ceilingMs = STARTED_MS } = {}) =>
  new Watermark({ fields, format: isoMillis, saved, ceilingMs });

/** The state after records with these times. */
function after(times: readonly unknown[], { saved, ceilingMs = STARTED_MS }: { saved?: string; ceilingMs?: number }) {
  const mark = watermark(saved, { ceilingMs });
  for (const time of times) mark.observe(seenAt(time));
  return mark.value;
}

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
    const mark = watermark();
    mark.observe({ id: 1 });
    expect(mark.value).toBeUndefined();
    expect(mark.state).toBeUndefined();
    expect(mark.savedMs).toBeUndefined();
  });

  test.each(INVALID_TIMES)("does not change for %s, which is not a time", (_what, value) => {
    const mark = watermark("2026-02-01T00:00:00Z");
    expect(mark.observe(seenAt(value))).toBeUndefined();
    expect(mark.value).toBe("2026-02-01T00:00:00Z");
  });

  test("returns the time of each record", () => {
    expect(watermark().observe(seenAt(STARTED))).toBe(STARTED_MS);
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
    const mark = watermark(undefined, { fields: ["updatedAt", "createdAt"] });
    mark.observe({ updatedAt: null, createdAt: "2026-02-02T00:00:00Z" });
    mark.observe({ updatedAt: "2026-02-01T00:00:00Z", createdAt: "2026-02-09T00:00:00Z" });
    expect(mark.state).toEqual({ updatedAt: "2026-02-02T00:00:00Z" });
  });
});
