import { describe, expect, test } from "@jest/globals";
import { systemClock } from "../../src/http/clock.js";

const TEN_MINUTES = 600_000;

describe("systemClock", () => {
  test("tells the time in milliseconds since the epoch", () => {
    const before = Date.now();
    expect(systemClock.now()).toBeGreaterThanOrEqual(before);
    expect(systemClock.now()).toBeLessThan(before + TEN_MINUTES);
  });

  test("sleeps without a signal", async () => {
    await expect(systemClock.sleep(0)).resolves.toBeUndefined();
  });

  test("wakes at once with the signal's reason when it aborts", async () => {
    const stop = new AbortController();
    const sleep = systemClock.sleep(TEN_MINUTES, stop.signal);
    stop.abort(new Error("enough"));
    await expect(sleep).rejects.toThrow("enough");
  });

  test("does not sleep at all if the signal has aborted", async () => {
    await expect(systemClock.sleep(TEN_MINUTES, AbortSignal.abort(new Error("enough")))).rejects.toThrow("enough");
  });
});
