import type { FieldDesign, FieldType } from "../../design/schema.js";
import { type Component, componentAt, componentsAt, isComponent, textAt, textsAt } from "../document/component.js";

/** The fields of a JSON schema. */
export function fieldsOf(schema: Component): readonly FieldDesign[] {
  return Object.entries(componentAt(schema, "properties") ?? {}).map(([name, property]): FieldDesign => {
    if (!isComponent(property)) return { name, type: { is: "json" } };
    const description = textAt(property, "description")?.replaceAll(/\s+/g, " ").trim() ?? "";
    return { name, type: fieldType(property), ...(description === "" ? {} : { description }) };
  });
}

function fieldType(property: Component): FieldType {
  const types = textsAt(property, "type").filter((type) => type !== "null");
  const [type, ...others] = types;
  if (others.length > 0) return numberIn(types);
  if (type === undefined) return alternativeIn(property);
  if (type === "string") return { is: textType(property) };
  if (type === "array") return { is: "array", of: itemType(property) };
  if (type === "object") {
    const fields = fieldsOf(property);
    return fields.length === 0 ? { is: "openObject" } : { is: "object", fields };
  }
  return type === "integer" || type === "number" || type === "boolean" ? { is: type } : { is: "json" };
}

/** An integer is a number too; any other two types are JSON. */
function numberIn(types: readonly string[]): FieldType {
  return types.every((type) => type === "integer" || type === "number") ? { is: "number" } : { is: "json" };
}

/** Of `oneOf` and `anyOf`: the only one that is not null. */
function alternativeIn(property: Component): FieldType {
  const forms = [...componentsAt(property, "oneOf"), ...componentsAt(property, "anyOf")];
  const [form, ...others] = forms.filter((one) => textAt(one, "type") !== "null");
  if (form !== undefined && others.length === 0) return fieldType(form);
  return "properties" in property && forms.length === 0 ? { is: "object", fields: fieldsOf(property) } : { is: "json" };
}

function itemType(property: Component): FieldType {
  const items = property["items"];
  return isComponent(items) ? fieldType(items) : { is: "json" };
}

/** A date-time that the schema says has no zone is a text. */
function textType(property: Component): "string" | "timestamp" | "date" {
  const [format, airbyteType] = [textAt(property, "format"), textAt(property, "airbyte_type")];
  if (format === "date") return "date";
  return format === "date-time" && airbyteType !== "timestamp_without_timezone" ? "timestamp" : "string";
}
