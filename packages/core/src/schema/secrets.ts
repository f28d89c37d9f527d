import type * as z from "zod";
import { isJsonObject, type JsonObject, type JsonValue } from "../protocol/json.js";
import { jsonSchemaOf } from "./json-schema.js";

/** The values of all fields that the config's schema marks with `airbyte_secret`, nested ones included. */
export function secretsIn(schema: z.ZodObject, config: JsonObject): string[] {
  return [...secretValues(jsonSchemaOf(schema, "config"), config)];
}

function* secretValues(schema: JsonValue | undefined, value: JsonValue | undefined): Iterable<string> {
  if (!isJsonObject(schema) || value === undefined || value === null) return;
  if (schema["airbyte_secret"] === true) {
    yield* scalars(value);
    return;
  }
  for (const choice of [schema["oneOf"], schema["anyOf"]]) {
    for (const option of Array.isArray(choice) ? choice : []) yield* secretValues(option, value);
  }
  if (Array.isArray(value)) {
    for (const item of value) yield* secretValues(schema["items"], item);
  } else if (isJsonObject(value) && isJsonObject(schema["properties"])) {
    for (const [name, field] of Object.entries(schema["properties"])) yield* secretValues(field, value[name]);
  }
}

/** A secret of the wrong type is still a secret: an error message about it must not show it. */
function* scalars(value: JsonValue): Iterable<string> {
  if (typeof value === "object" && value !== null) for (const inner of Object.values(value)) yield* scalars(inner);
  else if (value !== null) yield String(value);
}
