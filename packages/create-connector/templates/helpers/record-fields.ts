import { isJsonObject, type JsonObject, type JsonValue } from "@sluice/core";

/** The record with a value at a path; objects on the path are made where they are missing. */
export function withField(record: JsonObject, [name = "", ...rest]: readonly string[], value: JsonValue): JsonObject {
  if (rest.length === 0) return { ...record, [name]: value };
  const inner = record[name];
  return { ...record, [name]: withField(isJsonObject(inner) ? inner : {}, rest, value) };
}

/**
 * The record without the values at some paths, whose names may be `*` (any) or `**` (at any depth).
 *
 * @param holds whether a value is removed; all are, unless it is given.
 */
export function withoutFields(
  record: JsonObject,
  paths: readonly (readonly string[])[],
  holds: (property: JsonValue) => boolean = () => true,
): JsonObject {
  return paths.reduce<JsonObject>((rest, path) => removed(rest, path, holds) as JsonObject, record);
}

function removed(value: JsonValue, path: readonly string[], holds: (property: JsonValue) => boolean): JsonValue {
  const [name, ...rest] = path;
  if (name === undefined || typeof value !== "object" || value === null) return value;
  if (name === "**") {
    const here = rest.length === 0 ? value : removed(value, rest, holds);
    return changed(here, (part) => removed(part, path, holds));
  }
  const isOwn = (key: string) => name === "*" || name === key;
  if (rest.length > 0) return changed(value, (part, key) => (isOwn(key) ? removed(part, rest, holds) : part));
  return changed(value, (part, key) => (isOwn(key) && holds(part) ? undefined : part));
}

/** A part that becomes undefined is left out. */
function changed(value: JsonValue, change: (part: JsonValue, key: string) => JsonValue | undefined): JsonValue {
  if (Array.isArray(value)) return value.flatMap((part, index) => change(part, String(index)) ?? []);
  return isJsonObject(value) ? entriesOf(value, (key, part) => [[key, change(part, key)]]) : value;
}

function entriesOf(
  record: JsonObject,
  map: (key: string, value: JsonValue) => readonly (readonly [string, JsonValue | undefined])[],
): JsonObject {
  const entries = Object.entries(record).flatMap(([key, value]) => map(key, value as JsonValue));
  return Object.fromEntries(entries.filter((entry): entry is [string, JsonValue] => entry[1] !== undefined));
}

/** The names of the record's fields in lower case. */
export function keysToLower(record: JsonObject): JsonObject {
  return entriesOf(record, (key, value) => [[key.toLowerCase(), value]]);
}

/** All names in snake case, at any depth of objects: `CreatedAt` becomes `created_at`. */
export function keysToSnakeCase(record: JsonObject): JsonObject {
  return renamed(record, (key) => {
    const words = key.match(/[A-Z]+[a-z]*|[a-z]+|\d+|[^a-zA-Z\d]+/g) ?? [];
    const plain = words.map((word) => (/^[a-zA-Z\d]/.test(word) ? word : ""));
    const kept = plain.filter((word, index) => word !== "" || index === 0 || index === plain.length - 1);
    return (/^\d/.test(kept[0] ?? "") ? ["", ...kept] : kept).join("_").toLowerCase();
  });
}

/** A part of each name replaced by another, at any depth of objects. */
export function keysReplaced(record: JsonObject, old: unknown, fresh: unknown): JsonObject {
  return renamed(record, (key) => key.replaceAll(String(old), String(fresh)));
}

function renamed(record: JsonObject, rename: (key: string) => string): JsonObject {
  return entriesOf(record, (key, value) => [[rename(key), isJsonObject(value) ? renamed(value, rename) : value]]);
}

/**
 * The values at any depth as fields of the record: `{ a: { b: 1 } }` becomes `{ b: 1 }`. A name that is taken already is preceded by
 * those around it, `a.b`, and so are the items of lists.
 */
export function flattened(record: JsonObject, flattensLists = true): JsonObject {
  const flat: Record<string, JsonValue> = {};
  const open: (readonly [value: JsonValue, name: string])[] = [[record, "_"]];
  let hasLists = false;
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const [value, name] = next;
    if (isJsonObject(value)) {
      for (const [key, part] of Object.entries(value))
        open.push([part as JsonValue, hasLists || Object.hasOwn(flat, key) ? `${name}.${key}` : key]);
    } else if (Array.isArray(value) && flattensLists) {
      hasLists ||= value.length > 0;
      for (const [index, part] of value.entries()) open.push([part as JsonValue, `${name}.${index}`]);
    } else flat[name] = value;
  }
  return flat;
}

/** What happens to the fields of an object that move into the record. */
export interface FlattenOptions {
  readonly deletesOrigin?: boolean;
  readonly replacesRecord?: boolean;
  readonly prefix?: string;
  readonly suffix?: string;
}

/** The fields of an object at a path, as fields of the record; the record as it is if it has one of that name already. */
export function flattenedAt(
  record: JsonObject,
  path: readonly string[],
  { deletesOrigin = false, replacesRecord = false, prefix = "", suffix = "" }: FlattenOptions = {},
): JsonObject {
  const found = path.reduce<JsonValue | undefined>(memberAt, record);
  if (!isJsonObject(found)) return record;
  const fields = entriesOf(found, (key, value) => [[`${prefix}${key}${suffix}`, value]]);
  if (replacesRecord && Object.keys(fields).length > 0) return fields;
  if (Object.keys(fields).some((key) => Object.hasOwn(record, key))) return record;
  return { ...(deletesOrigin ? withoutFields(record, [path]) : record), ...fields };
}

function memberAt(value: JsonValue | undefined, name: string): JsonValue | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  if (name === "*") return Object.values<JsonValue>(value)[0];
  return isJsonObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
}
