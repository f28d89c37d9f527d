import type { Design, StreamDesign } from "../../design/design.js";
import { authCode, othersCode } from "./auth.js";
import { commentText, mentions, objectOf, quoted } from "./code-text.js";
import { boundsInSlice } from "./cursor.js";
import { errorsCode } from "./errors.js";
import type { Names } from "./names.js";
import { bodyCode, isEmpty } from "./request.js";
import { bound } from "./scope.js";
import { SourceFile } from "./source-file.js";
import { pathCode, templateCode, textsCode, valueCode } from "./values.js";

const FILE = "src/source.ts";

/** `src/source.ts`: how the vendor is reached. */
export function sourceFile(design: Design, names: Names): string {
  const file = new SourceFile(FILE);
  const { headers, origins = [], errors = [], limits, authenticators } = design;
  const { statements, type } = authCode(design.auth, file);
  const members = [
    ...facts(design, file),
    ...(limits === undefined ? [GUESS] : []),
    `readonly limits = ${JSON.stringify(limits ?? { concurrency: 4, requestsPerMinute: 60 })};`,
    ...(errors.length === 0 ? [] : [`override readonly errors = ${errorsCode(errors, file)};`]),
    "",
    method("baseUrl", `return ${templateCode(design.baseUrl, file)};`, { file, type: "string" }),
    ...(isEmpty(headers) ? [] : ["", method("override headers", `return ${textsCode(headers, file)};`, { file })]),
    ...(origins.length === 0 ? [] : ["", method("override origins", originsCode(design, file), { file })]),
    "",
    method("authenticator", statements, { file, type }),
    ...others(authenticators, file),
    "",
    ...probe(design, file),
  ];
  const [Source, Version] = [file.core("Source"), file.core("packageVersion")];
  file.use("src/config.ts", "config");
  file.use("src/streams/index.ts", "streams");
  const body = members.join("\n").replace("PACKAGE_VERSION", `${Version}(import.meta.url)`);
  return file.text(`/** The ${commentText(design.title)} API: ${commentText(design.documentationUrl)}. */
export class ${names.source} extends ${Source}<typeof config> {
${body}
}
`);
}

const GUESS = "/** A guess on the safe side: put the vendor's documented limits here. */";

function facts({ name, title, documentationUrl }: Design, _file: SourceFile): readonly string[] {
  return [
    `readonly name = ${quoted(name)};`,
    `readonly title = ${quoted(title)};`,
    "readonly version = PACKAGE_VERSION;",
    `readonly documentationUrl = ${quoted(documentationUrl)};`,
    "readonly config = config;",
    "readonly streams = streams;",
  ];
}

/** The other ways to sign. */
function others(authenticators: Design["authenticators"], file: SourceFile): readonly string[] {
  if (isEmpty(authenticators)) return [];
  const type = `Record<string, ${file.core("Authenticator", { asType: true })}>`;
  return ["", method("override authenticators", othersCode(authenticators, file), { file, type })];
}

function originsCode({ origins = [] }: Design, file: SourceFile): string {
  return `return [${origins.map((origin) => templateCode(origin, file)).join(", ")}];`;
}

/** A method of the config. */
function method(
  name: string,
  body: string,
  { file, type }: { readonly file: SourceFile; readonly type?: string },
): string {
  const { code, parameter } = bound(body, "config", file.names);
  const takes = parameter === undefined ? "" : `${parameter}: ${file.use("src/config.ts", "Config", { asType: true })}`;
  return `${name}(${takes})${type === undefined ? "" : `: ${type}`} { ${code} }`;
}

/** One request that every account may send: the first page of a list without a parent. */
function probe(design: Design, file: SourceFile): readonly string[] {
  const stream = probeOf(design);
  const request = requestCode(stream, file);
  const { code, parameter } = bound(
    `${sliceOf(stream, request, file)}await http.send(${request}, "check");`,
    "config",
    file.names,
  );
  const config =
    parameter === undefined ? "" : `, ${parameter}: ${file.use("src/config.ts", "Config", { asType: true })}`;
  const http = file.core("HttpClient");
  return [
    "/** One page of a list that every account may see. */",
    `async probe(http: ${http}${config}): Promise<void> { ${code} }`,
  ];
}

/** The stream whose first page proves the credentials: none that gets no credentials, if there is another. */
export function probeOf({ streams: all, probe, authenticators = {} }: Design): StreamDesign | undefined {
  const signed = all.filter(({ signedBy = "" }) => authenticators[signedBy]?.kind !== "none");
  const streams = signed.length > 0 ? signed : all;
  return (
    streams.find(({ name }) => name === probe) ??
    streams.find(({ slicing }) => slicing === undefined) ??
    streams.find(({ slicing }) => slicing?.kind === "list") ??
    streams[0]
  );
}

function requestCode(stream: StreamDesign | undefined, file: SourceFile): string {
  if (stream === undefined) return 'http.request("")';
  const { query, headers, baseUrl, signedBy } = stream;
  const body = bodyOf(stream);
  const options = objectOf([
    ["method", stream.method === "POST" || stream.document !== undefined ? '"POST"' : undefined],
    ["headers", isEmpty(headers) ? undefined : textsCode(headers, file)],
    ["body", body && bodyCode(body, file)],
    ["baseUrl", baseUrl && templateCode(baseUrl, file)],
    ["signedBy", signedBy && quoted(signedBy)],
  ]);
  const asked = isEmpty(query) ? "{}" : valueCode(query, file);
  const others = options === "{}" ? (asked === "{}" ? "" : `, ${asked}`) : `, ${asked}, ${options}`;
  return `http.request(${pathCode(stream, file)}${others})`;
}

function bodyOf({ document, body }: StreamDesign): StreamDesign["body"] {
  return document === undefined ? body : { as: "json", content: { query: document, variables: body?.content ?? {} } };
}

/** The first slice of a list that is known; others have to be written by the author. */
function sliceOf(stream: StreamDesign | undefined, request: string, file: SourceFile): string {
  if (stream === undefined || !mentions(request, "slice")) return "";
  const { slicing, cursor } = stream;
  const lastDay = boundsInSlice(cursor, ["Date.now() - 86_400_000", "Date.now()"], file);
  if (slicing === undefined && lastDay.length > 0) return `const slice = ${objectOf(lastDay)};\n`;
  if (slicing?.kind === "list") {
    const [first] = Array.isArray(slicing.values) ? slicing.values : [];
    const value =
      first === undefined && "code" in slicing.values
        ? `(${file.code(slicing.values)})[0] ?? null`
        : JSON.stringify(first);
    return `const slice = ${objectOf([[slicing.as, value], ...lastDay])};\n`;
  }
  file.core("Slice");
  return "// TODO: ask for something that every account has; this list needs a parent.\nconst slice: Slice = {};\n";
}
