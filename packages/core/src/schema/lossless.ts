import { isSafeNumber, LosslessNumber, parse, stringify } from "lossless-json";
import type { JsonValue } from "../protocol/json.js";

/** Of repeated keys the last counts, as in `JSON.parse`. */
const lastKeyCounts = { onDuplicateKey: ({ newValue }: { newValue: unknown }) => newValue };

/** A stream that builds records must be able to count on numbers being numbers; only one that would lose digits is an object. */
const numberIfSafe = (text: string) => (isSafeNumber(text) ? Number(text) : new LosslessNumber(text));

/** The value of a JSON text; a number that a double cannot hold is an object that `stringifyLossless` writes unchanged. */
export function parseLossless(text: string): JsonValue {
  return parse(text, null, { ...lastKeyCounts, parseNumber: numberIfSafe }) as JsonValue;
}

/** The same with every number kept as it was written, `1.10` too. */
export function parseVerbatim(text: string): JsonValue {
  return parse(text, null, lastKeyCounts) as JsonValue;
}

/** The same with a bigint for each whole number that a double cannot hold, and plain numbers for the others. */
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
