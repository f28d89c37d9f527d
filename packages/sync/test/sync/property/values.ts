/** Values of records, and whether a cell of a table holds one. */
import { isDeepStrictEqual } from "node:util";

/** What a schema can declare of a field. */
export type DeclaredType =
  | "boolean"
  | "integer"
  | "number"
  | "text"
  | "date"
  | "timestamp"
  | "local timestamp"
  | "json";

export const SCHEMAS: Readonly<Record<DeclaredType, object>> = {
  boolean: { type: ["null", "boolean"] },
  integer: { type: "integer" },
  number: { type: ["number", "null"] },
  text: { type: ["null", "string"] },
  date: { type: "string", format: "date" },
  timestamp: { type: ["null", "string"], format: "date-time" },
  "local timestamp": { type: "string", format: "date-time", airbyte_type: "timestamp_without_timezone" },
  json: { type: ["null", "object", "string", "integer"] },
};

export interface Sample {
  /** As the source writes it. */
  readonly json: string;
  /** The types in whose columns it has to be. In others it may be, else it is in `_sluice_extra`. */
  readonly fits: readonly DeclaredType[];
}

const sample = (json: string, ...fits: readonly DeclaredType[]): Sample => ({ json, fits: [...fits, "text", "json"] });

export const SAMPLES: readonly Sample[] = [
  { json: "null", fits: [] },
  sample("1", "integer", "number"),
  sample('"abc"'),
  sample("true", "boolean"),
  sample("1.0", "integer", "number"),
  sample("-2.5", "number"),
  sample("1e3", "integer", "number"),
  sample("9007199254740993", "integer"),
  sample("123456789012345678901234567890"),
  sample('""'),
  sample('"1"'),
  sample('"tRuE"'),
  sample('"a\\u0000b \\ud83d\\ude00 é \\"\\\\"'),
  sample('"\\ud800"'),
  sample('"2026-01-02"', "date", "timestamp", "local timestamp"),
  sample('"2026-01-02T03:04:05Z"', "timestamp"),
  sample('"2026-01-02T03:04:05.123456+02:00"', "timestamp"),
  sample('"2026-01-02 03:04"', "timestamp", "local timestamp"),
  sample('"2026-02-30"'),
  sample('{"a":1}'),
  sample('{"a":{"A":9007199254740993,"a":null},"":[]}'),
  sample('[1,"x",null]'),
  sample("{}"),
];

/** A value of a key, in the spellings that are one value in JSON. */
export const KEY_VALUES: readonly (readonly string[])[] = [
  ["1", "1.0", "1e0", "10e-1"],
  ['"1"', '"\\u0031"'],
  ["true"],
  ['"true"'],
  ["null"],
  ['"null"'],
  ["9007199254740992"],
  ["9007199254740993"],
  ["0", "-0", "0.0e5"],
  ['""'],
  ['{"a":1,"b":[2]}', '{ "b" : [2.0], "a" : 1e0 }'],
  ["[1]", "[1.0]"],
  ['"\\u00e9"', '"é"'],
  ['"e\\u0301"'],
  ['"\\ud800"'],
  ['"\\ufffd"'],
];

/** Whether a text of a cell, or of a member of `_sluice_extra`, is this value: exactly, but in whatever spelling. */
export function isSame(text: string, json: string): boolean {
  const inner = unquoted(text);
  return text === json || isSameText(text, json) || (inner !== text && isSame(inner, json));
}

/** A text with U+FFFD for halves of surrogate pairs, which no database holds. */
export function wellFormed(text: string): string {
  return text.replaceAll(/\p{Surrogate}/gu, "\ufffd");
}

/** Whether a number is this one within the precision of a double. */
export function isRounded(text: string, json: string): boolean {
  return typeof JSON.parse(json) === "number" && Number(unquoted(text)) === Number(json);
}

function isSameText(text: string, json: string): boolean {
  const value: unknown = JSON.parse(json);
  if (typeof value === "number") return decimal(text) === decimal(json);
  if (typeof value === "object") return isDeepStrictEqual(exactly(text), exactly(json));
  if (typeof value !== "string") return text === json;
  const isSameNumber = /^-?\d/.test(value) && decimal(text) === decimal(value);
  return text === wellFormed(value) || isSameNumber || isSameTime(text, value);
}

/** JSON with numbers as texts of all their digits; undefined if it is not JSON. */
function exactly(json: string): unknown {
  const marked = json.replaceAll(/"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*/g, (token) =>
    token.startsWith('"') ? token : JSON.stringify({ number: decimal(token) }),
  );
  try {
    return JSON.parse(marked, (_name, value: unknown) => (typeof value === "string" ? wellFormed(value) : value));
  } catch {
    return undefined;
  }
}

function unquoted(text: string): string {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "string" ? value : text;
  } catch {
    return text;
  }
}

/** A number as its digits without zeros at the ends, and their exponent; the text itself if it is not a number. */
function decimal(text: string): string {
  const [, sign, whole, fraction = "", exponent = "0"] = /^(-?)(\d+)(?:\.(\d+))?(?:e([+-]?\d+))?$/i.exec(text) ?? [];
  if (whole === undefined) return text;
  const digits = (whole + fraction).replace(/^0+/, "");
  const significant = digits.replace(/0+$/, "");
  const places = Number(exponent) - fraction.length + digits.length - significant.length;
  return significant === "" ? "0" : `${sign}${significant}e${places}`;
}

/** A zone, and what precedes it. */
const ZONE = /(:\d\d(?:\.\d+)?)(?:Z|[+-]\d\d(?::?\d\d)?)$/;

/** A time without a zone is that of the clock there. */
function isSameTime(text: string, value: string): boolean {
  const isLocal = /:/.test(text) && !ZONE.test(text);
  const time = microsecondsOf(isLocal ? value.replace(ZONE, "$1") : value);
  return time !== undefined && microsecondsOf(text) === time;
}

/** A date, or a date and time, as microseconds since the epoch; undefined if it is neither. */
function microsecondsOf(text: string): bigint | undefined {
  const [, date, time = "00:00", seconds = ":00", fraction = "", zone = "Z"] =
    /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d)(:\d\d)?(?:\.(\d+))?(Z|[+-]\d\d(?::?\d\d)?)?)?$/.exec(text) ?? [];
  const ms = Date.parse(`${date}T${time}${seconds}${zone.length === 3 ? `${zone}:00` : zone}`);
  return date === undefined || Number.isNaN(ms) ? undefined : BigInt(ms) * 1000n + BigInt(fraction.padEnd(6, "0"));
}
