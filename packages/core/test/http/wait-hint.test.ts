import { describe, expect, test } from "@jest/globals";
import { waitHintMs } from "../../src/http/wait-hint.js";

const NOW = Date.parse("2026-02-01T10:00:00Z");

describe("waitHintMs", () => {
  test.each<[string, string, number | undefined]>([
    ["whole seconds", "30", 30_000],
    ["zero", "0", 0],
    ["decimals", "0.125", 125],
    ["a day", "86400", 86_400_000],
    ["blanks around it", " 7 ", 7000],
    ["an HTTP date", "Sun, 01 Feb 2026 10:01:30 GMT", 90_000],
    ["an HTTP date in the past", "Sun, 01 Feb 2026 09:00:00 GMT", 0],
    ["the older form of an HTTP date", "Sunday, 01-Feb-26 10:00:10 GMT", 10_000],
    ["epoch seconds", String(NOW / 1000 + 12), 12_000],
    ["epoch seconds in the past", String(NOW / 1000 - 12), 0],
    ["epoch milliseconds", String(NOW + 1500), 1500],
    ["epoch milliseconds in the past", String(NOW - 1500), 0],
    ["ISO text", "2026-02-01T10:00:05Z", 5000],
    ["ISO text with seven digits", "2026-02-01T10:00:05.1230000Z", 5123],
    ["ISO text with an offset", "2026-02-01T12:00:05+02:00", 5000],
    ["nothing", "", undefined],
    ["a word", "soon", undefined],
    ["a word and a number, which Date.parse takes for a year", "soon 5", undefined],
    ["a negative number, which Date.parse takes for a month", "-5", undefined],
    ["a unit", "5s", undefined],
    ["a list", "5, 5", undefined],
    ["an impossible date", "Sun, 99 Feb 2026 10:01:30 GMT", undefined],
    ["not a number", "NaN", undefined],
  ])("reads %s: %j is %p", (_what, value, expected) => {
    expect(waitHintMs({ "retry-after": value }, NOW)).toBe(expected);
    expect(waitHintMs({ "x-ratelimit-reset": value }, NOW)).toBe(expected);
  });

  test.each(["retry-after", "ratelimit-reset", "x-ratelimit-reset", "x-rate-limit-reset"])(
    "reads the header %s",
    (name) => {
      expect(waitHintMs({ [name]: "3" }, NOW)).toBe(3000);
    },
  );

  test("takes a number for a point in time from 2001 on, in seconds or in milliseconds", () => {
    const after = (value: number) => waitHintMs({ "retry-after": String(value) }, 0);
    expect([after(999_999_999), after(1e9)]).toEqual([999_999_999_000, 1e12]);
    expect([after(999_999_999_999), after(1e12)]).toEqual([999_999_999_999_000, 1e12]);
  });

  test("prefers Retry-After", () => {
    expect(waitHintMs({ "x-ratelimit-reset": "60", "retry-after": "3", "ratelimit-reset": "9" }, NOW)).toBe(3000);
  });

  test("goes on to the next header if one says nothing or nonsense", () => {
    expect(waitHintMs({ "retry-after": "later", "ratelimit-reset": "", "x-rate-limit-reset": "4" }, NOW)).toBe(4000);
  });

  test("is undefined where no header tells", () => {
    expect(waitHintMs({ "content-type": "text/plain" }, NOW)).toBeUndefined();
  });
});
