import { isJsonObject, JsonScanner, type JsonValue, NOT_JSON } from "@sluice/core/json";

/** Longer numbers in exponent form are not written out. */
const MAX_DIGITS = 1_000;

/**
 * A JSON value in one spelling, so that two texts are equal if and only if the values are: members sorted by name, no blanks,
 * one form of each string, and numbers by their decimal value at any length (`1`, `1.0` and `1e0` are one number; 2^53 and
 * 2^53 + 1 are two).
 *
 * @param json valid JSON.
 */
export function canonicalJson(json: string): string {
  const first = json[0];
  if (first === '"') return json.includes("\\") ? JSON.stringify(JSON.parse(json)) : json;
  if (first === "{" || first === "[") return canonicalOf(parseExactly(json));
  return first === "t" || first === "f" || first === "n" ? json : canonicalNumber(json);
}

/** A number in one spelling: its digits if it is whole, else coefficient and exponent. */
export function canonicalNumber(text: string): string {
  if (/^-?\d+$/.test(text)) return text === "-0" ? "0" : text;
  const [, sign = "", whole = "", fraction = "", exponentText = "0"] =
    /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(text) ?? [];
  const all = (whole + fraction).replace(/^0+/, "");
  const digits = all.replace(/0+$/, "");
  if (digits === "") return "0";
  const exponent = Number(exponentText) - fraction.length + (all.length - digits.length);
  if (exponent < 0 || digits.length + exponent > MAX_DIGITS) return `${sign}${digits}e${exponent}`;
  return sign + digits + "0".repeat(exponent);
}

/** Whether a double holds every digit of a number. */
export function isExactDouble(text: string): boolean {
  const double = String(Number(text));
  return double === text || canonicalNumber(double) === canonicalNumber(text);
}

/** Parses without rounding: strings, and names of members, become "s" and their text, numbers "n" and their digits. */
function parseExactly(json: string): JsonValue {
  const marked = json.replace(/"[^"\\]*(?:\\.[^"\\]*)*"|-?\d[\d.eE+-]*/g, (token) =>
    token.startsWith('"') ? `"s${token.slice(1)}` : `"n${token}"`,
  );
  return JSON.parse(marked) as JsonValue;
}

function canonicalOf(value: JsonValue): string {
  if (typeof value === "string") {
    return value.startsWith("n") ? canonicalNumber(value.slice(1)) : JSON.stringify(value.slice(1));
  }
  if (Array.isArray(value)) return `[${value.map(canonicalOf).join(",")}]`;
  if (!isJsonObject(value)) return JSON.stringify(value);
  const members = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1));
  return `{${members.map(([name, member]) => `${JSON.stringify(name.slice(1))}:${canonicalOf(member)}`).join(",")}}`;
}

/** The JSON text of the value at a path inside an object that begins at `from`; undefined if there is none. */
export function valueAt(bytes: Buffer, from: number, [name, ...rest]: readonly string[]): string | undefined {
  const scanner = new JsonScanner(bytes);
  if (name === undefined) {
    const to = scanner.value(from);
    return to === NOT_JSON ? undefined : bytes.toString("utf8", from, to);
  }
  let found: string | undefined;
  scanner.members(from, (member, value) => {
    if (member === name) found = valueAt(bytes, value, rest);
    return scanner.value(value);
  });
  return found;
}
