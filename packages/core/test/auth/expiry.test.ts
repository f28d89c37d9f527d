import { describe, expect, test } from "@jest/globals";
import { expiryMs, lifetimeMs } from "../../src/auth/expiry.js";

const NOW = Date.parse("2026-03-01T12:00:00Z");
const HOUR = 3_600_000;

describe("the lifetime of a token", () => {
  test.each([
    ["seconds", 3600, HOUR],
    ["seconds as text", "3600", HOUR],
    ["seconds with a fraction", "3600.5", HOUR + 500],
    ["a time in seconds", NOW / 1000 + 3600, HOUR],
    ["a time in seconds as text", String(NOW / 1000 + 3600), HOUR],
    ["a time in milliseconds", NOW + HOUR, HOUR],
    ["a date of ISO 8601", "2026-03-01T13:00:00Z", HOUR],
    ["a date with an offset", "2026-03-01T15:00:00+02:00", HOUR],
    ["a date without a zone", "2026-03-01 13:00:00", HOUR],
    ["a date of HTTP", "Sun, 01 Mar 2026 13:00:00 GMT", HOUR],
  ])("is read from %s", (_what, value, expected) => {
    expect(lifetimeMs(value, NOW)).toBe(expected);
  });

  test.each([
    ["nothing", undefined],
    ["null", null],
    ["zero, which is never", 0],
    ["zero as text", "0"],
    ["less than zero", -1],
    ["an empty text", ""],
    ["a word", "never"],
    ["true", true],
    ["an object", {}],
    ["a time in the past", "2020-01-01T00:00:00Z"],
    ["a hundred years", 3_155_760_000_000],
    ["a number beyond all dates", 1e300],
  ])("is unknown for %s", (_what, value) => {
    expect(lifetimeMs(value, NOW)).toBeUndefined();
  });
});

test("an expiry in the past is known, unlike a lifetime", () => {
  expect(expiryMs("2020-01-01T00:00:00Z", NOW)).toBe(Date.parse("2020-01-01T00:00:00Z"));
});
