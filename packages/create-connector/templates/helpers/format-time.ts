import { strftime } from "./strftime.js";
import { strptime } from "./strptime.js";
import { timeOf } from "./time-of.js";

/**
 * A time in another format: from an ISO 8601 text or from seconds since 1970, or else from a text in `inputFormat`; undefined where
 * there is none.
 *
 * @throws RangeError for a text that is not a time.
 */
export function formatTime(value: string | number | Date, format: string, inputFormat?: string): string;
export function formatTime(value: unknown, format: string, inputFormat?: string): string | undefined;
export function formatTime(value: unknown, format: string, inputFormat?: string): string | undefined {
  if (value === undefined || value === null || value === "") return undefined;
  if (value instanceof Date) return strftime(value, format);
  if (typeof value === "number") return strftime(strptime(String(value), inputFormat ?? "%s"), format);
  return strftime(inputFormat === undefined ? timeOf(value) : strptime(String(value), inputFormat), format);
}
