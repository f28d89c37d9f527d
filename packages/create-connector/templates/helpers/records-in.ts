import { isJsonObject, type JsonObject, type JsonValue } from "@sluice/core";

/** The records at a path of a body: a list, one record alone, or none where there is neither. */
export function recordsIn(body: JsonValue, path: readonly string[] = []): readonly JsonObject[] {
  const found = path.reduce<readonly JsonValue[]>(
    (values, name) => values.flatMap((value) => membersOf(value, name)),
    [body],
  );
  return found.flatMap((value) => (Array.isArray(value) ? value : [value])).filter(isJsonObject);
}

function membersOf(value: JsonValue, name: string): readonly JsonValue[] {
  if (typeof value !== "object" || value === null) return [];
  if (name === "*") return Object.values<JsonValue>(value);
  const member = Array.isArray(value) ? value[Number(name)] : Object.hasOwn(value, name) ? value[name] : undefined;
  return member === undefined ? [] : [member];
}
