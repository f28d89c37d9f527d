import { SystemError } from "../errors/connector-error.js";
import { cutList, cutWhole } from "../http/cut.js";
import { type JsonBody, valueAt } from "../http/json.js";
import { isJsonObject, type JsonObject, type JsonValue } from "../protocol/json.js";
import { parseLossless, stringifyLossless } from "./lossless.js";
import { NO_ROWS, Rows } from "./rows.js";

/** A body, taken apart. */
export interface Opened {
  readonly rows: Rows;
  /** What surrounds the records; all of it where a stream builds them itself. */
  readonly around: JsonValue;
}

/** The body itself is one record. */
export const wholeBody = "{}";

/**
 * Where the records are in a body: the dotted path of the list, `""` for a bare array, `wholeBody` for a single record. A
 * trailing `?` says that the list may be null: `"data?"`.
 */
export type RecordPath = string;

const OPEN_BRACE = 0x7b;

/** A number that a double may not hold: whole and of 16 digits or more, or with an exponent of three. */
const LONG_NUMBER = /[:,[\s]-?\d{16,}|\d[eE][+-]?\d{3}/;

/**
 * The records of a body, as the bytes that came. They are cut out and not parsed: only what surrounds them is.
 *
 * @throws SystemError if there is no list at the path, or something in it is not an object.
 */
export function openAt(body: JsonBody, at: RecordPath): Opened {
  if (at === wholeBody) return whole(body);
  const path = at.replace(/\?$/, "");
  const cut = cutList(body.bytes, path);
  if (cut !== undefined) {
    if (cut.elements.some((element) => element[0] !== OPEN_BRACE)) listAt(body.value, path); // says what there is instead
    return { rows: new Rows(cut.elements), around: JSON.parse(cut.around.toString("utf8")) as JsonValue };
  }
  if (at.endsWith("?") && valueAt(body.value, path) === null) return { rows: NO_ROWS, around: body.value };
  return reshaped(body, (value) => listAt(value, path));
}

function whole(body: JsonBody): Opened {
  const text = cutWhole(body.bytes);
  if (text === undefined || text[0] !== OPEN_BRACE) objects([body.value], "the body"); // says what there is instead
  const rows = new Rows(text === undefined ? [] : [text]);
  return { rows, around: rows.value(0) };
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
export function reshaped(body: JsonBody, build: (body: JsonValue) => readonly JsonObject[]): Opened {
  const around = body.value;
  const text = body.bytes.toString("utf8");
  if (!LONG_NUMBER.test(text)) {
    const values = build(around);
    const texts = values.map((value) => Buffer.from(JSON.stringify(value)));
    return { rows: new Rows(texts, values), around };
  }
  const texts = build(parseLossless(text)).map((value) => Buffer.from(stringifyLossless(value)));
  return { rows: new Rows(texts), around };
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
