import type { JsonValue } from "../protocol/json.js";

/**
 * All values at a dotted path through objects and lists: `error.code`, `errors.0.code`, or with `*` for each element or member,
 * `errors.*.extensions.code`. Empty where there is none.
 */
export function valuesAt(value: JsonValue, path: string): readonly JsonValue[] {
  let found: readonly JsonValue[] = [value];
  for (const name of path.split(".")) found = found.flatMap((one) => step(one, name));
  return found;
}

/** In a list of one, or none: a bare list would be flattened. */
function step(value: JsonValue, name: string): readonly JsonValue[] {
  if (typeof value !== "object" || value === null) return [];
  if (name === "*") return Object.values(value);
  if (Array.isArray(value)) return /^\d+$/.test(name) ? value.slice(Number(name), Number(name) + 1) : [];
  const members = value as Readonly<Record<string, JsonValue>>;
  const member = Object.hasOwn(members, name) ? members[name] : undefined;
  return member === undefined ? [] : [member];
}

/**
 * False if the bytes of a body cannot have such a path, so that it need not be parsed: the name of a key is not there. Exact: a
 * name that could also be spelled with escapes is looked for in both spellings.
 */
export function mayHavePath(body: Buffer, path: string): boolean {
  return path.split(".").every((name) => !isPlain(name) || body.includes(`"${name}"`) || hasEscapedLetter(body));
}

function isPlain(name: string): boolean {
  return /^[A-Za-z_]+$/.test(name);
}

/** Letters and the underscore are U+0041 to U+007A. */
function hasEscapedLetter(body: Buffer): boolean {
  return body.includes("\\u00") && ["\\u004", "\\u005", "\\u006", "\\u007"].some((start) => body.includes(start));
}
