import type { JsonValue } from "../protocol/json.js";
import { parseBigIntegers } from "../schema/lossless.js";
import type { RawRecords } from "../streams/raw-records.js";

/** How a whole number beyond 2^53 is given: rounded to a number, or as a bigint. */
export type Integers = "number" | "bigint";

/**
 * A type without index signatures, at any depth, so that an undeclared name does not compile. A type with nothing but an index
 * signature stays: a map of the customer's own fields.
 */
export type Declared<T> = T extends readonly unknown[]
  ? { [I in keyof T]: Declared<T[I]> }
  : T extends object
    ? [DeclaredKey<T>] extends [never]
      ? T
      : { [K in keyof T as K extends DeclaredKey<T> ? K : never]: Declared<T[K]> }
    : T;

type DeclaredKey<T> = keyof { [K in keyof T as string extends K ? never : number extends K ? never : K]: true };

/** A record's type where numbers may be bigints. */
export type WithBigIntegers<T> = T extends number
  ? number | bigint
  : T extends object
    ? { [K in keyof T]: WithBigIntegers<T[K]> }
    : T;

/** Parses raw records for a program. */
export class ProgramValues {
  readonly #integers: Integers;
  readonly #warn: (text: string) => void;
  #isWarned = false;

  /** @param warn called once if a number had to be rounded. */
  constructor(integers: Integers, warn: (text: string) => void) {
    this.#integers = integers;
    this.#warn = warn;
  }

  of(records: RawRecords, index: number): unknown {
    const value = records.parsedAt(index);
    if (this.#isWarned || !isRounded(value)) return value;
    if (this.#integers === "bigint") {
      return parseBigIntegers(Buffer.from(records.bytes[index] ?? []).toString("utf8"));
    }
    this.#isWarned = true;
    this.#warn('A whole number beyond 2^53 was rounded. To get all of its digits, read with integers: "bigint".');
    return value;
  }
}

/** Whether a number in the value may have lost digits. */
function isRounded(value: JsonValue): boolean {
  if (typeof value === "number") return Number.isInteger(value) && !Number.isSafeInteger(value);
  if (value === null || typeof value !== "object") return false;
  for (const part of Object.values(value)) if (isRounded(part)) return true;
  return false;
}
