import * as z from "zod";
import { SystemError } from "../errors/connector-error.js";
import { isJsonObject } from "../protocol/json.js";
import { jsonSchemaOf } from "../schema/json-schema.js";
import type { Stream } from "../streams/stream.js";

/**
 * A stream whose definition is valid.
 *
 * @throws SystemError if its cursor compares a field that cannot be a time in the cursor's format: no state would ever be saved, and each
 *   incremental read would read everything.
 */
export function assertReadable(stream: Stream): Stream {
  const { cursor } = stream;
  if (cursor?.field === undefined) return stream;
  const type = typeOf(stream, cursor.field);
  if (type === undefined || type === "string") return stream;
  const readsNumbers = cursor.format.read(EPOCH_SECONDS) !== undefined;
  if (readsNumbers && (type === "integer" || type === "number")) return stream;
  throw new SystemError(
    `${stream.name} has a cursor on "${cursor.field}", which is of the type ${type}. ` +
      (readsNumbers ? "" : "Name its format, e.g. as: epochSeconds, or use a field such as s.timestamp or s.date."),
  );
}

/** Of January 2026: a number that any format of numbers reads. */
const EPOCH_SECONDS = 1_767_225_600;

/** The JSON type of a field without null; undefined where the schema does not have the field, or gives it no single type. */
function typeOf({ schema }: Stream, field: string): string | undefined {
  const declared = schema.shape[field];
  if (declared === undefined) return undefined;
  const { properties } = jsonSchemaOf(z.object({ [field]: declared }), "record");
  const property = isJsonObject(properties) ? properties[field] : undefined;
  const { type } = isJsonObject(property) ? property : {};
  const types = (Array.isArray(type) ? type : [type]).filter((one) => one !== "null" && one !== undefined);
  return types.length === 1 ? String(types[0]) : undefined;
}
