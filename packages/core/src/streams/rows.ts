import { isSafeNumber, LosslessNumber, parse as parseLossless, stringify as stringifyLossless } from "lossless-json";
import { SystemError } from "../errors/connector-error.js";
import { cutList, cutWhole } from "../http/cut.js";
import { type JsonBody, valueAt } from "../http/json.js";
import { isJsonObject, type JsonObject, type JsonValue } from "../protocol/json.js";
import { NO_ROWS, type Rows } from "./stream.js";

/** The body itself is one record. */
export const wholeBody = "{}";

/**
 * Where the records are in a body: the dotted path of the list, `""` for a bare array, `wholeBody` for a single record. A
 * trailing `?` says that the list may be null: `"data?"`.
 */
export type RecordPath = string;

/** A number that a double may not hold: whole and of 16 digits or more, or with an exponent of three. */
const LONG_NUMBER = /[:,[\s]-?\d{16,}|\d[eE][+-]?\d{3}/;

/** Of repeated keys the last counts, as in `JSON.parse`. */
const lastKeyCounts = { onDuplicateKey: ({ newValue }: { newValue: unknown }) => newValue };

/** A stream that builds records must be able to count on numbers being numbers; only one that would lose digits is none. */
const numberIfSafe = (text: string) => (isSafeNumber(text) ? Number(text) : new LosslessNumber(text));

/**
 * The records of a body, as the bytes that came.
 *
 * @throws SystemError if there is no list at the path, or something in it is not an object.
 */
export function rowsAt(body: JsonBody, at: RecordPath): Rows {
  if (at === wholeBody) {
    const [value] = objects([body.value], "the body");
    return { values: value === undefined ? [] : [value], texts: [cutWhole(body.bytes)] };
  }
  const path = at.replace(/\?$/, "");
  if (at.endsWith("?") && valueAt(body.value, path) === null) return NO_ROWS;
  const values = listAt(body.value, path);
  const texts = cutList(body.bytes, path);
  return texts?.length === values.length ? { values, texts } : reshaped(body, (value) => listAt(value, path));
}

/**
 * The objects of the list at a dotted path; `""` is the value itself. For streams that reshape a body: an answer that is
 * not understood is not an empty one.
 *
 * @throws SystemError if there is no list, or something in it is not an object.
 */
export function listAt(value: JsonValue, path: string): readonly JsonObject[] {
  const where = path === "" ? "the body" : `"${path}"`;
  const found = valueAt(value, path);
  if (!Array.isArray(found)) {
    throw new SystemError(
      `The reply has no list of records at ${where}: it is ${nameOf(found)}. The API may have changed.`,
    );
  }
  return objects(found, where);
}

/**
 * Records that a stream builds from the body itself. They are written anew, so a body that holds integers beyond 2^53 goes
 * through a lossless parser.
 */
export function reshaped(body: JsonBody, build: (body: JsonValue) => readonly JsonObject[]): Rows {
  const text = body.bytes.toString("utf8");
  if (!LONG_NUMBER.test(text)) {
    const values = build(body.value);
    return { values, texts: values.map((value) => Buffer.from(JSON.stringify(value))) };
  }
  const value = parseLossless(text, null, { ...lastKeyCounts, parseNumber: numberIfSafe }) as JsonValue;
  const lines = build(value).map((value) => stringifyLossless(value) ?? "{}");
  return { values: lines.map((line) => JSON.parse(line) as JsonObject), texts: lines.map((line) => Buffer.from(line)) };
}

/** The rows that `isKept` lets through, by their place and value. */
export function pick(rows: Rows, isKept: (value: JsonObject, index: number) => boolean): Rows {
  const kept = rows.values.map(isKept);
  if (!kept.includes(false)) return rows;
  return {
    values: rows.values.filter((_value, index) => kept[index]),
    texts: rows.texts.filter((_text, index) => kept[index]),
  };
}

/** The rows with constant fields put in front of each; a field of the same name in the record gives way. */
export function withFields(rows: Rows, fields: JsonObject): Rows {
  if (Object.keys(fields).length === 0) return rows;
  const prefix = prefixOf(fields); // made once a page: seldom has a record any of the fields itself
  const values = rows.values.map((value) => ({ ...value, ...fields }));
  const texts = rows.texts.map((text, index) => {
    const value = rows.values[index] ?? {};
    const own = Object.keys(fields).filter((name) => Object.hasOwn(value, name));
    if (Object.keys(value).length === 0 || own.some((name) => value[name] !== fields[name]))
      return rewritten(text, fields);
    if (own.length === 0) return spliced(prefix, text);
    const missing = Object.entries(fields).filter(([name]) => !own.includes(name));
    return missing.length === 0 ? text : spliced(prefixOf(Object.fromEntries(missing)), text);
  });
  return { values, texts };
}

/** What goes in front of an object's first field: `{"a":1,`. */
function prefixOf(fields: JsonObject): Buffer {
  return Buffer.from(`${JSON.stringify(fields).slice(0, -1)},`);
}

function spliced(prefix: Buffer, text: Uint8Array): Buffer {
  return Buffer.concat([prefix, text.subarray(1)]);
}

/** For a record that contradicts a field, or has none into which another could be spliced; costs ten times as much. */
function rewritten(text: Uint8Array, fields: JsonObject): Buffer {
  const value = parseLossless(Buffer.from(text).toString("utf8"), null, lastKeyCounts) as JsonObject;
  return Buffer.from(stringifyLossless({ ...value, ...fields }) ?? "{}");
}

function objects(values: readonly JsonValue[], where: string): readonly JsonObject[] {
  const odd = values.find((value) => !isJsonObject(value));
  if (odd === undefined) return values as readonly JsonObject[];
  throw new SystemError(`The reply has ${nameOf(odd)} where a record is due (in ${where}). The API may have changed.`);
}

function nameOf(value: JsonValue | undefined): string {
  if (value === undefined) return "missing";
  if (value === null) return "null";
  return Array.isArray(value) ? "a list" : `${typeof value === "object" ? "an" : "a"} ${typeof value}`;
}
