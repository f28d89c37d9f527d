import { describe, expect, jest, test } from "@jest/globals";
import { systemClock } from "../../src/http/clock.js";

const TEN_MINUTES = 600_000;

describe("systemClock", () => {
  test("returns the time in milliseconds since the epoch", () => {
    const before = Date.now();
    expect(systemClock.now()).toBeGreaterThanOrEqual(before);
    expect(systemClock.now()).toBeLessThan(before + TEN_MINUTES);
  });

  test("measures durations in whole milliseconds, and never backwards", async () => {
    const dates = jest.spyOn(Date, "now").mockReturnValue(0);
    const startMs = systemClock.monotonicMs();
    await systemClock.sleep(2);
    const endMs = systemClock.monotonicMs();
    dates.mockRestore();
    expect(endMs).toBeGreaterThan(startMs);
    expect(Number.isInteger(startMs) && Number.isInteger(endMs)).toBe(true);
  });

  test("sleeps without a signal", async () => {
    await expect(systemClock.sleep(0)).resolves.toBeUndefined();
  });

  test("rejects its sleep with the signal's reason when it aborts", async () => {
    const stop = new AbortController();
    const sleep = systemClock.sleep(TEN_MINUTES, stop.signal);
    stop.abort(new Error("enough"));
    await expect(sleep).rejects.toThrow("enough");
  });

  test("does not sleep if the signal has aborted", async () => {
    await expect(systemClock.sleep(TEN_MINUTES, AbortSignal.abort(new Error("enough")))).rejects.toThrow("enough");
  });
});
