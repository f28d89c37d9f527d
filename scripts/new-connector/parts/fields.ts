import type { Field, FieldType } from "../design.js";

/** A record schema's fields in core's words, e.g. `id: s.key(s.string), name: s.string`. */
export function schemaText(fields: readonly Field[], key: readonly string[]): string {
  return fields
    .map(({ name, type, description }) => {
      const word = key.includes(name) ? `s.key(${wordOf(type)})` : wordOf(type);
      const note = description === undefined ? "" : `.describe(${JSON.stringify(description)})`;
      return `${JSON.stringify(name)}: ${word}${note},`;
    })
    .join("\n");
}

function wordOf(type: FieldType): string {
  if (type.is === "array") return `s.array(${wordOf(type.of)})`;
  if (type.is === "object") return `s.object({ ${schemaText(type.fields, [])} })`;
  return `s.${type.is}`;
}

/** A record of the fake, as an object literal of `index`: keys differ, and a text is null now and then. */
export function sampleText(fields: readonly Field[], key: readonly string[], prefix: string): string {
  const parts = fields.map(({ name, type }) => {
    const value = key.includes(name) ? keyValue(type, prefix) : nullable(type, sampleOf(type, name));
    return `${JSON.stringify(name)}: ${value},`;
  });
  return `{\n${parts.join("\n")}\n}`;
}

function keyValue(type: FieldType, prefix: string): string {
  return type.is === "string" ? `\`${prefix}_\${index}\`` : sampleOf(type, prefix);
}

function nullable(type: FieldType, value: string): string {
  return type.is === "string" && type.oneOf === undefined ? `index % 10 === 9 ? null : ${value}` : value;
}

function sampleOf(type: FieldType, name: string): string {
  switch (type.is) {
    case "string":
      return type.oneOf === undefined ? `\`${name.replace(/[`\\$]/g, "")} \${index}\`` : JSON.stringify(type.oneOf);
    case "integer":
      return "index";
    case "number":
      return "index + 0.5";
    case "boolean":
      return "index % 2 === 0";
    case "timestamp":
      return "before(index)";
    case "date":
      return "before(index).slice(0, 10)";
    case "json":
      return "index % 2 === 0 ? index : [index]";
    case "openObject":
      return `{ [\`field_\${index % 3}\`]: index }`;
    case "array":
      return `[${sampleOf(type.of, name)}]`;
    case "object":
      return sampleText(type.fields, [], name);
  }
}
