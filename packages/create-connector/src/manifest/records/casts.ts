import { Expression } from "../../design/expression.js";
import { type Component, componentAt, isComponent, textsAt } from "../document/component.js";
import type { JsonValue } from "../document/json.js";

/** The last step of `map`: values are cast to the types that the schema says. */
export function castStep(schema: Component): Expression {
  return new Expression(`castFields(mapped, ${JSON.stringify(typesOf(schema))})`, { helpers: ["cast-fields"] });
}

/** Types by field: a word, the types of an object's fields, or a list with the type of its items. */
function typesOf(schema: Component): JsonValue {
  const entries = Object.entries(componentAt(schema, "properties") ?? {}).flatMap(([name, property]) => {
    const type = isComponent(property) ? typeOf(property) : undefined;
    return type === undefined ? [] : [[name, type] as const];
  });
  return Object.fromEntries(entries);
}

function typeOf(property: Component): JsonValue | undefined {
  const [type, ...others] = textsAt(property, "type").filter((one) => one !== "null");
  if (type === undefined || others.length > 0) return undefined;
  if (type === "object") return "properties" in property ? typesOf(property) : undefined;
  if (type !== "array") return type;
  const items = property["items"];
  return [(isComponent(items) ? typeOf(items) : undefined) ?? null];
}
