import type { CursorDesign, TimeFormatDesign } from "../../../design/cursor.js";
import type { StreamDesign } from "../../../design/design.js";
import type { FieldDesign, FieldType } from "../../../design/schema.js";
import { keyOf, quoted } from "../code-text.js";
import { formatCode } from "../cursor.js";
import type { SourceFile } from "../source-file.js";
import { isTexts } from "./encoders.js";

/** The fields of records of which nothing is known: one without a field is not a record. */
export const UNKNOWN: readonly FieldDesign[] = [{ name: "id", type: { is: "string" } }];

/**
 * A record of the fake, as an object literal of `index`: keys differ, and a text is null now and then.
 *
 * @param needed fields that other streams take a value of for each record, which cannot be null.
 */
export function sampleCode(stream: StreamDesign, needed: ReadonlySet<string>, file: SourceFile): string {
  const { key, addParentFields = [], cursor, name: prefix } = stream;
  const fields = stream.fields.length === 0 ? UNKNOWN : stream.fields;
  const sent = fields.filter(({ name }) => !addParentFields.includes(name));
  const after = stream.paging.kind === "after-last" ? stream.paging.field.split(".")[0] : undefined;
  const parts = sent.map(({ name, type }) => {
    if (name === cursor?.field) return `${keyOf(name)}: ${timeCode(type, cursor, file)},`;
    const isKey = key.includes(name) || name === after;
    const value = isKey ? keyValue(type, prefix) : valueCode(type, name, needed.has(name));
    return `${keyOf(name)}: ${isTexts(stream) ? asText(type, value) : value},`;
  });
  return `({\n${[...parts, ...missing(stream, file)].join("\n")}\n})`;
}

/** A value of a table of texts. */
function asText({ is }: FieldType, value: string): string {
  if (is === "string" || is === "timestamp" || is === "date") return value;
  return is === "integer" || is === "number" || is === "boolean" ? `String(${value})` : `JSON.stringify(${value})`;
}

/** The fields that the connector reads though its schema lacks them. */
function missing({ fields, cursor, paging, addParentFields = [] }: StreamDesign, file: SourceFile): readonly string[] {
  const known = new Set([...fields.map(({ name }) => name), ...addParentFields]);
  const time =
    cursor && !known.has(cursor.field) ? [`${keyOf(cursor.field)}: ${timeCode(undefined, cursor, file)},`] : [];
  const isLost = paging.kind === "after-last" && !known.has(paging.field) && !paging.field.includes(".");
  return [...time, ...(isLost ? [`${keyOf(paging.field)}: index,`] : [])];
}

/** The time of the last change, as the cursor reads it. */
function timeCode(type: FieldType | undefined, cursor: CursorDesign, file: SourceFile): string {
  const format = "fieldAs" in cursor ? (cursor.fieldAs ?? "isoMillis") : "isoMillis";
  if (type?.is === "date") return "before(index).slice(0, 10)";
  if (type?.is === "integer" || type?.is === "number")
    return written(isNumeric(format) ? format : "epochSeconds", file);
  return format === "isoMillis" ? "before(index)" : written(format, file);
}

function isNumeric(format: TimeFormatDesign): boolean {
  return format === "epochSeconds" || format === "epochMillis";
}

function written(format: TimeFormatDesign, file: SourceFile): string {
  return `${formatCode(format, file)}.write(Date.parse(before(index)))`;
}

function keyValue(type: FieldType, prefix: string): string {
  return type.is === "string" ? `\`${textOf(prefix)}_\${index}\`` : sampleOf(type, prefix);
}

function valueCode(type: FieldType, name: string, isNeeded: boolean): string {
  const value = sampleOf(type, name, isNeeded);
  return type.is === "string" && type.oneOf === undefined && !isNeeded ? `index % 10 === 9 ? null : ${value}` : value;
}

function sampleOf(type: FieldType, name: string, isNeeded = false): string {
  switch (type.is) {
    case "string":
      return type.oneOf === undefined ? `\`${textOf(name)} \${index}\`` : quoted(type.oneOf);
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
      return "{ note: index }";
    case "array":
      return `[${sampleOf(type.of, name, isNeeded)}]`;
    case "object":
      return objectSample(type.fields, isNeeded);
  }
}

function objectSample(fields: readonly FieldDesign[], isNeeded: boolean): string {
  return `{ ${fields.map(({ name, type }) => `${keyOf(name)}: ${valueCode(type, name, isNeeded)}`).join(", ")} }`;
}

/** Without signs that end a template. */
function textOf(name: string): string {
  return name.replace(/[`\\$]/g, "");
}
