import type { Duration } from "./duration.js";

/** A time later by a duration; the last day of a month that is too short for the day. */
export function addDuration(time: Date, { months, ms }: Duration): Date {
  const moved = new Date(time);
  moved.setUTCMonth(moved.getUTCMonth() + months);
  if (moved.getUTCDate() !== time.getUTCDate()) moved.setUTCDate(0);
  return new Date(moved.getTime() + ms);
}
