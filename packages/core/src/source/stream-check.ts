import * as z from "zod";
import { SystemError } from "../errors/connector-error.js";
import { isJsonObject } from "../protocol/json.js";
import { jsonSchemaOf } from "../schema/json-schema.js";
import type { Stream } from "../streams/stream.js";

/**
 * A stream whose definition is valid.
 *
 * @throws SystemError if its cursor compares a field that cannot be a time as text: no state would ever be saved, and each
 *   incremental read would read everything.
 */
export function assertReadable(stream: Stream): Stream {
  const field = stream.cursor?.field;
  if (field === undefined) return stream;
  const type = typeOf(stream, field);
  if (type === undefined || type === "string") return stream;
  throw new SystemError(
    `${stream.name} has a cursor on "${field}", which is of the type ${type}. Cursors compare times as text, e.g. s.timestamp or s.date.`,
  );
}

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
