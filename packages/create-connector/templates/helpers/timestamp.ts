import { timeOf } from "./time-of.js";

/** Seconds since 1970: of a number without its fraction, or of a time. */
export function timestamp(value: unknown): number {
  return typeof value === "number" ? Math.trunc(value) : timeOf(value).getTime() / 1000;
}
