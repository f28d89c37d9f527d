import { expect, test } from "@jest/globals";
import { duration, elapsed, perSecond, timeOfDay } from "../../../src/cli/view/words.js";

test.each([
  [0, "0.0 s", "0:00"],
  [412, "0.4 s", "0:00"],
  [12_340, "12.3 s", "0:12"],
  [59_949, "59.9 s", "0:59"],
  [60_000, "1 min", "1:00"],
  [200_500, "3 min 20 s", "3:20"],
  [3_840_000, "1 h 4 min", "1:04:00"],
  [93_784_000, "1 d 2 h", "1:02:03:04"],
])("%i ms are %s, and %s by a clock", (ms, text, clock) => {
  expect([duration(ms), elapsed(ms)]).toEqual([text, clock]);
});

test.each([
  [0, "0/s"],
  [0.42, "0.4/s"],
  [9.97, "10.0/s"],
  [8_807.2, "8,807/s"],
])("a rate of %d is %s", (rate, text) => {
  expect(perSecond(rate)).toBe(text);
});

test("a time has its date where that is another day", () => {
  const at = new Date(2026, 6, 30, 12, 3, 20).getTime();
  expect(timeOfDay(at, new Date(2026, 6, 30, 23, 0, 0).getTime())).toBe("12:03:20");
  expect(timeOfDay(at, new Date(2026, 6, 31, 0, 0, 0).getTime())).toBe("2026-07-30 12:03:20");
});
