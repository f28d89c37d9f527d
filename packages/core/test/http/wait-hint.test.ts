import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { describe, expect, test } from "@jest/globals";
import { waitHintMs } from "../../src/http/wait-hint.js";

const execute = promisify(execFile);
const HINTS = fileURLToPath(new URL("../support/wait-hints.ts", import.meta.url));
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
    ["a word and a number, which Date.parse reads as a year", "soon 5", undefined],
    ["a negative number, which Date.parse reads as a month", "-5", undefined],
    ["a unit", "5s", undefined],
    ["a list", "5, 5", undefined],
    ["an impossible date", "Sun, 99 Feb 2026 10:01:30 GMT", undefined],
    ["not a number", "NaN", undefined],
  ])("reads %s: %j is %p", (_what, value, expected) => {
    expect(waitHintMs({ "retry-after": value }, NOW)).toBe(expected);
    expect(waitHintMs({ "x-ratelimit-reset": value }, NOW)).toBe(expected);
  });

  test.each([
    ["epoch seconds", String(NOW / 1000 + 12)],
    ["epoch milliseconds", String(NOW + 12_000)],
    ["ISO text", "2026-02-01T10:00:12Z"],
    ["an HTTP date", "Sun, 01 Feb 2026 10:00:12 GMT"],
  ])("compares %s with the response's Date, whatever our clock says", (_what, value) => {
    const date = new Date(NOW).toUTCString();
    for (const skewMs of [-3_600_000, 0, 3_600_000]) {
      expect(waitHintMs({ "x-ratelimit-reset": value, date }, NOW + skewMs)).toBe(12_000);
    }
  });

  test.each(["America/New_York", "Asia/Kolkata"])(
    "reads a time in its own zone, else in UTC, on a machine in %s",
    async (zone) => {
      const values = [
        "2026-02-01T10:00:12",
        "2026-02-01 10:00:12",
        "2026-02-01T10:00:12.0000000",
        "Sun, 01 Feb 2026 10:00:12",
        "Sun Feb  1 10:00:12 2026",
        "2026-02-01T10:00:12z",
        "2026-02-01T11:00:12+01:00",
        "2026-02-01 11:00:12 +0100",
        "Sun, 01 Feb 2026 10:00:12 GMT",
        "Sun, 01 Feb 2026 05:00:12 EST",
        "Sun, 01 Feb 2026 10:00:12 +0000 (UTC)",
      ];
      const options = { env: { ...process.env, TZ: zone, NODE_NO_WARNINGS: "1", NODE_OPTIONS: "" } };
      const { stdout } = await execute(process.execPath, ["--import", "tsx", HINTS, String(NOW), ...values], options);
      expect(JSON.parse(stdout)).toEqual(values.map(() => 12_000));
    },
  );

  test("reads a day as its start in UTC", () => {
    expect(waitHintMs({ "x-ratelimit-reset": "2026-02-02" }, NOW)).toBe(14 * 3_600_000);
  });

  test("compares with our clock if the Date is unreadable, and never changes a duration", () => {
    expect(waitHintMs({ "x-ratelimit-reset": String(NOW / 1000 + 12), date: "yesterday" }, NOW)).toBe(12_000);
    expect(waitHintMs({ "retry-after": "30", date: new Date(NOW).toUTCString() }, NOW + 3_600_000)).toBe(30_000);
  });

  test.each(["retry-after", "ratelimit-reset", "x-ratelimit-reset", "x-rate-limit-reset"])(
    "reads the header %s",
    (name) => {
      expect(waitHintMs({ [name]: "3" }, NOW)).toBe(3000);
    },
  );

  test("reads a number as a point in time from 2001 on, in seconds or milliseconds", () => {
    const after = (value: number) => waitHintMs({ "retry-after": String(value) }, 0);
    expect(after(999_999_999)).toBe(999_999_999_000);
    expect(after(1e9)).toBe(1e12);
    expect(after(999_999_999_999)).toBe(999_999_999_999_000);
    expect(after(1e12)).toBe(1e12);
  });

  test("prefers Retry-After", () => {
    expect(waitHintMs({ "x-ratelimit-reset": "60", "retry-after": "3", "ratelimit-reset": "9" }, NOW)).toBe(3000);
  });

  test("reads the next header if one is empty or invalid", () => {
    expect(waitHintMs({ "retry-after": "later", "ratelimit-reset": "", "x-rate-limit-reset": "4" }, NOW)).toBe(4000);
  });

  test("returns undefined without a valid header", () => {
    expect(waitHintMs({ "content-type": "text/plain" }, NOW)).toBeUndefined();
  });
});
