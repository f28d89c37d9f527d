import { timeOf } from "./time-of.js";

/**
 * Seconds since 1970: of a number without its fraction, or of a time; undefined where there is none.
 *
 * @throws RangeError for a text that is not a time.
 */
export function timestamp(value: string | number): number;
export function timestamp(value: unknown): number | undefined;
export function timestamp(value: unknown): number | undefined {
  if (value === undefined || value === null || value === "") return undefined;
  return typeof value === "number" ? Math.trunc(value) : timeOf(value).getTime() / 1000;
}
