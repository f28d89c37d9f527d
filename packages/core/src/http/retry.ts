import pRetry from "p-retry";
import { TransientError } from "../errors/connector-error.js";
import type { Clock } from "./clock.js";

/** How long to keep trying. All times in milliseconds. */
export interface RetryPolicy {
  /**
   * Attempts in all, the first included. A 429 whose hint is longer than the backoff does not count; `budgetMs` alone bounds
   * those.
   */
  readonly attempts: number;
  /** The whole time that one request may take, waits included. */
  readonly budgetMs: number;
  readonly baseDelayMs: number;
  /** No pause is longer, unless the server asks for it. */
  readonly maxDelayMs: number;
  /** The longest single wait that a server may ask for. A longer one fails the request at once. */
  readonly maxWaitMs: number;
}

/**
 * For scheduled syncs. Without a hint from the server its six pauses add up to 63 seconds at most (1, 2, 4, 8, 16, 32) and to
 * half of that on average. `maxDelayMs` matters only where `attempts` is raised. A rate limit is waited for up to half an hour.
 */
export const SYNC_RETRIES: RetryPolicy = {
  attempts: 7,
  budgetMs: 1_800_000,
  baseDelayMs: 1000,
  maxDelayMs: 60_000,
  maxWaitMs: 1_800_000,
};

/** For `check`, because a user waits for the result. */
export const CHECK_RETRIES: RetryPolicy = {
  attempts: 3,
  budgetMs: 20_000,
  baseDelayMs: 250,
  maxDelayMs: 500,
  maxWaitMs: 20_000,
};

/**
 * The pause before the next attempt: exponential with full jitter, or the server's hint where that is longer.
 * Pure: `attempt` counts from 1, `random` is in [0, 1).
 */
export function retryDelayMs(policy: RetryPolicy, attempt: number, hintMs: number | undefined, random: number): number {
  const ceiling = Math.min(policy.maxDelayMs, policy.baseDelayMs * 2 ** (attempt - 1));
  return Math.max(Math.round(ceiling * random), hintMs ?? 0);
}

export interface RetryRun {
  readonly policy: RetryPolicy;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Waits before the next attempt. */
  pause(error: TransientError, delayMs: number): Promise<void>;
}

/**
 * Runs the operation until it succeeds, fails for good, or the policy is used up.
 *
 * @throws the last ConnectorError; the signal's reason if it aborts.
 */
export async function withRetry<T>(operation: () => Promise<T>, run: RetryRun): Promise<T> {
  const { policy, clock } = run;
  const startMs = clock.monotonicMs();
  run.signal.throwIfAborted();
  const first = operation();
  try {
    return await first; // nearly always, so that p-retry costs its twentieth of a small request only where one is repeated
  } catch {
    // is the first failure of the loop below
  }
  let delayMs = 0;
  return pRetry((attempt) => (attempt === 1 ? first : operation()), {
    retries: policy.attempts - 1,
    minTimeout: 0, // shouldRetry does the waiting: it alone knows the server's hint, and is not called after the last attempt
    signal: run.signal,
    shouldConsumeRetry: ({ error, retriesConsumed }) => {
      const hintMs = error instanceof TransientError ? error.waitHintMs : undefined;
      const backoffMs = retryDelayMs(policy, retriesConsumed + 1, undefined, Math.random());
      delayMs = Math.max(backoffMs, hintMs ?? 0);
      return delayMs === backoffMs || !(error instanceof TransientError && error.isRateLimit);
    },
    shouldRetry: async ({ error }) => {
      if (!(error instanceof TransientError)) return false;
      const isTooLong = delayMs > policy.maxWaitMs;
      if (isTooLong || clock.monotonicMs() + delayMs - startMs > policy.budgetMs) return false;
      await run.pause(error, delayMs);
      return true;
    },
  });
}
