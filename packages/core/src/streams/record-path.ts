import { SystemError } from "../errors/connector-error.js";
import { extractBody, extractList } from "../http/extract.js";
import { extractMatches } from "../http/extract-matches.js";
import type { JsonBody } from "../http/json.js";
import { OPEN_BRACE } from "../http/json-bytes.js";
import { isJsonObject, type JsonObject, type JsonValue } from "../protocol/json.js";
import { mayLoseDigits, parseLossless, stringifyLossless } from "../schema/lossless.js";
import { RawRecords } from "./raw-records.js";
import { countAt, listAt, objects, parsedPath } from "./record-list.js";
import type { RecordPath, Slice, StreamDefinition } from "./stream.js";

/** The records of a page, and the rest of its body. */
export interface ExtractedPage {
  readonly records: RawRecords;
  /** The body around the records; the whole body if a stream builds its records itself. */
  readonly around: JsonValue;
  /** How many records the API sent, which a stream that builds its records itself may change. */
  readonly count: number;
}

/** The body itself is one record. */
export const wholeBody = "{}";

/**
 * The records of a page, by the definition of the stream.
 *
 * @throws SystemError if they are not there, or are not objects.
 */
export function extractRecords(stream: StreamRecords, body: JsonBody, slice: Slice): ExtractedPage {
  const { recordsAt, schema } = stream;
  if (stream.records !== undefined) {
    const extracted = rebuilt(body, (value) => stream.records?.(value, slice) ?? []);
    return { ...extracted, count: sentCount(extracted.around, recordsAt) ?? extracted.count };
  }
  const extracted = extractAt(body, recordsAt);
  // An object without any field of the schema is another answer, such as an error with status 200.
  const isRecord = () => Object.keys(extracted.records.parsedAt(0)).some((field) => Object.hasOwn(schema.shape, field));
  if (recordsAt !== wholeBody || isRecord()) return extracted;
  throw new SystemError("The reply has none of the fields of this record. The API may have changed.");
}

type StreamRecords = Pick<StreamDefinition, "recordsAt" | "records" | "schema">;

/**
 * How many records the API sent in a body that a stream builds its records from: the length of the list at `recordsAt`, else of
 * the longest list of objects. Pages are counted by it, because the stream may leave records out.
 */
function sentCount(body: JsonValue, at: RecordPath): number | undefined {
  const count = at === wholeBody ? undefined : countAt(body, parsedPath(at));
  return count ?? longestList(body, MAX_LIST_DEPTH);
}

const MAX_LIST_DEPTH = 3;

function longestList(value: JsonValue, depth: number): number | undefined {
  if (Array.isArray(value)) return value.length > 0 && value.every(isJsonObject) ? value.length : undefined;
  if (!isJsonObject(value) || depth === 0) return undefined;
  const lengths = Object.values(value).flatMap((part) => longestList(part, depth - 1) ?? []);
  return lengths.length === 0 ? undefined : Math.max(...lengths);
}

/** The records at a path, as unchanged bytes. They are not parsed: only the body around them is. */
export function extractAt(body: JsonBody, at: RecordPath): ExtractedPage {
  if (at === wholeBody) return whole(body);
  const path = parsedPath(at);
  const found = path.hasWildcard ? extractMatches(body.bytes, path) : extractList(body.bytes, path.path);
  if (found === undefined) return rebuilt(body, (value) => listAt(value, at)); // throws, unless the list may be absent
  const { elements, around } = found;
  if (elements.some((element) => element[0] !== OPEN_BRACE)) listAt(body.value, at); // throws the error for the other value
  return pageOf(new RawRecords(elements), JSON.parse(around.toString("utf8")) as JsonValue);
}

function whole(body: JsonBody): ExtractedPage {
  const text = extractBody(body.bytes);
  if (text === undefined || text[0] !== OPEN_BRACE) objects([body.value], "the body"); // throws the error for the other value
  const records = new RawRecords(text === undefined ? [] : [text]);
  return pageOf(records, records.parsedAt(0));
}

function pageOf(records: RawRecords, around: JsonValue): ExtractedPage {
  return { records, around, count: records.count };
}

/** Records that a stream builds from the body. They are written again, so large integers go through a lossless parser. */
function rebuilt(body: JsonBody, build: (body: JsonValue) => readonly JsonObject[]): ExtractedPage {
  const around = body.value;
  const text = body.bytes.toString("utf8");
  if (!mayLoseDigits(text)) {
    const values = build(around);
    const bytes = values.map((value) => Buffer.from(JSON.stringify(value)));
    return pageOf(new RawRecords(bytes, values), around);
  }
  const bytes = build(parseLossless(text)).map((value) => Buffer.from(stringifyLossless(value)));
  return pageOf(new RawRecords(bytes), around);
}
