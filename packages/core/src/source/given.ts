import * as z from "zod";
import { isJsonObject, type JsonObject, type JsonValue } from "../protocol/json.js";

/**
 * A config without its empty settings: forms and saved configs have null or an empty text where nothing was entered. It stays
 * where the schema needs the setting and accepts that value.
 */
export function withoutEmpty(schema: z.core.$ZodType, config: JsonObject): JsonObject {
  const given = cleaned(schema, config);
  return isJsonObject(given) ? given : config;
}

/** Whether a setting has no value: missing, null, or nothing but blanks. */
export function isEmpty(value: JsonValue | undefined): boolean {
  return value === undefined || value === null || (typeof value === "string" && value.trim() === "");
}

function cleaned(schema: z.core.$ZodType, value: JsonValue): JsonValue {
  if (
    schema instanceof z.ZodOptional ||
    schema instanceof z.ZodNullable ||
    schema instanceof z.ZodDefault ||
    schema instanceof z.ZodPrefault
  ) {
    return cleaned(schema.unwrap(), value);
  }
  if (schema instanceof z.ZodUnion) return cleanedChoice(schema.options, value);
  if (schema instanceof z.ZodArray && Array.isArray(value)) return value.map((item) => cleaned(schema.element, item));
  return schema instanceof z.ZodObject && isJsonObject(value) ? cleanedObject(schema, value) : value;
}

function cleanedObject({ shape }: z.ZodObject, value: JsonObject): JsonObject {
  const given = Object.entries(value).flatMap(([name, member]): [string, JsonValue][] => {
    const field: z.core.$ZodType | undefined = Object.hasOwn(shape, name) ? shape[name] : undefined;
    if (field === undefined) return [[name, member]];
    return isEmpty(member) && !isNeeded(field, member) ? [] : [[name, cleaned(field, member)]];
  });
  return Object.fromEntries(given); // unlike assignment, this treats a name such as __proto__ like any other
}

/** The first of several schemas that accepts the value decides which settings are empty. */
function cleanedChoice(options: readonly z.core.$ZodType[], value: JsonValue): JsonValue {
  for (const option of options) {
    const given = cleaned(option, value);
    if (z.safeParse(option, given).success) return given;
  }
  return value;
}

function isNeeded(field: z.core.$ZodType, value: JsonValue): boolean {
  return !z.safeParse(field, undefined).success && z.safeParse(field, value).success;
}
