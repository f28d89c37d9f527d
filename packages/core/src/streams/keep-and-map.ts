import { SystemError } from "../errors/connector-error.js";
import { isJsonObject, type JsonObject, type JsonValue } from "../protocol/json.js";
import { mayLoseDigits, parseLossless } from "../schema/lossless.js";
import { RawRecords } from "./raw-records.js";
import { rewritten } from "./rewrite.js";
import type { Slice, StreamDefinition } from "./stream.js";

type KeepAndMap = Pick<StreamDefinition, "name" | "keep" | "map">;

/**
 * The records that a stream keeps, as it maps them; the same object where it has neither method.
 *
 * @throws SystemError if `map` does not return an object.
 */
export function keptAndMapped(stream: KeepAndMap, records: RawRecords, slice: Slice): RawRecords {
  if (stream.keep === undefined && stream.map === undefined) return records;
  const kept = records.filter((index) => stream.keep?.(records.parsed[index] ?? {}, slice) ?? true);
  if (stream.map === undefined) return kept;
  return new RawRecords(kept.bytes.map((bytes) => mapped(stream, bytes, slice)));
}

/** `map` gets a value of its own, which it may change in place. */
function mapped(stream: KeepAndMap, bytes: Uint8Array, slice: Slice): Uint8Array {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const text = buffer.toString("utf8");
  const parse = mayLoseDigits(text) ? parseLossless : (json: string) => JSON.parse(json) as JsonValue;
  const changed = stream.map?.(parse(text) as JsonObject, slice);
  if (isJsonObject(changed)) return rewritten({ text: buffer, value: parse(text) }, changed);
  throw new SystemError(`The map of ${stream.name} did not return an object. Please report it with the log.`);
}
