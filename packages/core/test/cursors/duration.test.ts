import { describe, expect, test } from "@jest/globals";
import { days, hours, later, milliseconds, minutes, months, seconds } from "../../src/cursors/duration.js";

const after = (start: string, ...args: readonly [ReturnType<typeof days>, number?]) =>
  new Date(later(Date.parse(start), ...args)).toISOString();

describe("later", () => {
  test.each([
    [milliseconds(5), "2026-01-31T00:00:00.005Z"],
    [seconds(5), "2026-01-31T00:00:05.000Z"],
    [minutes(5), "2026-01-31T00:05:00.000Z"],
    [hours(5), "2026-01-31T05:00:00.000Z"],
    [days(1), "2026-02-01T00:00:00.000Z"],
    [months(1), "2026-02-28T00:00:00.000Z"],
    [months(12), "2027-01-31T00:00:00.000Z"],
  ])("adds %j", (duration, expected) => {
    expect(after("2026-01-31T00:00:00Z", duration)).toBe(expected);
  });

  test("counts months from the start, so that a short one does not shift those after it", () => {
    expect(after("2026-01-31T10:00:00Z", months(1), 2)).toBe("2026-03-31T10:00:00.000Z");
  });

  test("goes back for a negative count, over a leap day too", () => {
    expect(after("2028-03-31T10:00:00Z", months(1), -1)).toBe("2028-02-29T10:00:00.000Z");
    expect(after("2026-01-01T00:00:00Z", days(1), -1)).toBe("2025-12-31T00:00:00.000Z");
  });
});
