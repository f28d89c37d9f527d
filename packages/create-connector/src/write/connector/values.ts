import type { StreamDesign } from "../../design/design.js";
import { Expression, type Template, type Value } from "../../design/expression.js";
import { objectOf, quoted } from "./code-text.js";
import type { SourceFile } from "./source-file.js";

/** The code of a text whose parts are joined. */
export function templateCode(template: Template, file: SourceFile): string {
  const literal = literalOf(template);
  if (literal !== undefined) return quoted(literal);
  const parts = partsOf(template);
  const [only] = parts;
  if (parts.length === 1 && only instanceof Expression) return file.code(only);
  return `\`${holes(parts, file)}\``;
}

/** The code of a path: values in it are encoded as one segment each, unless they have slashes of their own. */
export function pathCode({ path, isPathRaw }: Pick<StreamDesign, "path" | "isPathRaw">, file: SourceFile): string {
  if (isPathRaw === true) return templateCode(path, file);
  const literal = literalOf(path);
  return literal === undefined ? `${file.core("path")}\`${holes(partsOf(path), file)}\`` : quoted(literal);
}

/** The source of a regular expression that the path matches, whatever its values are. */
export function pathPattern({ path, isPathRaw }: Pick<StreamDesign, "path" | "isPathRaw">): string {
  const value = isPathRaw === true ? ".+" : "[^/]+";
  const parts = partsOf(path).map((part) =>
    typeof part === "string" ? part.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&") : value,
  );
  return parts.join("");
}

/** The text of a template without expressions; undefined if it has some. */
export function literalOf(template: Template): string | undefined {
  const parts = partsOf(template);
  return parts.every((part) => typeof part === "string") ? parts.join("") : undefined;
}

/** The parts of a template, without empty texts. */
export function partsOf(template: Template): readonly (string | Expression)[] {
  return (typeof template === "string" ? [template] : template).filter((part) => part !== "");
}

/** The code of a JSON value. */
export function valueCode(value: Value, file: SourceFile): string {
  if (value instanceof Expression) return file.code(value);
  if (typeof value === "string") return quoted(value);
  if (value === null || typeof value !== "object") return String(value);
  if (isList(value)) return `[${value.map((one) => valueCode(one, file)).join(", ")}]`;
  return objectOf(Object.entries(value).map(([name, one]) => [name, valueCode(one, file)]));
}

/** The code of texts by name, e.g. of headers. */
export function textsCode(values: Readonly<Record<string, Value>>, file: SourceFile): string {
  const textOf = (value: Value) =>
    value instanceof Expression ? file.code(value) : quoted(typeof value === "string" ? value : JSON.stringify(value));
  return objectOf(Object.entries(values).map(([name, value]) => [name, textOf(value)]));
}

/** A regular expression as a literal. @throws SyntaxError if it is none. */
export function patternCode(pattern: string, flags = ""): string {
  return new RegExp(pattern, flags).toString();
}

function isList(value: Value): value is readonly Value[] {
  return Array.isArray(value);
}

function holes(parts: readonly (string | Expression)[], file: SourceFile): string {
  return parts.map((part) => (typeof part === "string" ? escaped(part) : `\${${file.code(part)}}`)).join("");
}

function escaped(text: string): string {
  return text.replace(/[\\`]|\$\{/g, (sign) => `\\${sign}`);
}
