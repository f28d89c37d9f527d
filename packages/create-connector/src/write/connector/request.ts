import type { StreamDesign } from "../../design/design.js";
import { mentions, quoted } from "./code-text.js";
import { bound, ofThis } from "./scope.js";
import type { SourceFile } from "./source-file.js";
import { literalOf, pathCode, templateCode, textsCode, valueCode } from "./values.js";

/** The methods of a stream that say what is requested. */
export function requestMethods(stream: StreamDesign, file: SourceFile): readonly string[] {
  const { query, headers, body, baseUrl, document } = stream;
  return [
    ...pathMethod(stream, file),
    ...(isEmpty(query) ? [] : ["", method("override query", valueCode(query, file), file)]),
    ...(isEmpty(headers) ? [] : ["", method("override headers", textsCode(headers, file), file)]),
    ...(document !== undefined || body === undefined ? [] : ["", method("override body", bodyCode(body, file), file)]),
    ...(document === undefined || isEmpty(body?.content) ? [] : ["", variables(body, file)]),
    ...(baseUrl === undefined ? [] : ["", method("override baseUrl", templateCode(baseUrl, file), file)]),
  ];
}

function pathMethod(stream: StreamDesign, file: SourceFile): readonly string[] {
  const { path, document } = stream;
  if (document !== undefined && literalOf(path) === "graphql") return [];
  return ["", method(document === undefined ? "path" : "override path", pathCode(stream, file), file)];
}

function variables(body: StreamDesign["body"], file: SourceFile): string {
  return method("override variables", valueCode(body?.content ?? {}, file), file);
}

/** A method that returns a value, which may depend on the slice and the settings. */
function method(name: string, code: string, file: SourceFile): string {
  const { code: value, parameter } = bound(ofThis(code), "slice", file.names);
  return `${name}(${parameter === undefined ? "" : `${parameter}: ${file.core("Slice")}`}) { return ${value}; }`;
}

/** The builder of a body. */
export function bodyCode({ as, content }: NonNullable<StreamDesign["body"]>, file: SourceFile): string {
  const code = valueCode(content, file);
  return as === "text" ? textBody(code, file) : `${file.core(as)}(${code})`;
}

/** A helper of the connector is called `text` too. */
function textBody(code: string, file: SourceFile): string {
  const isTaken = mentions(code, "text");
  file.core(isTaken ? "text as textBody" : "text", { asType: false });
  return `${isTaken ? "textBody" : "text"}(${code}, ${quoted("text/plain")})`;
}

/** Whether there is nothing to say. */
export function isEmpty<T>(values: T | undefined | null): values is undefined | null {
  return values === undefined || values === null || (typeof values === "object" && Object.keys(values).length === 0);
}
