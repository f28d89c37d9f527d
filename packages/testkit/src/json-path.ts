import { isJsonObject, type JsonObject, type JsonValue } from "@sluice/core";

/** The names, or indexes of lists, that lead to a value from the outermost one; empty for the whole value. */
export type JsonPath = readonly string[];

/** The paths of all values in objects that are neither objects nor lists. Lists are not searched. */
export function scalarPaths(value: JsonValue, path: JsonPath = []): readonly JsonPath[] {
  if (Array.isArray(value)) return [];
  if (!isJsonObject(value)) return [path];
  return Object.entries(value).flatMap(([name, part]) => scalarPaths(part, [...path, name]));
}

/** The path of the first list in an object, or in the objects within it; lists named `errors` are passed over. */
export function listPath(value: JsonValue, path: JsonPath = []): JsonPath | undefined {
  if (Array.isArray(value)) return path;
  if (!isJsonObject(value)) return undefined;
  const fields = Object.entries(value).filter(([name]) => name !== "errors");
  const [list] = fields.find(([, part]) => Array.isArray(part)) ?? [];
  if (list !== undefined) return [...path, list];
  for (const [name, part] of fields) {
    const found = listPath(part, [...path, name]);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The paths of the values that names lead to, where `*` is each element of a list and each value of an object. */
export function pathsTo(value: JsonValue, [name, ...rest]: JsonPath, path: JsonPath = []): readonly JsonPath[] {
  if (name === undefined) return [path];
  const parts = partsOf(value);
  const names = name === "*" ? Object.keys(parts) : [name].filter(() => Object.hasOwn(parts, name));
  return names.flatMap((step) => pathsTo(parts[step] ?? null, rest, [...path, step]));
}

/** The value at a path. */
export function valueIn(value: JsonValue, path: JsonPath): JsonValue | undefined {
  return path.reduce<JsonValue | undefined>((part, name) => partsOf(part)[name], value);
}

/** A copy with another value at a path; without the field, if that is undefined. */
export function withValueIn(value: JsonValue, [name, ...rest]: JsonPath, changed: JsonValue | undefined): JsonValue {
  if (name === undefined) return changed ?? {};
  if (typeof value !== "object" || value === null) return value;
  const { [name]: part = null, ...others } = partsOf(value);
  if (rest.length === 0 && changed === undefined) return Array.isArray(value) ? Object.values(others) : others;
  const inner = withValueIn(part, rest, changed);
  return Array.isArray(value) ? value.with(Number(name), inner) : { ...value, [name]: inner };
}

/** The members of an object, or the elements of a list by their indexes. */
function partsOf(value: JsonValue | undefined): JsonObject {
  if (Array.isArray(value)) return Object.fromEntries(value.entries());
  return isJsonObject(value) ? value : {};
}
