import { isDeepStrictEqual } from "node:util";
import { isJsonObject, type JsonObject, type JsonValue } from "./json.js";

/** The names that lead to a value inside a config. */
export type SettingPath = readonly string[];

/** The config with changes laid over it: objects are merged at any depth, every other value is replaced. */
export function withChanges(config: JsonObject, changes: JsonObject): JsonObject {
  const changed = Object.entries(changes).map(([name, value]): [string, JsonValue] => {
    const before = Object.hasOwn(config, name) ? config[name] : undefined;
    return [name, isJsonObject(before) && isJsonObject(value) ? withChanges(before, value) : value];
  });
  return Object.fromEntries([...Object.entries(config), ...changed]); // unlike assignment, this treats __proto__ like any name
}

/** The paths of all values in changes; only objects are looked into. */
export function pathsIn(changes: JsonObject): readonly SettingPath[] {
  return Object.entries(changes).flatMap(([name, value]) =>
    isJsonObject(value) ? pathsIn(value).map((path) => [name, ...path]) : [[name]],
  );
}

/** The value at a path; undefined if there is none. */
export function settingAt(config: JsonObject, path: SettingPath): JsonValue | undefined {
  let value: JsonValue | undefined = config;
  for (const name of path) value = isJsonObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
  return value;
}

/** The changed settings, e.g. `credentials.refresh_token`, whose values differ between two configs. */
export function conflictsIn(changes: JsonObject, one: JsonObject, other: JsonObject): readonly string[] {
  return pathsIn(changes)
    .filter((path) => !isDeepStrictEqual(settingAt(one, path), settingAt(other, path)))
    .map((path) => path.join("."));
}

/** For people: the names of the changed settings. */
export function settingNames(changes: JsonObject): string {
  return pathsIn(changes)
    .map((path) => path.join("."))
    .join(", ");
}

/** What is shorter is rather a word, such as the type of a token, than a secret that the spec does not mark. */
const MIN_SECRET_LENGTH = 8;

/** The texts in changed settings that may be secrets. */
export function textsIn(changes: JsonObject): readonly string[] {
  return pathsIn(changes).flatMap((path) => {
    const value = settingAt(changes, path);
    return typeof value === "string" && value.length >= MIN_SECRET_LENGTH ? [value] : [];
  });
}
