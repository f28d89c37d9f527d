import * as z from "zod";
import { isJsonObject, type JsonObject, type JsonValue } from "../protocol/json.js";

const DRAFT_07 = "http://json-schema.org/draft-07/schema#";

/**
 * The JSON schema (draft-07) of a zod object in the dialect that Airbyte's consumers accept: nullable fields as
 * `["null", T]` instead of `anyOf`, no `additionalProperties: false`, no `$ref`, and for a record nothing required.
 */
export function jsonSchemaOf(schema: z.ZodObject, use: "record" | "config"): JsonObject {
  const raw = z.toJSONSchema(schema, { target: "draft-7", io: "input", unrepresentable: "any", reused: "inline" });
  const { $schema: _, ...rest } = plain(raw as JsonObject, use) as JsonObject;
  return { $schema: DRAFT_07, ...rest };
}

function plain(node: JsonValue, use: "record" | "config"): JsonValue {
  if (Array.isArray(node)) return node.map((item) => plain(item, use));
  if (!isJsonObject(node)) return node;
  if (node["json"] === true) return anyJson(node);
  const nullable = nullableOf(node);
  if (nullable !== undefined) return plain(nullable, use);
  const result: JsonObject = {};
  for (const [key, value] of Object.entries(node)) {
    if (key === "properties" && isJsonObject(value)) {
      result[key] = Object.fromEntries(Object.entries(value).map(([name, field]) => [name, plain(field, use)]));
    } else if (key === "additionalProperties") {
      result[key] = true;
    } else if (key === "required" && use === "record") {
      // A destination that enforces "required" would refuse the very rows that drifted; the source's own check reports them.
    } else if (key === "default" || key === "examples") {
      result[key] = value;
    } else if (key === "type" && Array.isArray(value)) {
      result[key] = [...value.filter((type) => type === "null"), ...value.filter((type) => type !== "null")];
    } else result[key] = plain(value, use);
  }
  return result;
}

/** zod writes a `nullable` with any keyword of its own as a choice of the type and null; Airbyte wants `type: ["null", T]`. */
function nullableOf(node: JsonObject): JsonObject | undefined {
  const { anyOf, ...rest } = node;
  if (!Array.isArray(anyOf) || anyOf.length !== 2) return undefined;
  const [inner, none] = anyOf;
  if (!isJsonObject(inner) || !isJsonObject(none) || none["type"] !== "null") return undefined;
  return { ...inner, ...rest, ...(typeof inner["type"] === "string" ? { type: ["null", inner["type"]] } : {}) };
}

/** Without a type a destination keeps the value as JSON. */
function anyJson({ json: _, ...rest }: JsonObject): JsonObject {
  return rest;
}
