import type { JsonValue } from "../protocol/json.js";
import { parseBigIntegers } from "./lossless.js";
import type { Rows } from "./rows.js";

/** What becomes of a whole number that a JavaScript number cannot hold: it is rounded, or it is a bigint. */
export type Integers = "number" | "bigint";

/**
 * A type without the index signatures of what is loose, at any depth, so that a name which nothing declares does not compile. What
 * has no names at all stays as it is: a map of the customer's own fields.
 */
export type Declared<T> = T extends readonly unknown[]
  ? { [I in keyof T]: Declared<T[I]> }
  : T extends object
    ? [DeclaredKey<T>] extends [never]
      ? T
      : { [K in keyof T as K extends DeclaredKey<T> ? K : never]: Declared<T[K]> }
    : T;

type DeclaredKey<T> = keyof { [K in keyof T as string extends K ? never : number extends K ? never : K]: true };

/** A record's type, where its numbers may be bigints. */
export type WithBigIntegers<T> = T extends number
  ? number | bigint
  : T extends object
    ? { [K in keyof T]: WithBigIntegers<T[K]> }
    : T;

/** The records of rows as values for a program. */
export class Values {
  readonly #integers: Integers;
  readonly #warn: (text: string) => void;
  #isWarned = false;

  /** @param warn is told once if a number had to be rounded. */
  constructor(integers: Integers, warn: (text: string) => void) {
    this.#integers = integers;
    this.#warn = warn;
  }

  of(rows: Rows, index: number): unknown {
    const value = rows.value(index);
    if (this.#isWarned || !isRounded(value)) return value;
    if (this.#integers === "bigint") {
      return parseBigIntegers(Buffer.from(rows.texts[index] ?? []).toString("utf8"));
    }
    this.#isWarned = true;
    this.#warn('A whole number beyond 2^53 was rounded. To get all of its digits, read with integers: "bigint".');
    return value;
  }
}

/** Whether there is a number in it that may have lost digits. */
function isRounded(value: JsonValue): boolean {
  if (typeof value === "number") return Number.isInteger(value) && !Number.isSafeInteger(value);
  if (value === null || typeof value !== "object") return false;
  for (const part of Object.values(value)) if (isRounded(part)) return true;
  return false;
}
