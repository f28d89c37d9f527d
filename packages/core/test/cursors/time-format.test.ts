import { describe, expect, test } from "@jest/globals";
import {
  day,
  epochMillis,
  epochSeconds,
  isoMillis,
  isoOf,
  isoSeconds,
  type TimeFormat,
  timeOf,
} from "../../src/cursors/time-format.js";
import { pattern } from "../../src/cursors/time-pattern.js";
import { SystemError } from "../../src/errors/connector-error.js";
import type { JsonValue } from "../../src/protocol/json.js";
import { INVALID_TIMES } from "../support/cursor-runs.js";

const INSTANT = "2026-01-31T23:59:58.987Z";
const MS = Date.parse(INSTANT);

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

test("timeOf reads a time without a zone as UTC, whatever the zone of the machine", () => {
  expect(timeOf("2026-03-08T02:45:00")).toEqual(Date.UTC(2026, 2, 8, 2, 45));
  expect(timeOf("2026-03-08 02:45")).toEqual(Date.UTC(2026, 2, 8, 2, 45));
});

describe("a format", () => {
  test.each<[string, TimeFormat, string | number, string]>([
    ["isoMillis", isoMillis, "2026-01-31T23:59:58.987Z", "2026-01-31T23:59:58.987Z"],
    ["isoSeconds", isoSeconds, "2026-01-31T23:59:58Z", "2026-01-31T23:59:58.000Z"],
    ["day", day, "2026-01-31", "2026-01-31T00:00:00.000Z"],
    ["epochSeconds", epochSeconds, 1_769_903_998, "2026-01-31T23:59:58.000Z"],
    ["epochMillis", epochMillis, 1_769_903_998_987, "2026-01-31T23:59:58.987Z"],
    ["yyyy/MM/dd HH:mm", pattern("yyyy/MM/dd HH:mm"), "2026/01/31 23:59", "2026-01-31T23:59:00.000Z"],
    ["dd.MM.yyyy", pattern("dd.MM.yyyy"), "31.01.2026", "2026-01-31T00:00:00.000Z"],
    ["yyyyMMdd'T'HHmmssSSS'Z'", pattern("yyyyMMdd'T'HHmmssSSS'Z'"), "20260131T235958987Z", "2026-01-31T23:59:58.987Z"],
  ])("%s writes an instant rounded down to its grain, and reads it again", (_name, format, written, instant) => {
    expect(format.write(MS)).toBe(written);
    expect(isoOf(format.read(written) ?? 0)).toBe(instant);
    expect(MS - Date.parse(instant)).toBeLessThan(format.grainMs);
    expect(Object.isFrozen(format)).toBe(true);
  });

  test.each([isoMillis, isoSeconds, day])("of ISO 8601 reads any form of it", (format) => {
    expect(format.read("2026-02-01 10:00:00+02:00")).toBe(Date.parse("2026-02-01T08:00:00Z"));
  });

  test.each<[JsonValue, number | undefined]>([
    [1_700_000_003, 1_700_000_003_000],
    ["1700000003", 1_700_000_003_000],
    [1_700_000_003.25, 1_700_000_003_250],
    ["1700000003.25", 1_700_000_003_250],
    [0, 0],
    [-1, -1000],
    [1_700_000_003_000_000, undefined],
    ["2026-02-01", undefined],
    ["", undefined],
    ["0x10", undefined],
    [null, undefined],
    [true, undefined],
  ])("epochSeconds reads %j as %j ms", (value, ms) => {
    expect(epochSeconds.read(value)).toBe(ms);
  });

  test("epochSeconds rounds an instant before 1970 down too", () => {
    expect(epochSeconds.write(-1)).toBe(-1);
  });
});

describe("a pattern", () => {
  test.each([
    "2026/02/30 10:00",
    "2026/13/01 10:00",
    "2026/01/01 24:00",
    "2026/01/01 10:60",
    "2026-01-01 10:00",
    "x",
    7,
    null,
  ])("reads nothing of %j", (value) => {
    expect(pattern("yyyy/MM/dd HH:mm").read(value)).toBeUndefined();
  });

  test.each([
    ["yyyy-MM", "lacks dd"],
    ["HH:mm", "lacks yyyy, MM, dd"],
    ["yyyy-MM-ddTHH", 'has "THH"'],
    ["yyyy-MM-dd'T", 'has "\'T"'],
  ])("%s is refused, because it %s", (text, reason) => {
    expect(() => pattern(text)).toThrow(SystemError);
    expect(() => pattern(text)).toThrow(reason);
  });

  test("refuses a zone that does not exist", () => {
    expect(() => pattern("yyyy-MM-dd", { zone: "Mars/Olympus" })).toThrow('"Mars/Olympus" is not a time zone');
  });
});

describe("a pattern with a zone", () => {
  const local = pattern("yyyy-MM-dd HH:mm:ss", { zone: "America/New_York" });

  test.each([
    ["2026-01-15 12:00:00", "2026-01-15T17:00:00.000Z"],
    ["2026-07-15 12:00:00", "2026-07-15T16:00:00.000Z"],
  ])("reads and writes %s as %s", (text, instant) => {
    expect(isoOf(local.read(text) ?? 0)).toBe(instant);
    expect(local.write(Date.parse(instant))).toBe(text);
  });

  test("reads an hour that comes twice as the first of the two, so that no state covers the second before it was read", () => {
    expect(isoOf(local.read("2026-11-01 01:30:00") ?? 0)).toBe("2026-11-01T05:30:00.000Z");
    expect(local.write(Date.parse("2026-11-01T06:30:00Z"))).toBe("2026-11-01 01:30:00");
  });

  test("reads a time that the clocks skip as one before the next that they have", () => {
    expect(local.read("2026-03-08 02:30:00")).toBeLessThanOrEqual(local.read("2026-03-08 03:00:00") ?? 0);
  });

  test.each(["Asia/Kathmandu", "Australia/Lord_Howe", "Pacific/Apia"])(
    "agrees with itself for each hour of a year in %s",
    (zone) => {
      const format = pattern("yyyy-MM-dd HH:mm", { zone });
      const wrong: string[] = [];
      for (let ms = Date.UTC(2026, 0); ms < Date.UTC(2027, 0); ms += 3_600_000) {
        const readMs = format.read(format.write(ms)) ?? Number.NaN;
        const isEarlierTwin = readMs < ms && format.write(readMs) === format.write(ms);
        if (readMs !== ms && !isEarlierTwin) wrong.push(isoOf(ms));
      }
      expect(wrong).toEqual([]);
    },
  );
});
