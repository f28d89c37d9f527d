import { strftime } from "./strftime.js";
import { strptime } from "./strptime.js";
import { timeOf } from "./time-of.js";

/** A time in another format: from an ISO 8601 text or from seconds since 1970, or else from a text in `inputFormat`. */
export function formatTime(value: unknown, format: string, inputFormat?: string): string {
  if (value instanceof Date) return strftime(value, format);
  if (typeof value === "number") return strftime(strptime(String(value), inputFormat ?? "%s"), format);
  return strftime(inputFormat === undefined ? timeOf(value) : strptime(String(value), inputFormat), format);
}
