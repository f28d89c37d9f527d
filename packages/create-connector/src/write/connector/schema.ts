import type { FieldDesign, FieldType } from "../../design/schema.js";
import { keyOf, quoted } from "./code-text.js";

/** A record schema's fields in core's words, e.g. `id: s.key(s.string), name: s.string`. */
export function schemaCode(fields: readonly FieldDesign[], key: readonly string[]): string {
  return fields
    .map(({ name, type, description }) => {
      const word = description === undefined || description.trim() === "" ? wordOf(type) : described(type, description);
      return `${keyOf(name)}: ${key.includes(name) ? `s.key(${word})` : word},`;
    })
    .join("\n");
}

function described(type: FieldType, description: string): string {
  return `${wordOf(type)}.describe(${quoted(description.trim())})`;
}

function wordOf(type: FieldType): string {
  if (type.is === "array") return `s.array(${wordOf(type.of)})`;
  if (type.is === "object") return `s.object({ ${schemaCode(type.fields, [])} })`;
  return `s.${type.is}`;
}
