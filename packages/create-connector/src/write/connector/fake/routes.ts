import type { BoundDesign } from "../../../design/cursor.js";
import { type Design, type StreamDesign, WHOLE_BODY } from "../../../design/design.js";
import { Expression, type Value } from "../../../design/expression.js";
import type { PagingDesign } from "../../../design/paging.js";
import { commentText, mentions, objectOf, quoted } from "../code-text.js";
import { formatCode } from "../cursor.js";
import { pagingOptions } from "../paging.js";
import { isEmpty } from "../request.js";
import { SourceFile } from "../source-file.js";
import { literalOf, pathCode, valueCode } from "../values.js";
import { encodersIn } from "./encoders.js";
import type { StreamPlan } from "./plan.js";

type Part = readonly [string, string | undefined];

/** The function of `fake/pages.ts` for each kind of paging. */
export const PAGES: Readonly<Record<Exclude<PagingDesign["kind"], "none" | "code">, string>> = {
  page: "byPage",
  offset: "byOffset",
  cursor: "byCursor",
  "next-url": "byLink",
  "link-header": "byLinkHeader",
  "header-token": "byHeaderToken",
  "proven-link": "byLinkHeader",
  "only-page": "onlyPage",
  "after-last": "afterLast",
  relay: "byRelay",
};

/** `fake/routes.ts`: an endpoint for each list. */
export function routesFile(design: Design, plans: ReadonlyMap<string, StreamPlan>): string {
  const file = new SourceFile("fake/routes.ts");
  const endpoints = design.streams.map((stream) =>
    endpointCode(stream, design, { plan: plans.get(stream.name), file }),
  );
  const body = endpoints.join("\n");
  const config = mentions(body, "config") ? `, config: ${file.use("src/config.ts", "Config", { asType: true })}` : "";
  file.use("fake/serve.ts", "serve");
  file.use("fake/serve.ts", "Endpoint", { asType: true });
  file.use("@sluice/testkit", "FakeApi", { asType: true });
  file.use("fake/lists.ts", "Lists", { asType: true });
  return file.text(`/** An endpoint for each list of the account. */
export function addRoutes(api: FakeApi, lists: Lists${config}): void {
  const endpoints: Endpoint[] = [];
${body}
  serve(api, endpoints);
}
`);
}

interface EndpointContext {
  readonly plan: StreamPlan | undefined;
  readonly file: SourceFile;
}

function endpointCode(stream: StreamDesign, design: Design, { plan, file }: EndpointContext): string {
  const method = stream.method === "POST" || stream.document !== undefined ? "POST" : "GET";
  const path = pathCode(withBounds(stream), file);
  const at = stream.recordsAt === WHOLE_BODY ? "wholeBody" : stream.recordsAt.replace(/\?+$/, "");
  const parts: readonly Part[] = [
    ["method", method === "GET" ? undefined : quoted(method)],
    ["path", path],
    ["wants", wantsCode(stream, design, file)],
    ["recordsAt", stream.recordsAt === WHOLE_BODY ? file.core(at) : at === "" ? undefined : quoted(at)],
    ["rows", "sent"],
    ["pages", pagesCode(stream.paging, plan, file)],
    ["times", timesCode(stream, file)],
    ["encode", encodeCode(stream, file)],
  ];
  const endpoint = objectOf(parts);
  const taken = mentions(endpoint, "slice") ? "{ slice, sent }" : "{ sent }";
  return `${unknowns(stream)}for (const ${taken} of lists.of(${quoted(stream.name)})) { endpoints.push(${endpoint}); }`;
}

/** A path with a bound of a window in it has a parameter there. */
function withBounds(stream: StreamDesign): StreamDesign {
  const { path, cursor } = stream;
  if (typeof path === "string" || (cursor?.kind !== "since" && cursor?.kind !== "window")) return stream;
  if (cursor.from.in !== "slice") return stream;
  const names = [cursor.from.param, ...(cursor.kind === "window" && cursor.to ? [cursor.to.param] : [])];
  const nameOf = (part: string | Expression) =>
    part instanceof Expression
      ? names.find((name) => mentions(part.code, "slice") && part.code.includes(name))
      : undefined;
  return { ...stream, path: path.map((part) => (nameOf(part) === undefined ? part : `:${nameOf(part)}`)) };
}

/** What an author has to add by hand, as comments. */
function unknowns({ paging, decode }: StreamDesign): string {
  return [
    paging.kind === "code" ? "// TODO: how this list is paged, nobody could know: it has one page.\n" : "",
    decode !== undefined && encodersIn(decode) === undefined
      ? `// TODO: write the records as ${commentText(decode.code)} reads them; until then they are JSON.\n`
      : "",
  ].join("");
}

function pagesCode(paging: PagingDesign, plan: StreamPlan | undefined, file: SourceFile): string | undefined {
  if (paging.kind === "none" || paging.kind === "code") return undefined;
  const max = ["max", String(plan?.pageSize ?? 100)] as const;
  const options =
    paging.kind === "only-page"
      ? pagingOptions(paging).filter(([name]) => name !== "size")
      : [...pagingOptions(paging), max];
  return `${file.use("fake/pages.ts", PAGES[paging.kind])}(${objectOf(options)})`;
}

/** What distinguishes a request from another one for the same path. */
function wantsCode(stream: StreamDesign, { streams }: Design, file: SourceFile): string | undefined {
  const key = (one: StreamDesign) => literalOf(one.path) ?? JSON.stringify(one.path);
  const isShared = streams.filter((one) => key(one) === key(stream)).length > 1 || stream.slicing !== undefined;
  if (!isShared) return undefined;
  const { query, body, document } = stream;
  const content: Value | undefined =
    document === undefined ? body?.content : { query: document, variables: body?.content ?? {} };
  const isText = body?.as === "text" && document === undefined;
  const wants = objectOf([
    ["query", isEmpty(query) ? undefined : valueCode(query, file)],
    ["body", isEmpty(content) || isText ? undefined : valueCode(content, file)],
  ]);
  return wants === "{}" ? undefined : wants;
}

/** The filter by time that the cursor sends. */
function timesCode({ cursor, path }: StreamDesign, file: SourceFile): string | undefined {
  if (cursor?.kind !== "since" && cursor?.kind !== "window") return undefined;
  const end = cursor.kind === "window" ? cursor.to : undefined;
  const [from, to] = [cursor.from, end].map((bound) => bound && placeOf(bound, path));
  if (from === undefined) return undefined;
  const fieldAs = cursor.fieldAs ?? "isoMillis";
  return objectOf([
    ["field", quoted(cursor.field)],
    ["fieldAs", formatCode(fieldAs, file)],
    ["from", JSON.stringify(from)],
    ["to", to && JSON.stringify(to)],
    ["as", formatCode(cursor.as, file)],
  ]);
}

/** Where a request has a bound; undefined where a value is made of it. */
function placeOf(bound: BoundDesign, path: StreamDesign["path"]): object | undefined {
  if (bound.in !== "slice") return bound;
  const isWhole = ({ code }: Expression) => code === `slice.${bound.param}`;
  const isInPath = typeof path !== "string" && path.some((part) => part instanceof Expression && isWhole(part));
  return isInPath ? { param: bound.param, in: "path" } : undefined;
}

/** The form of the records, in the words of the decoder: `fake/encode.ts` has a function of the same name for each. */
function encodeCode({ decode }: StreamDesign, file: SourceFile): string | undefined {
  const names = decode && encodersIn(decode);
  for (const name of names ?? []) file.use("fake/encode.ts", name);
  return names && decode?.code;
}
