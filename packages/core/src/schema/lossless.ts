import { isLosslessNumber, isSafeNumber, LosslessNumber, parse, stringify } from "lossless-json";
import type { JsonValue } from "../protocol/json.js";

export { isLosslessNumber };

/** A number that a double may not represent: whole and of 16 digits or more, or with an exponent of three. */
const LONG_NUMBER = /[:,[\s]-?\d{16,}|\d[eE][+-]?\d{3}/;

/** Of repeated keys the last counts, as in `JSON.parse`. */
const lastKeyCounts = { onDuplicateKey: ({ newValue }: { newValue: unknown }) => newValue };

/** A stream that builds records must be able to count on numbers being numbers; only one that would lose digits is an object. */
const numberIfSafe = (text: string) => (isSafeNumber(text) ? Number(text) : new LosslessNumber(text));

/** The value of a JSON text; a number that a double cannot hold is an object that `stringifyLossless` writes unchanged. */
export function parseLossless(text: string): JsonValue {
  return parse(text, null, { ...lastKeyCounts, parseNumber: numberIfSafe }) as JsonValue;
}

/** Whether `JSON.parse` may lose digits of a number in a text. */
export function mayLoseDigits(text: string): boolean {
  return LONG_NUMBER.test(text);
}

/** Like `parseLossless`, with every number kept as it was written, `1.10` too. */
export function parseVerbatim(text: string): JsonValue {
  return parse(text, null, lastKeyCounts) as JsonValue;
}

/** Like `parseLossless`, with a bigint for each whole number that a double cannot hold, and plain numbers for the others. */
export function parseBigIntegers(text: string): unknown {
  const parseNumber = (digits: string) => (isBigInteger(digits) ? BigInt(digits) : Number(digits));
  return parse(text, null, { ...lastKeyCounts, parseNumber });
}

function isBigInteger(digits: string): boolean {
  return /^-?\d+$/.test(digits) && !Number.isSafeInteger(Number(digits));
}

export function stringifyLossless(value: JsonValue): string {
  return stringify(value) ?? "{}";
}
