import { jsonText } from "./json-text.js";

/** JSON with its keys in order, and with the signs escaped that HTML has a meaning for. */
export function toJson(value: unknown): string {
  const escaped: Readonly<Record<string, string>> = { "<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "'": "\\u0027" };
  return jsonText(value, { isSorted: true }).replaceAll(/[<>&']/g, (sign) => escaped[sign] ?? sign);
}
