import * as z from "zod";
import { isJsonObject, type JsonObject, type JsonValue } from "../protocol/json.js";

const DRAFT_07 = "http://json-schema.org/draft-07/schema#";

/**
 * The JSON schema (draft-07) of a zod object in the dialect that Airbyte's consumers accept: nullable fields as
 * `["null", T]` instead of `anyOf`, no `additionalProperties: false`, no `$ref`, and for a record nothing required.
 */
export function jsonSchemaOf(schema: z.ZodObject, use: "record" | "config"): JsonObject {
  const { $schema: _, ...rest } = simplified(rawSchemaOf(schema), use) as JsonObject;
  return { $schema: DRAFT_07, ...rest };
}

/** A field that names records of another stream. */
export interface Reference {
  /** Its path in a record, e.g. `product.productId`. */
  readonly field: string;
  readonly stream: string;
  /** How many records one record names by it: none or one, always one, or, in a list, any number. */
  readonly names: "maybe one" | "one" | "many";
}

/** The fields of a record that `refers` marks. The fields inside such a field are not searched. */
export function referencesOf(schema: z.ZodObject): readonly Reference[] {
  return referencesIn(rawSchemaOf(schema), [], "one");
}

function referencesIn(
  node: JsonValue | undefined,
  at: readonly string[],
  names: Reference["names"],
): readonly Reference[] {
  if (!isJsonObject(node)) return [];
  const { refersTo, properties, required, items, anyOf } = node;
  if (typeof refersTo === "string") return [{ field: at.join("."), stream: refersTo, names }];
  const always = Array.isArray(required) ? required : [];
  const fields = isJsonObject(properties) ? Object.entries(properties) : [];
  return [
    ...fields.flatMap(([name, field]) =>
      referencesIn(field, [...at, name], names === "one" && !always.includes(name) ? "maybe one" : names),
    ),
    ...referencesIn(items, at, "many"),
    ...(Array.isArray(anyOf) ? anyOf.flatMap((each) => referencesIn(each, at, names)) : []),
  ];
}

function rawSchemaOf(schema: z.ZodObject): JsonObject {
  const options = { target: "draft-7", io: "input", unrepresentable: "any", reused: "inline" } as const;
  return z.toJSONSchema(schema, options) as JsonObject;
}

function simplified(node: JsonValue, use: "record" | "config"): JsonValue {
  if (Array.isArray(node)) return node.map((item) => simplified(item, use));
  if (!isJsonObject(node)) return node;
  if (node["json"] === true) return anyJson(node);
  const nullable = nullableOf(node);
  if (nullable !== undefined) return simplified(nullable, use);
  const result: JsonObject = {};
  for (const [key, value] of Object.entries(node)) {
    if (key === "properties" && isJsonObject(value)) {
      result[key] = Object.fromEntries(Object.entries(value).map(([name, field]) => [name, simplified(field, use)]));
    } else if (key === "refersTo") {
      // in the README, not in the catalog, because consumers do not know the keyword
    } else if (key === "additionalProperties") {
      result[key] = true;
    } else if (key === "required" && use === "record") {
      // A destination that enforces "required" would refuse the very rows that drifted; the source's own check reports them.
    } else if (key === "default" && isJsonObject(value) && Object.keys(value).length === 0) {
      // an object whose members have defaults of their own: a form shows these
    } else if (key === "default" || key === "examples") {
      result[key] = value;
    } else if (key === "type" && Array.isArray(value)) {
      result[key] = [...value.filter((type) => type === "null"), ...value.filter((type) => type !== "null")];
    } else result[key] = simplified(value, use);
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

/** All types: Singer targets refuse a field without one, and destinations store a field of several types as JSON. */
function anyJson({ json: _, ...rest }: JsonObject): JsonObject {
  return { type: ["null", "string", "number", "boolean", "object", "array"], ...rest };
}
