import { describe, expect, jest, test } from "@jest/globals";
import { FastClock } from "@sluice/testkit";
import { ConfigError, SystemError, TransientError } from "../../src/errors/connector-error.js";
import { CHECK_RETRIES, type RetryPolicy, retryDelayMs, SYNC_RETRIES, withRetry } from "../../src/http/retry.js";

const POLICY: RetryPolicy = {
  attempts: 4,
  budgetMs: 100_000,
  baseDelayMs: 1000,
  maxDelayMs: 5000,
  maxWaitMs: 90_000,
};

describe("retryDelayMs", () => {
  test.each<[number, number | undefined, number, number]>([
    [1, undefined, 0.999_999, 1000],
    [2, undefined, 0.999_999, 2000],
    [3, undefined, 0.999_999, 4000],
    [4, undefined, 0.999_999, 5000],
    [60, undefined, 0.999_999, 5000],
    [2000, undefined, 0.5, 2500],
    [3, undefined, 0, 0],
    [3, undefined, 0.25, 1000],
    [1, 30_000, 0.5, 30_000],
    [3, 100, 0.5, 2000],
    [1, 0, 0.5, 500],
    [1, 90_000, 0.999_999, 90_000],
  ])("before retry %i with the hint %p and the random number %p is %p ms", (attempt, hint, random, expected) => {
    expect(retryDelayMs(POLICY, attempt, hint, random)).toBe(expected);
  });
});

describe("the policies", () => {
  /** The longest pauses between all attempts. */
  const pauses = (policy: RetryPolicy) =>
    Array.from({ length: policy.attempts - 1 }, (_, index) => retryDelayMs(policy, index + 1, undefined, 1));
  const sum = (all: readonly number[]) => all.reduce((total, each) => total + each, 0);

  test("SYNC_RETRIES pauses for 63 seconds at most, half of that on average", () => {
    expect(pauses(SYNC_RETRIES)).toEqual([1000, 2000, 4000, 8000, 16_000, 32_000]);
    expect(sum(pauses(SYNC_RETRIES))).toBe(63_000);
    expect(SYNC_RETRIES.budgetMs).toBeGreaterThan(63_000);
  });

  test("SYNC_RETRIES with more attempts pauses for a minute at most before each", () => {
    expect(pauses({ ...SYNC_RETRIES, attempts: 10 }).slice(-3)).toEqual([60_000, 60_000, 60_000]);
  });

  test("CHECK_RETRIES pauses for a second at most and reaches its longest pause", () => {
    expect(pauses(CHECK_RETRIES)).toEqual([250, 500]);
    expect(Math.max(...pauses(CHECK_RETRIES))).toBe(CHECK_RETRIES.maxDelayMs);
  });
});

const busy = (status = 503, waitHintMs?: number) => new TransientError("busy", { status, waitHintMs });

/** Runs an operation that fails with each of the errors, then succeeds. */
function trial(errors: readonly Error[], policy: RetryPolicy = POLICY, signal = new AbortController().signal) {
  const clock = new FastClock();
  const pauses: number[] = [];
  let calls = 0;
  const operation = async () => {
    const error = errors[calls++];
    if (error !== undefined) throw error;
    return "done";
  };
  const pause = async (_error: TransientError, delayMs: number) => {
    pauses.push(delayMs);
    await clock.sleep(delayMs, signal);
  };
  const result = withRetry(operation, { policy, clock, signal, pause });
  return { result, pauses, calls: () => calls, clock };
}

const always = (make: () => Error) => Array.from({ length: 10_000 }, make);

