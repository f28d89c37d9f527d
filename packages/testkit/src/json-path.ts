import { isJsonObject, type JsonValue } from "@sluice/core";

/** The names that lead to a value from the outermost object; empty for the whole value. */
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

/** The value at a path. */
export function valueIn(value: JsonValue, path: JsonPath): JsonValue | undefined {
  return path.reduce<JsonValue | undefined>((part, name) => (isJsonObject(part) ? part[name] : undefined), value);
}

/** A copy with another value at a path; without the field, if that is undefined. */
export function withValueIn(value: JsonValue, [name, ...rest]: JsonPath, changed: JsonValue | undefined): JsonValue {
  if (name === undefined) return changed ?? {};
  if (!isJsonObject(value)) return value;
  const { [name]: part = null, ...others } = value;
  if (rest.length === 0 && changed === undefined) return others;
  return { ...value, [name]: withValueIn(part, rest, changed) };
}
