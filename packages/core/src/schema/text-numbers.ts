import type { JsonObject } from "../protocol/json.js";
import { parseLossless } from "./lossless.js";

/** A number as JSON writes it, so that `007`, `+1` and `1,000` remain texts. */
const NUMBER = /^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/;

/** So many characters without an exponent fit into a double. */
const SAFE_NUMBER = /^[-\d.]{1,15}$/;

/**
 * A record with numbers in place of texts in some of its fields, for the `map` of a stream whose records are CSV or XML:
 * `return withNumbers(record, ["clicks", "spend"])`. No digit of a long number is lost. A value that is not written as a number in
 * JSON stays as it is, and the check of the schema reports it; null stays null.
 */
export function withNumbers(record: JsonObject, fields: readonly string[]): JsonObject {
  const changed = { ...record };
  for (const field of fields) {
    const value = record[field];
    if (typeof value !== "string" || !NUMBER.test(value)) continue;
    changed[field] = SAFE_NUMBER.test(value) ? Number(value) : parseLossless(value);
  }
  return changed;
}
