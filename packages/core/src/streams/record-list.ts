import { SystemError } from "../errors/connector-error.js";
import type { MatchPath } from "../http/extract-matches.js";
import { isJsonObject, type JsonObject, type JsonValue } from "../protocol/json.js";
import type { RecordPath } from "./stream.js";

/** A record path, read. */
export interface ParsedPath extends MatchPath {
  /** Without its marks. */
  readonly path: string;
  readonly hasWildcard: boolean;
}

export function parsedPath(at: RecordPath): ParsedPath {
  const path = at.replace(/\?{1,2}$/, "");
  const names = path === "" ? [] : path.split(".");
  return {
    path,
    names,
    hasWildcard: names.includes("*"),
    mayBeNull: path !== at,
    mayBeMissing: at.endsWith("??"),
  };
}

/**
 * The objects at a record path: of a list, or of all matches of a path with wildcards. For streams that build their records: a
 * reply that is not understood is an error and not an empty list.
 *
 * @param at as in `recordsAt`, with `*`, `?` and `??`; `""` is the value itself.
 * @throws SystemError if there is no list, or something in it is not an object.
 */
export function listAt(value: JsonValue, at: RecordPath): readonly JsonObject[] {
  const path = parsedPath(at);
  const where = path.path === "" ? "the body" : `"${path.path}"`;
  const isReadable = typeof value === "object" && value !== null;
  const lists = matchesAt(value, path.names).map((match) => {
    if (Array.isArray(match)) return match;
    if (path.hasWildcard && isJsonObject(match)) return [match];
    if (isAbsent(match, path) && (isReadable || path.names.length === 0)) return [];
    throw new SystemError(
      `The reply has no list of records at ${where}: it is ${typeName(match)}. The API may have changed.`,
    );
  });
  return objects(lists.length === 1 ? (lists[0] ?? []) : lists.flat(), where);
}

/** Whether a value in place of a list says that there are no records. */
function isAbsent(match: JsonValue | undefined, { mayBeNull, mayBeMissing }: ParsedPath): boolean {
  return match === undefined ? mayBeMissing : match === null && mayBeNull;
}

/** How many records are at a path of a body; undefined where there is no list and no record. */
export function countAt(body: JsonValue, { names, hasWildcard }: ParsedPath): number | undefined {
  const counts = matchesAt(body, names).flatMap((match) => {
    if (Array.isArray(match)) return match.length;
    return hasWildcard && isJsonObject(match) ? 1 : [];
  });
  return counts.length === 0 ? undefined : counts.reduce((sum, count) => sum + count);
}

/** The values that a path leads to; undefined in place of one that is missing. */
function matchesAt(
  value: JsonValue | undefined,
  [name, ...rest]: readonly string[],
): readonly (JsonValue | undefined)[] {
  if (name === undefined) return [value];
  if (name !== "*") {
    return matchesAt(isJsonObject(value) && Object.hasOwn(value, name) ? value[name] : undefined, rest);
  }
  if (!Array.isArray(value) && !isJsonObject(value)) return [value];
  return Object.values<JsonValue>(value).flatMap((part) => matchesAt(part, rest));
}

/** The same values, if all of them are objects. @throws SystemError */
export function objects(values: readonly JsonValue[], where: string): readonly JsonObject[] {
  const other = values.find((value) => !isJsonObject(value));
  if (other === undefined) return values as readonly JsonObject[];
  throw new SystemError(
    `The reply has ${typeName(other)} in place of a record (in ${where}). The API may have changed.`,
  );
}

function typeName(value: JsonValue | undefined): string {
  if (value === undefined) return "missing";
  if (value === null) return "null";
  return Array.isArray(value) ? "a list" : `${typeof value === "object" ? "an" : "a"} ${typeof value}`;
}
