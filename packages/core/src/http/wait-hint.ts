type Headers = Readonly<Record<string, string>>;

/** Header families that say when a used-up quota is full again. ConfigCat writes `x-rate-limit-reset`. */
const RESET_HEADERS = ["ratelimit-reset", "x-ratelimit-reset", "x-rate-limit-reset"];

/** Numbers above this are points in time (seconds since 2001), not durations. */
const EPOCH_SECONDS = 1e9;
const EPOCH_MILLISECONDS = 1e12;

/** An HTTP date starts with its weekday, ISO text with its year. `Date.parse` alone reads "-5" as a day in May 2001. */
const DATE = /^(Mon|Tue|Wed|Thu|Fri|Sat|Sun|\d{4}-\d\d-\d\d)/;

/** A day without a time, which `Date.parse` reads as UTC. */
const DAY = /^\d{4}-\d\d-\d\d$/;

/** A zone at the end of a date: its name, or an offset after the time. Without one `Date.parse` assumes this machine's zone. */
const ZONE = /(\b(?!AM|PM)[A-Z]{1,5}|\dZ|:\d\d(\.\d+)?\s*[+-]\d\d(:?\d\d)?)(\s*\([^)]*\))?$/i;

/**
 * How long a server asks us to wait, in milliseconds from now and never negative; undefined if it does not say.
 * `Retry-After` (RFC 9110: whole seconds or a date) wins; else the reset headers, which vendors fill with seconds from
 * now, epoch seconds, epoch milliseconds or ISO text. Points in time are measured against the server's own clock, and are UTC unless they name
 * their zone.
 */
export function waitHintMs(headers: Headers, nowMs: number): number | undefined {
  const serverMs = serverTimeMs(headers, nowMs);
  for (const name of ["retry-after", ...RESET_HEADERS]) {
    const ms = durationMs(headers[name]?.trim() ?? "", serverMs);
    if (ms !== undefined) return Math.max(0, ms);
  }
  return undefined;
}

/** The server's clock when it sent the response: its `Date` header, because the two clocks may disagree; else ours. */
export function serverTimeMs(headers: Headers, nowMs: number): number {
  return dateMs(headers["date"]?.trim() ?? "") ?? nowMs;
}

function durationMs(value: string, serverMs: number): number | undefined {
  if (/^\d+(\.\d+)?$/.test(value)) {
    const amount = Number(value);
    if (amount >= EPOCH_MILLISECONDS) return amount - serverMs;
    return amount >= EPOCH_SECONDS ? amount * 1000 - serverMs : amount * 1000;
  }
  const atMs = dateMs(value);
  return atMs === undefined ? undefined : atMs - serverMs;
}

/** A date of HTTP or of ISO 8601, in milliseconds since the epoch; UTC if it names no zone. Undefined for any other text. */
export function dateMs(value: string): number | undefined {
  if (!DATE.test(value)) return undefined;
  const ms = Date.parse(ZONE.test(value) || DAY.test(value) ? value : `${value}Z`);
  return Number.isNaN(ms) ? undefined : ms;
}
