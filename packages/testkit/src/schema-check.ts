import { isJsonObject, type JsonObject, type JsonValue } from "@sluice/core";
import { Ajv } from "ajv";
import addFormats from "ajv-formats";

/** Keywords of Airbyte's dialect that a JSON schema validator should pass over. */
const DIALECT = ["airbyte_type", "airbyte_secret", "order"];

/** A function that returns what is wrong with a record under a draft-07 schema, by a validator that is not the SDK's. */
export function schemaCheck(schema: JsonObject): (record: JsonObject) => string[] {
  const ajv = new Ajv({ allErrors: true, strictTypes: false, keywords: DIALECT });
  addFormats.default(ajv, ["date", "date-time"]);
  const validate = ajv.compile(schema);
  return (record) => {
    if (validate(record)) return [];
    return (validate.errors ?? []).map((error) => `${error.instancePath} ${error.message}`);
  };
}

/** Paths of the fields that the schema does not list, in objects within objects too; those without a list are open. */
export function undeclared(value: JsonValue, schema: JsonValue | undefined): string[] {
  if (!isJsonObject(schema)) return [];
  if (Array.isArray(value)) return value.flatMap((item) => undeclared(item, schema["items"]));
  const { properties } = schema;
  if (!isJsonObject(value) || !isJsonObject(properties)) return [];
  return Object.entries(value).flatMap(([name, part]) =>
    name in properties ? undeclared(part, properties[name]).map((path) => `${name}.${path}`) : [name],
  );
}

/** What consumers refuse in a stream's schema: a field without a type, and fields whose names differ in case only. */
export function recordSchemaProblems(schema: JsonValue | undefined, path: readonly string[] = []): readonly string[] {
  if (!isJsonObject(schema)) return [];
  const { type, properties, items } = schema;
  const fields = isJsonObject(properties) ? Object.entries(properties) : [];
  const names = new Map<string, string>();
  const twins = fields.flatMap(([name]) => {
    const twin = names.get(name.toLowerCase());
    names.set(name.toLowerCase(), name);
    return twin === undefined ? [] : [`${[...path, name].join(".")} differs from ${twin} in case only`];
  });
  return [
    ...(type === undefined ? [`${path.join(".")} has no type`] : []),
    ...twins,
    ...fields.flatMap(([name, field]) => recordSchemaProblems(field, [...path, name])),
    ...(isJsonObject(items) ? recordSchemaProblems(items, [...path, "[]"]) : []),
  ];
}

const SECRET_NAMES =
  /(^|_)(token|secret|password|apikey|api_key|secret_key|private_key|access_key)$|^(credentials|jwt|key)$/;
const REFUSED = [
  "not",
  "anyOf",
  "allOf",
  "patternProperties",
  "prefixItems",
  "if",
  "dependentSchemas",
  "dependentRequired",
  "$ref",
];

/** What Airbyte's linters refuse in a connectionSpecification (protocol facts: secrets marked, plain keywords only). */
export function specProblems(specification: JsonObject): string[] {
  const problems: string[] = [];
  const visit = (node: unknown, where: string): void => {
    if (typeof node !== "object" || node === null) return;
    for (const [key, value] of Object.entries(node)) {
      if (REFUSED.includes(key) && where.endsWith("#")) problems.push(`${where}${key} is refused`);
      if (key === "additionalProperties" && value === false) problems.push(`${where}additionalProperties is false`);
      if (key === "properties") {
        for (const [name, field] of Object.entries(value as Record<string, JsonObject>)) {
          const isGroup = "properties" in field || "oneOf" in field; // its own fields are looked at
          if (SECRET_NAMES.test(name) && !isGroup && field["airbyte_secret"] === undefined)
            problems.push(`${name} is not marked secret`);
          visit(field, `${name}#`);
        }
      } else if (key === "items" || key === "oneOf") visit(value, `${where}${key}#`);
    }
  };
  visit(specification, "#");
  const orders = Object.values(specification["properties"] as Record<string, JsonObject>).map(
    (field) => field["order"],
  );
  if (new Set(orders).size !== orders.length) problems.push("an order is used twice");
  return problems;
}
