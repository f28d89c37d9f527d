import { createHash } from "node:crypto";
import { canonicalJson, canonicalNumber } from "../tables/canonical.js";

/** More zeros than this are not written out. */
const MAX_ZEROS = 1_000;

/** The hash that takes the place of a value: the hexadecimal SHA-256 of the salt and the value's text. */
export function hashOf(salt: string, json: string): string {
  return createHash("sha256").update(salt).update(textOf(json)).digest("hex");
}

/**
 * The text of a value that is hashed: a string's characters, a number's decimal digits in one spelling, `true` or `false`, or the canonical
 * JSON of an object or a list.
 *
 * @param json valid JSON.
 */
export function textOf(json: string): string {
  const [first = ""] = json;
  if (first === '"') return JSON.parse(json) as string;
  return /[-\d]/.test(first) ? decimal(canonicalNumber(json)) : canonicalJson(json);
}

/** `15e-1` is 1.5, as SQL prints it. */
function decimal(canonical: string): string {
  const [, sign = "", digits = "", exponent] = /^(-?)(\d+)e(-\d+)$/.exec(canonical) ?? [];
  const point = digits.length + Number(exponent);
  if (exponent === undefined || point < -MAX_ZEROS) return canonical;
  if (point <= 0) return `${sign}0.${"0".repeat(-point)}${digits}`;
  return `${sign}${digits.slice(0, point)}.${digits.slice(point)}`;
}

/** Shows whether two salts are the same, and not what they are: too short to find one by trying, and no hash of any value. */
export function saltCheck(salt: string): string {
  const once = createHash("sha256").update(salt).digest();
  return createHash("sha256").update(once).digest("hex").slice(0, 6);
}
