/** A length of time: milliseconds, and calendar months, which have no fixed length. */
export interface Duration {
  readonly ms: number;
  readonly months: number;
}

const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

export const NO_TIME: Duration = milliseconds(0);

/** So many seconds. */
export const seconds = (count: number): Duration => milliseconds(count * SECOND_MS);
/** So many minutes. */
export const minutes = (count: number): Duration => milliseconds(count * MINUTE_MS);
/** So many hours. */
export const hours = (count: number): Duration => milliseconds(count * HOUR_MS);
/** So many days of 24 hours, in UTC. */
export const days = (count: number): Duration => milliseconds(count * DAY_MS);
/** So many calendar months, in UTC: a month after 31 January is the last day of February. */
export const months = (count: number): Duration => Object.freeze({ ms: 0, months: count });

export function milliseconds(ms: number): Duration {
  return Object.freeze({ ms, months: 0 });
}

/** The instant that is so many durations later; earlier, where the count is negative. */
export function later(ms: number, duration: Duration, count = 1): number {
  return monthsLater(ms, duration.months * count) + duration.ms * count;
}

function monthsLater(ms: number, count: number): number {
  if (count === 0) return ms;
  const date = new Date(ms);
  const day = date.getUTCDate();
  date.setUTCDate(1);
  date.setUTCMonth(date.getUTCMonth() + count);
  const lastDay = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate();
  date.setUTCDate(Math.min(day, lastDay));
  return date.getTime();
}
