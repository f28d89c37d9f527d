import { isJsonObject, type JsonObject, type JsonValue } from "@sluice/core/json";

/** What a column holds, whatever the destination calls it. */
export type ColumnType =
  | "boolean"
  | "integer"
  /** Of any length: ids beyond 2^63. */
  | "big integer"
  | "number"
  | "date"
  /** A point in time, in UTC. */
  | "timestamp"
  /** A date and time without a zone. */
  | "local timestamp"
  | "text"
  /** An object, an array, or values of several types. */
  | "json";

const FORMATS: ReadonlyMap<JsonValue | undefined, ColumnType> = new Map([
  ["date", "date"],
  ["date-time", "timestamp"],
] as const);
const PLAIN: ReadonlyMap<string, ColumnType> = new Map([
  ["boolean", "boolean"],
  ["integer", "integer"],
  ["number", "number"],
] as const);

/**
 * The type of a field by its JSON schema. `null` is ignored; a field of several types, or of none, is JSON.
 *
 * `airbyte_type` is the protocol's own: `integer` for a number without a fraction, `timestamp_without_timezone`.
 */
export function typeOf(schema: JsonValue | undefined): ColumnType {
  if (!isJsonObject(schema)) return "json";
  const types = typesIn(schema).filter((type) => type !== "null");
  const [type, ...others] = new Set(types);
  if (type === undefined || others.length > 0) return "json";
  const airbyteType = schema["airbyte_type"];
  if (type === "string") {
    if (airbyteType === "timestamp_without_timezone") return "local timestamp";
    return FORMATS.get(schema["format"]) ?? "text";
  }
  return type === "number" && airbyteType === "integer" ? "integer" : (PLAIN.get(type) ?? "json");
}

function typesIn({ type, oneOf, anyOf }: JsonObject): readonly string[] {
  if (typeof type === "string") return [type];
  if (Array.isArray(type)) return type.map(String);
  const choices = Array.isArray(oneOf) ? oneOf : anyOf;
  return Array.isArray(choices) ? choices.flatMap((choice) => (isJsonObject(choice) ? typesIn(choice) : ["any"])) : [];
}

/** What a type can become without loss, nearest first. */
const WIDER: Readonly<Record<ColumnType, readonly ColumnType[]>> = {
  boolean: ["text", "json"],
  integer: ["big integer", "text", "json"],
  "big integer": ["text", "json"],
  number: ["text", "json"],
  date: ["timestamp", "text", "json"],
  timestamp: ["text", "json"],
  "local timestamp": ["text", "json"],
  text: ["json"],
  json: [],
};

/**
 * The narrowest type that holds what both hold. An integer does not become a number: beyond 2^53 that would lose digits, so
 * both together are text.
 */
export function widened(one: ColumnType, other: ColumnType): ColumnType {
  if (one === other) return one;
  const ofOther = [other, ...WIDER[other]];
  return [one, ...WIDER[one]].find((type) => ofOther.includes(type)) ?? "json";
}
