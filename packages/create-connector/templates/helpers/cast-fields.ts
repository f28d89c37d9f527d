import { isJsonObject, type JsonObject, type JsonValue } from "@sluice/core";

/** The type of a field: a word of JSON Schema, the types of an object's fields, or a list with the type of its items. */
export type CastType = string | readonly (CastType | null)[] | { readonly [field: string]: CastType };

/** The record with its values cast to the types of its fields; a value that cannot be cast stays as it is. */
export function castFields(record: JsonObject, types: { readonly [field: string]: CastType }): JsonObject {
  const entries = Object.entries(record).map(([name, value]) => {
    const type = Object.hasOwn(types, name) ? types[name] : undefined;
    return [name, type === undefined ? value : cast(value as JsonValue, type)] as const;
  });
  return Object.fromEntries(entries) as JsonObject;
}

function cast(value: JsonValue, type: CastType): JsonValue {
  if (value === null) return value;
  if (typeof type === "string") return castScalar(value, type);
  if (!isList(type)) return isJsonObject(value) ? castFields(value, type) : value;
  const [item] = type;
  const list = Array.isArray(value) ? value : [value];
  return item === undefined || item === null ? list : list.map((one) => cast(one as JsonValue, item));
}

function isList(type: CastType): type is readonly (CastType | null)[] {
  return Array.isArray(type);
}

function castScalar(value: JsonValue, type: string): JsonValue {
  if (type === "string") return typeof value === "string" ? value : textOf(value);
  if (type === "boolean") return castBoolean(value);
  if (type !== "integer" && type !== "number") return value;
  const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
  if (typeof number !== "number" || !Number.isFinite(number)) return value;
  return type === "integer" ? Math.trunc(number) : number;
}

function textOf(value: JsonValue): string {
  if (typeof value === "boolean") return value ? "True" : "False";
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

function castBoolean(value: JsonValue): JsonValue {
  if (typeof value === "number") return value !== 0;
  if (typeof value !== "string") return value;
  if (/^(y|yes|t|true|on|1)$/i.test(value)) return true;
  return /^(n|no|f|false|off|0)$/i.test(value) ? false : value;
}
