import type { Field, FieldType } from "../design.js";

/** A record schema's fields in core's words, e.g. `id: key(text), name: text`. */
export function schemaText(fields: readonly Field[], key: readonly string[]): string {
  return fields
    .map(({ name, type, description }) => {
      const word = key.includes(name) ? `key(${wordOf(type)})` : wordOf(type);
      const told = description === undefined ? "" : `.describe(${JSON.stringify(description)})`;
      return `${JSON.stringify(name)}: ${word}${told},`;
    })
    .join("\n");
}

function wordOf(type: FieldType): string {
  if (type.is === "list") return `list(${wordOf(type.of)})`;
  if (type.is === "object") return `object({ ${schemaText(type.fields, [])} })`;
  return type.is;
}

/** The words that a schema needs of core. */
export function wordsIn(fields: readonly Field[]): ReadonlySet<string> {
  return new Set(fields.flatMap(({ type }) => wordsOf(type)));
}

function wordsOf(type: FieldType): readonly string[] {
  if (type.is === "list") return ["list", ...wordsOf(type.of)];
  if (type.is === "object") return ["object", ...type.fields.flatMap((field) => wordsOf(field.type))];
  return [type.is];
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
  return type.is === "text" ? `\`${prefix}_\${index}\`` : sampleOf(type, prefix);
}

function nullable(type: FieldType, value: string): string {
  return type.is === "text" && type.oneOf === undefined ? `index % 10 === 9 ? null : ${value}` : value;
}

function sampleOf(type: FieldType, name: string): string {
  switch (type.is) {
    case "text":
      return type.oneOf === undefined ? `\`${name.replace(/[`\\$]/g, "")} \${index}\`` : JSON.stringify(type.oneOf);
    case "integer":
      return "index";
    case "number":
      return "index + 0.5";
    case "flag":
      return "index % 2 === 0";
    case "timestamp":
      return "before(index)";
    case "date":
      return "before(index).slice(0, 10)";
    case "json":
      return "index % 2 === 0 ? index : [index]";
    case "openObject":
      return `{ [\`field_\${index % 3}\`]: index }`;
    case "list":
      return `[${sampleOf(type.of, name)}]`;
    case "object":
      return sampleText(type.fields, [], name);
  }
}
