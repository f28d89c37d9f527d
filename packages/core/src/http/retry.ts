import { asConnectorError, type ConnectorError, TransientError } from "../errors/connector-error.js";
import type { Clock } from "./clock.js";

/** How long to keep trying. All times in milliseconds. */
export interface RetryPolicy {
  /** Tries in all, the first included. A rate limit with a hint is not counted, only bounded by `budgetMs`. */
  readonly attempts: number;
  /** The whole time that one request may take, waits included. */
  readonly budgetMs: number;
  readonly baseDelayMs: number;
  /** No pause is longer, unless the server asks for it. */
  readonly longestDelayMs: number;
  /** What a server may ask for at once; a longer wait is not begun. */
  readonly longestWaitMs: number;
}

/**
 * For reads at night. Where the server says nothing else, its six pauses come to 63 seconds at most (1, 2, 4, 8, 16, 32), and to
 * half of that on average; a longest pause is there for who raises `attempts`. A rate limit is waited for up to half an hour.
 */
export const PATIENT: RetryPolicy = {
  attempts: 7,
  budgetMs: 1_800_000,
  baseDelayMs: 1000,
  longestDelayMs: 60_000,
  longestWaitMs: 1_800_000,
};

/** For `check`, where a person waits for the answer. */
export const QUICK: RetryPolicy = {
  attempts: 3,
  budgetMs: 20_000,
  baseDelayMs: 250,
  longestDelayMs: 500,
  longestWaitMs: 20_000,
};

/**
 * The pause before the next attempt: exponential with full jitter, or the server's hint where that is longer.
 * Pure: `attempt` counts from 1, `random` is in [0, 1).
 */
export function retryDelayMs(policy: RetryPolicy, attempt: number, hintMs: number | undefined, random: number): number {
  const ceiling = Math.min(policy.longestDelayMs, policy.baseDelayMs * 2 ** (attempt - 1));
  return Math.max(Math.round(ceiling * random), hintMs ?? 0);
}

export interface RetryRun {
  readonly policy: RetryPolicy;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Waits before the next attempt. */
  pause(error: TransientError, delayMs: number): Promise<void>;
}

/** Loaded with the first request, and asked for once: each `import()` costs a tenth of a millisecond, loaded or not. */
let library: Promise<typeof import("p-retry")> | undefined;

/**
 * Runs the operation until it succeeds, fails for good, or the policy's patience ends.
 *
 * @throws the last ConnectorError; the signal's reason if it aborts.
 */
export async function withRetry<T>(operation: () => Promise<T>, run: RetryRun): Promise<T> {
  library ??= import("p-retry");
  const { default: pRetry } = await library;
  const startMs = run.clock.now();
  return pRetry(operation, {
    retries: run.policy.attempts - 1,
    minTimeout: 0, // shouldRetry does the waiting: it alone knows the server's hint, and is not called after the last try
    signal: run.signal,
    shouldConsumeRetry: ({ error }) => !hasHint(asConnectorError(error)),
    shouldRetry: async ({ error, retriesConsumed }) => {
      if (!(error instanceof TransientError)) return false;
      const delayMs = retryDelayMs(run.policy, retriesConsumed + 1, error.waitHintMs, Math.random());
      const isTooLong = delayMs > run.policy.longestWaitMs;
      if (isTooLong || run.clock.now() + delayMs - startMs > run.policy.budgetMs) return false;
      await run.pause(error, delayMs);
      return true;
    },
  });
}

function hasHint(error: ConnectorError): boolean {
  return error instanceof TransientError && error.isRateLimit && error.waitHintMs !== undefined;
}
