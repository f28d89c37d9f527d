import { addDuration } from "./add-duration.js";
import type { Duration } from "./duration.js";

/** A time earlier by a duration. */
export function subtractDuration(time: Date, { months, ms }: Duration): Date {
  return addDuration(time, { months: -months, ms: -ms });
}
