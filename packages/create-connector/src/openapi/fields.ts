import type { FieldDesign, FieldType } from "../design/schema.js";
import { listAt, type Node, nodeAt, textAt } from "./node.js";
import { plainType, type Schemas, typeName } from "./schemas.js";
import { sentence } from "./words.js";

/** Objects in objects are described so deep; below they are open, which also ends a schema that contains itself. */
const MAX_DEPTH = 2;

/** The fields of a record, each name once: names that differ in case only are one column in most databases. */
export function fieldsOf(item: Node, schemas: Schemas, depth = 0): readonly FieldDesign[] {
  const seen = new Set<string>();
  return Object.entries(nodeAt(item, "properties")).flatMap(([name, value]): FieldDesign[] => {
    const isNew = name.trim() !== "" && !seen.has(name.toLowerCase());
    seen.add(name.toLowerCase());
    const schema = schemas.resolve(value);
    const description = sentence(textAt(schema, "description") ?? "");
    return isNew ? [{ name, type: typeOf(schema, schemas, depth), ...(description !== "" && { description }) }] : [];
  });
}

function typeOf(schema: Node, schemas: Schemas, depth: number): FieldType {
  switch (typeName(schema)) {
    case "string":
      return stringType(schema);
    case "array":
      return { is: "array", of: typeOf(schemas.resolve(schema["items"]), schemas, depth + 1) };
    case "object": {
      const fields = depth < MAX_DEPTH ? fieldsOf(schema, schemas, depth + 1) : [];
      return fields.length > 0 ? { is: "object", fields } : { is: "openObject" };
    }
    default:
      return plainType(schema) ?? { is: "json" };
  }
}

function stringType(schema: Node): FieldType {
  const format = textAt(schema, "format");
  if (format === "date-time" || format === "datetime") return { is: "timestamp" };
  if (format === "date") return { is: "date" };
  const first = listAt(schema, "enum").find((value) => typeof value === "string" && value !== "");
  return typeof first === "string" ? { is: "string", oneOf: first } : { is: "string" };
}
