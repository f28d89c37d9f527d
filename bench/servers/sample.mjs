/** Records after the JSON schemas of a connector's catalog, so that what is served has the shape of the vendor's. */
import { readFileSync } from "node:fs";

/** @returns the JSON schema of each stream, by name. */
export function schemasOf(connector) {
  const catalog = readFileSync(new URL(`../../connectors/${connector}/contract/catalog.json`, import.meta.url), "utf8");
  return Object.fromEntries(JSON.parse(catalog).streams.map(({ name, json_schema }) => [name, json_schema]));
}

/** A value that a schema allows. Texts carry the number, so that no two records are the same. */
export function sampleOf(schema, number) {
  const types = [schema.type ?? "string"].flat();
  const has = (type) => types.includes(type);
  if (has("object")) return objectOf(schema.properties ?? {}, number);
  if (has("array")) return [sampleOf(schema.items ?? {}, number)];
  if (has("boolean")) return number % 2 === 0;
  if (has("integer")) return number;
  if (has("number")) return number + 0.25;
  if (schema.format === "date-time") return "2026-01-05T10:12:33.123456Z";
  if (schema.format === "date") return "2026-01-05";
  return `Text number ${number}`;
}

function objectOf(properties, number) {
  return Object.fromEntries(Object.entries(properties).map(([name, schema]) => [name, sampleOf(schema, number)]));
}
