import { dateMs } from "../http/wait-hint.js";
import type { JsonValue } from "../protocol/json.js";

/** Numbers from here are points in time (seconds since 2001), not durations. */
const EPOCH_SECONDS = 1e9;
const EPOCH_MILLISECONDS = 1e12;

/** A longer life is a mistake of the API, or its way to say "never". */
const MAX_LIFETIME_MS = 10 * 365 * 86_400_000;

/**
 * When a token expires, in milliseconds since the epoch, by what a reply or a config says: seconds from now, a time in seconds or
 * milliseconds, or a date; numbers may be texts. A date without a zone is UTC. Undefined if it does not say.
 *
 * @param nowMs the time on the clock of who wrote it.
 */
export function expiryMs(value: JsonValue | undefined, nowMs: number): number | undefined {
  const text = typeof value === "number" || typeof value === "string" ? String(value).trim() : "";
  if (!/^\d+(\.\d+)?$/.test(text)) return dateMs(text);
  const amount = Number(text);
  if (amount >= EPOCH_MILLISECONDS) return amount;
  return amount >= EPOCH_SECONDS ? amount * 1000 : nowMs + amount * 1000;
}

/**
 * How long a new token lives, in milliseconds. Undefined if the reply does not say, or says what cannot be: a zero, a time in the
 * past, a hundred years. Such a token is used until it is refused.
 */
export function lifetimeMs(value: JsonValue | undefined, nowMs: number): number | undefined {
  const untilMs = expiryMs(value, nowMs);
  if (untilMs === undefined) return undefined;
  const lifeMs = untilMs - nowMs;
  return lifeMs > 0 && lifeMs <= MAX_LIFETIME_MS ? lifeMs : undefined;
}
