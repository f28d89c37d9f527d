import type { ColumnType } from "../../tables/types.js";

/** A type that not every value has. */
export type StrictType = Exclude<ColumnType, "text" | "json">;

const [ZERO, NINE, MINUS, PLUS, POINT] = [0x30, 0x39, 0x2d, 0x2b, 0x2e];
const [CAPITAL_E, SMALL_E] = [0x45, 0x65];

const DATE = /^\d{4}-\d\d-\d\d$/;
const TIME = /^\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.(\d{1,9}))?)?(?:Z|[+-]\d\d(?::?\d\d)?)?)?$/;

const LONGEST_TIME = "2026-02-01T10:00:00.123456789+02:00".length;

/** Postgres rounds beyond microseconds, and DuckDB cuts: so the further digits are cut here. */
const MICROSECONDS = 6;

/**
 * What Postgres is given for a value, so that it takes it for no more than it is. Its own casts are lenient: they accept `yes` and `1` for
 * true, ` 12 ` and `+12` for numbers, `now` and `infinity` for times. What passes here may still be none, such as `2026-02-30`: Postgres
 * refuses that.
 *
 * @param text a number or a boolean as JSON has it, or what a string says.
 * @param type neither text nor JSON.
 * @returns undefined if the value may not be of the type: the tolerant cast decides. `3.0` is a whole number to it, for example.
 */
export function strictText(text: Buffer, type: StrictType): Buffer | undefined {
  switch (type) {
    case "boolean":
      return isLatin(text, "true") || isLatin(text, "false") ? text : undefined;
    case "integer":
    case "big integer":
      return isWhole(text) ? text : undefined;
    case "number":
      return isNumberLike(text) ? text : undefined;
    case "date":
      return text.length === 10 && DATE.test(text.toString("latin1")) ? text : undefined;
    default:
      return time(text);
  }
}

/** The forms of `DATE_TIME_FORM` with a year of four digits and capitals. */
function time(text: Buffer): Buffer | undefined {
  if (text.length > LONGEST_TIME) return undefined;
  const value = text.toString("latin1");
  const match = TIME.exec(value);
  if (match === null || value.includes(":60")) return undefined; // a leap second
  const fraction = match[1] ?? "";
  if (fraction.length <= MICROSECONDS) return text;
  const start = value.indexOf(".") + 1;
  return Buffer.from(value.slice(0, start + MICROSECONDS) + value.slice(start + fraction.length), "latin1");
}

function isLatin(text: Buffer, word: string): boolean {
  return text.length === word.length && text.toString("latin1") === word;
}

function isDigit(byte: number): boolean {
  return byte >= ZERO && byte <= NINE;
}

function isWhole(text: Buffer): boolean {
  const start = text[0] === MINUS ? 1 : 0;
  for (let at = start; at < text.length; at++) if (!isDigit(text[at] ?? 0)) return false;
  return text.length > start;
}

function isNumberLike(text: Buffer): boolean {
  for (const byte of text) {
    const isPart =
      isDigit(byte) || byte === POINT || byte === MINUS || byte === SMALL_E || byte === CAPITAL_E || byte === PLUS;
    if (!isPart) return false;
  }
  return text.length > 0 && text[0] !== PLUS;
}