describe("withRetry", () => {
  test("does not wait if the first attempt succeeds", async () => {
    const { result, pauses, calls } = trial([]);
    await expect(result).resolves.toBe("done");
    expect(calls()).toBe(1);
    expect(pauses).toEqual([]);
  });

  test("retries transient errors with a pause before each", async () => {
    const { result, pauses, calls } = trial([busy(), busy(), busy()]);
    await expect(result).resolves.toBe("done");
    expect(calls()).toBe(4);
    expect(pauses).toHaveLength(3);
    pauses.forEach((pause, index) => {
      expect(pause).toBeLessThanOrEqual(1000 * 2 ** index);
    });
  });

  test("pauses up to twice as long each time", async () => {
    const random = jest.spyOn(Math, "random").mockReturnValue(0.75);
    const { result, pauses } = trial([busy(), busy(), busy()]);
    await result.finally(() => random.mockRestore());
    expect(pauses).toEqual([750, 1500, 3000]);
  });

  test("throws the last error after the policy's attempts, without another wait", async () => {
    const errors = [busy(500), busy(500), busy(500), busy(502), busy(500)];
    const { result, pauses, calls } = trial(errors);
    await expect(result).rejects.toBe(errors[3]);
    expect(calls()).toBe(4);
    expect(pauses).toHaveLength(3);
  });

  test.each([
    ["a config error", new ConfigError("wrong key", { status: 401 })],
    ["a system error", new SystemError("unexpected")],
    ["a bug", new TypeError("x is not a function")],
    ["a failed fetch of another library", new TypeError("fetch failed")],
    ["any other error", new Error("other")],
  ])("never retries %s", async (_what, error) => {
    const { result, pauses, calls } = trial([error]);
    await expect(result).rejects.toBe(error);
    expect(calls()).toBe(1);
    expect(pauses).toEqual([]);
  });

  test.each([0, 0.001])("counts a 429 whose hint of %p ms is not longer than the backoff", async (hintMs) => {
    const random = jest.spyOn(Math, "random").mockReturnValue(0.5);
    const { result, pauses, calls } = trial(always(() => busy(429, hintMs)));
    await expect(result).rejects.toMatchObject({ status: 429 });
    random.mockRestore();
    expect(calls()).toBe(4);
    expect(pauses).toEqual([500, 1000, 2000]);
  });

  test("counts a 429 whose hint ends within the backoff, and no other", async () => {
    const random = jest.spyOn(Math, "random").mockReturnValue(0.5);
    const hints = [600, 600, 500, 1001, 1000, 2001, 2000, 7];
    const { result, pauses, calls } = trial(hints.map((hintMs) => busy(429, hintMs)));
    await expect(result).rejects.toMatchObject({ status: 429, waitHintMs: 7 });
    random.mockRestore();
    expect(calls()).toBe(8);
    expect(pauses).toEqual([600, 600, 500, 1001, 1000, 2001, 2000]);
  });

  test("does not count a rate limit that says how long", async () => {
    const { result, pauses, calls } = trial([
      ...Array.from({ length: 20 }, () => busy(429, 1000)),
      busy(),
      busy(),
      busy(),
    ]);
    await expect(result).resolves.toBe("done");
    expect(calls()).toBe(24);
    expect(pauses.slice(0, 20).every((pause) => pause >= 1000)).toBe(true);
  });

  test("limits endless rate limits by their total time", async () => {
    const { result, pauses, calls } = trial(always(() => busy(429, 10_000)));
    await expect(result).rejects.toMatchObject({ status: 429 });
    expect(calls()).toBe(11);
    expect(pauses.reduce((sum, pause) => sum + pause, 0)).toBeLessThanOrEqual(POLICY.budgetMs);
  });

  test.each([-3_600_000, 7_200_000])("is not affected by a change of the system clock by %p ms", async (byMs) => {
    const { result, calls, clock } = trial([busy(), busy(429, 10_000), busy()]);
    clock.set(byMs);
    await expect(result).resolves.toBe("done");
    expect(calls()).toBe(4);
    const endless = trial(always(() => busy(429, 10_000)));
    endless.clock.set(byMs);
    await expect(endless.result).rejects.toMatchObject({ status: 429 });
    expect(endless.calls()).toBe(11);
  });

  test("counts a rate limit that does not say how long", async () => {
    const { result, calls } = trial(always(() => busy(429)));
    await expect(result).rejects.toMatchObject({ status: 429 });
    expect(calls()).toBe(4);
  });

  test("counts another error with a hint and waits for it", async () => {
    const { result, pauses, calls } = trial(always(() => busy(503, 7000)));
    await expect(result).rejects.toMatchObject({ status: 503 });
    expect(calls()).toBe(4);
    expect(pauses).toEqual([7000, 7000, 7000]);
  });

  test.each([429, 503])("gives up at once on a %i that asks for more time than is left", async (status) => {
    const { result, pauses, calls } = trial([busy(status, POLICY.budgetMs + 1)]);
    await expect(result).rejects.toMatchObject({ status });
    expect(calls()).toBe(1);
    expect(pauses).toEqual([]);
  });

  test("waits for the longest permitted hint and not for a longer one", async () => {
    const { result, pauses } = trial([busy(429, POLICY.maxWaitMs)]);
    await expect(result).resolves.toBe("done");
    expect(pauses).toEqual([POLICY.maxWaitMs]);
    const longer = trial([busy(429, POLICY.maxWaitMs + 1)]);
    await expect(longer.result).rejects.toThrow(TransientError);
    expect(longer.pauses).toEqual([]);
  });

  test("does not start if the signal has aborted", async () => {
    const { result, calls } = trial([], POLICY, AbortSignal.abort(new Error("enough")));
    await expect(result).rejects.toThrow("enough");
    expect(calls()).toBe(0);
  });

  test("stops in a pause with the signal's reason when it aborts", async () => {
    const stop = new AbortController();
    const clock = new FastClock();
    const reason = new Error("enough");
    let calls = 0;
    const result = withRetry(
      async () => {
        calls++;
        throw busy();
      },
      {
        policy: POLICY,
        clock,
        signal: stop.signal,
        pause: async (_error, delayMs) => {
          stop.abort(reason);
          await clock.sleep(delayMs, stop.signal);
        },
      },
    );
    await expect(result).rejects.toBe(reason);
    expect(calls).toBe(1);
  });

  test("stops after an attempt during which the signal aborted", async () => {
    const stop = new AbortController();
    const reason = new Error("enough");
    let calls = 0;
    const operation = async () => {
      calls++;
      stop.abort(reason);
      throw busy(429, 0);
    };
    const run = { policy: POLICY, clock: new FastClock(), signal: stop.signal, pause: async () => undefined };
    await expect(withRetry(operation, run)).rejects.toBe(reason);
    expect(calls).toBe(1);
  });
});
