import type { Design, StreamDesign } from "../../design/design.js";
import { Expression } from "../../design/expression.js";
import { commentText, mentions, quoted } from "./code-text.js";
import { cursorCode } from "./cursor.js";
import { errorsCode } from "./errors.js";
import { type Names, namesOfStream } from "./names.js";
import { pagingCode } from "./paging.js";
import { requestMethods } from "./request.js";
import { schemaCode } from "./schema.js";
import { bound, ofThis } from "./scope.js";
import { slicesMethod } from "./slices.js";
import { SourceFile } from "./source-file.js";
import { isSame, recordsAtCode, sharedOf } from "./stream-base.js";

/** A file of `src/streams`: a schema and a class. */
export function streamFile(stream: StreamDesign, design: Design, names: Names): string {
  const { className, file: name } = namesOfStream(names, stream.name);
  const file = new SourceFile(`src/streams/${name}.ts`);
  const members = [
    ...facts(stream, file),
    ...options(stream, design, file),
    ...(stream.slicing === undefined ? [] : ["", slicesMethod(stream.slicing, { design, names, file })]),
    ...requestMethods(stream, file),
    ...recordMethods(stream, file),
    ...ownMembers(stream, file),
  ];
  const Base = baseClass(stream, names, file);
  return file.text(`${todos(stream)}export class ${className} extends ${Base} {
${members.join("\n")}
}
`);
}

function baseClass({ document }: StreamDesign, names: Names, file: SourceFile): string {
  if (document === undefined) return file.use("src/stream.ts", names.base);
  file.use("src/config.ts", "Config", { asType: true });
  return `${file.core("GraphQlStream")}<Config>`;
}

function todos({ todos: sentences = [] }: StreamDesign): string {
  return sentences.map((sentence) => `// TODO: ${commentText(sentence)}\n`).join("");
}

function facts({ name, description, fields, key, document }: StreamDesign, file: SourceFile): readonly string[] {
  file.core("s");
  return [
    `readonly name = ${quoted(name)};`,
    `readonly description = ${quoted(description)};`,
    `readonly schema = s.record({ ${schemaCode(fields, key)} });`,
    `readonly primaryKey = ${key.length === 0 ? "[] as const" : JSON.stringify(key)};`,
    ...(document === undefined ? [] : [`readonly document = \`${document.replace(/[\\`]|\$\{/g, "\\$&")}\`;`]),
  ];
}

function options(stream: StreamDesign, design: Design, file: SourceFile): readonly string[] {
  const { cursor, addParentFields = [], errors = [], decode } = stream;
  const isGraphQl = stream.document !== undefined;
  const shared = isGraphQl ? { recordsAt: "", paging: { kind: "none" } } : sharedOf(design);
  return [
    ...option("method", stream.method === "POST" && !isGraphQl && '"POST"'),
    ...option("signedBy", stream.signedBy !== undefined && quoted(stream.signedBy)),
    ...option("recordsAt", !isSame(stream.recordsAt, shared.recordsAt) && recordsAtCode(stream.recordsAt, file)),
    ...option("paginator", !isSame(stream.paging, shared.paging) && pagingCode(stream.paging, file)),
    ...(cursor?.kind === "client-side" ? [cursor.emitsAll === true ? EMITS_ALL : CLIENT_SIDE] : []),
    ...option("cursor", cursor !== undefined && cursorCode(cursor, file)),
    ...option("addParentFields", addParentFields.length > 0 && JSON.stringify(addParentFields)),
    ...option("errors", errors.length > 0 && errorsCode(errors, file)),
    ...option("decode", decode !== undefined && ofThis(file.code(decode))),
    ...option("dedupe", stream.dedupe === true && "true"),
    ...option("sequentialSlices", stream.sequentialSlices === true && "true"),
  ];
}

const CLIENT_SIDE = "/** No filter and no order by time is known: all pages are read, and what changed is written. */";

const EMITS_ALL =
  "/** No filter by time is known: all is read and written. Without `emitsAll`, only what the field says has changed. */";

function option(name: string, code: string | false): readonly string[] {
  return code === false ? [] : [`override readonly ${name} = ${code};`];
}

function recordMethods({ keep, map }: StreamDesign, file: SourceFile): readonly string[] {
  return [
    ...(keep === undefined ? [] : ["", recordMethod("keep", `return ${file.code(keep)};`, file)]),
    ...(map === undefined ? [] : ["", recordMethod("map", file.code(map), file)]),
  ];
}

/** `keep` and `map` get the record and its slice. */
function recordMethod(name: "keep" | "map", body: string, file: SourceFile): string {
  const [JsonObject, result] = [file.core("JsonObject"), name === "keep" ? "" : ": JsonObject"];
  const slice = mentions(body, "slice") ? `, slice: ${file.core("Slice")}` : "";
  const { code, parameter } = name === "keep" ? bound(body, "record", file.names) : { code: body, parameter: "record" };
  const record = parameter ?? (slice === "" ? undefined : "_record");
  const takes = record === undefined ? "" : `${record}: ${JsonObject}${slice}`;
  return `override ${name}(${takes})${result} { ${ofThis(code)} }`;
}

function ownMembers({ members = [], paging }: StreamDesign, file: SourceFile): readonly string[] {
  const own = [...members, ...(paging.kind === "code" ? (paging.members ?? []) : [])];
  return own.filter((member) => member instanceof Expression).flatMap((member) => ["", file.code(member)]);
}
