import { SystemError } from "../errors/connector-error.js";
import { isJsonObject, type JsonValue } from "../protocol/json.js";
import type { QueryValue } from "./query.js";
import { type FormValue, flatFields, form, json, type RequestBody } from "./request-body.js";

/**
 * A place in a body: dotted text, e.g. `page.after`, or the names one by one where one of them has a dot itself, e.g.
 * `["filter", "user.id"]`. A number is the index of an item that a list has. In a form `page.after` is the field `page[after]`.
 */
export type BodyPath = string | readonly string[];

/** New values in a body, by their dotted paths; pairs of path and value where a path is a list of names. */
export type BodyChange = Readonly<Record<string, JsonValue>> | readonly (readonly [path: BodyPath, value: JsonValue])[];

/** The changes as pairs of names and value. */
export function bodyChanges(change: BodyChange): readonly (readonly [names: readonly string[], value: JsonValue])[] {
  const pairs = isPairs(change) ? change : Object.entries(change);
  return pairs.map(([path, value]) => [namesIn(path), value]);
}

function isPairs(change: BodyChange): change is readonly (readonly [BodyPath, JsonValue])[] {
  return Array.isArray(change);
}

/** The names of a path, from the outermost; none for `""`, which is the whole body. */
export function namesIn(path: BodyPath): readonly string[] {
  if (typeof path !== "string") return path;
  return path === "" ? [] : path.split(".");
}

/**
 * The body with the changes; a JSON body if there is none yet.
 *
 * @throws SystemError for a text, and for a path that leads through a value that is neither an object nor a list with that index.
 */
export function changedBody(body: RequestBody | undefined, change: BodyChange): RequestBody {
  const changes = bodyChanges(change);
  if (body?.kind === "text")
    throw new SystemError(
      "A text body cannot be changed, neither by a paginator nor by a cursor. Use json(…), form(…), or a parameter in the query.",
    );
  if (body?.kind === "form") {
    const fields = changes.flatMap(([names, value]) => [...flatFields({ [fieldName(names)]: value as FormValue })]);
    return form({ ...body.fields, ...Object.fromEntries(fields) });
  }
  return json(changes.reduce<JsonValue>((value, [names, part]) => withValue(value, names, part), body?.value ?? {}));
}

/** The value at a path of a body; undefined where there is none. */
export function valueInBody(body: RequestBody | undefined, path: BodyPath): JsonValue | QueryValue {
  if (body === undefined || body.kind === "text") return undefined;
  const names = namesIn(path);
  if (body.kind === "form") return body.fields[fieldName(names)];
  return names.reduce<JsonValue | undefined>((value, name) => partOf(value, name), body.value);
}

function fieldName([first = "", ...others]: readonly string[]): string {
  return others.reduce((name, part) => `${name}[${part}]`, first);
}

function withValue(target: JsonValue | undefined, [name, ...rest]: readonly string[], value: JsonValue): JsonValue {
  if (name === undefined) return value;
  const part = withValue(partOf(target, name), rest, value);
  if (Array.isArray(target) && partOf(target, name) !== undefined) return target.with(Number(name), part);
  if (isJsonObject(target)) return { ...target, [name]: part };
  if (target === undefined || target === null) return { [name]: part };
  throw new SystemError(
    `The body cannot be changed at "${name}", because that is in a value that is neither an object nor a list of that length. ` +
      "Check the path; where a name has a dot, write the path as a list of names.",
  );
}

function partOf(value: JsonValue | undefined, name: string): JsonValue | undefined {
  if (Array.isArray(value)) return /^\d+$/.test(name) ? value[Number(name)] : undefined;
  return isJsonObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
}
