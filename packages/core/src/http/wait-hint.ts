type Headers = Readonly<Record<string, string>>;

/** Header families that tell when a used-up quota is full again. ConfigCat writes `x-rate-limit-reset`. */
const RESET_HEADERS = ["ratelimit-reset", "x-ratelimit-reset", "x-rate-limit-reset"];

/** Numbers above this are points in time (seconds since 2001), not durations. */
const EPOCH_SECONDS = 1e9;
const EPOCH_MILLISECONDS = 1e12;

/** An HTTP date starts with its weekday, ISO text with its year. `Date.parse` alone takes "-5" for a day in May 2001. */
const DATE = /^(Mon|Tue|Wed|Thu|Fri|Sat|Sun|\d{4}-\d\d-\d\d)/;

/**
 * How long a server asks us to wait, in milliseconds from now and never negative; undefined if it does not say.
 * `Retry-After` (RFC 9110: whole seconds or a date) wins; else the reset headers, which vendors fill with seconds from
 * now, epoch seconds, epoch milliseconds or ISO text.
 */
export function waitHintMs(headers: Headers, nowMs: number): number | undefined {
  for (const name of ["retry-after", ...RESET_HEADERS]) {
    const ms = durationMs(headers[name]?.trim() ?? "", nowMs);
    if (ms !== undefined) return Math.max(0, ms);
  }
  return undefined;
}

function durationMs(value: string, nowMs: number): number | undefined {
  if (/^\d+(\.\d+)?$/.test(value)) {
    const amount = Number(value);
    if (amount >= EPOCH_MILLISECONDS) return amount - nowMs;
    return amount >= EPOCH_SECONDS ? amount * 1000 - nowMs : amount * 1000;
  }
  const date = DATE.test(value) ? Date.parse(value) : Number.NaN;
  return Number.isNaN(date) ? undefined : date - nowMs;
}
