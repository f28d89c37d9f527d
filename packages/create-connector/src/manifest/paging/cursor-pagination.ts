import type { PagingDesign } from "../../design/paging.js";
import { type Component, parametersOf, textAt } from "../document/component.js";
import { conditionOf, pathOf, type Root, type TemplateCondition, type TemplatePath } from "../jinja/index.js";
import { plain, type Scene } from "../scene.js";
import { isTemplate, type Place } from "../templates.js";
import { computedPaginator, type PagedStream, type PageParts } from "./paging-parts.js";

/** Reads a `CursorPagination`: an option of core where it is one, else a paginator whose token is computed. */
export function cursorPaging(strategy: Component, parts: PageParts, stream: PagedStream, scene: Scene): PagingDesign {
  if (parts.token === undefined && parts.change === undefined) return { kind: "none" };
  const value = lowerHeaders(plain(textAt(strategy, "cursor_value") ?? "", scene));
  const stop = textAt(strategy, "stop_condition");
  const path = pathOf(value);
  const end = stop === undefined ? {} : endOf(conditionOf(braced(lowerHeaders(stop))), { path, parts, stream });
  const endsWithoutToken = path?.root === "last_record" && stop?.includes("last_record") === true; // core takes that for a fault
  const isOption = end !== undefined && path !== undefined && !endsWithoutToken && parts.change === undefined;
  const option = isOption ? optionOf(path, end, { parts, stream }) : undefined;
  return option ?? computed(strategy, { value, stop, parts, stream }, scene);
}

/** How a list ends, besides by a missing token. */
interface End {
  readonly hasMore?: string;
  readonly stopsShort?: boolean;
}

interface Context {
  readonly parts: PageParts;
  readonly stream: PagedStream;
}

function optionOf(path: TemplatePath, end: End, { parts: { token, size }, stream }: Context): PagingDesign | undefined {
  const sized = size === undefined ? {} : { size };
  const at = dotted(path.path);
  const hasMore = end.hasMore === undefined ? {} : { hasMore: end.hasMore };
  if (path.fallback !== undefined || token === undefined) return undefined;
  if (end.hasMore !== undefined && stream.recordsAt === "") return undefined; // a list has no flag: airbyte-cdk reads one page
  if (token === "path")
    return end.stopsShort === true ? undefined : linkOf(path, { ...sized, ...hasMore, ...keepsQuery(stream) });
  if (path.root === "response" && at !== undefined && end.stopsShort !== true)
    return { kind: "cursor", at, ...token, ...sized, ...hasMore };
  const [header, ...rest] = path.path;
  if (
    path.root === "headers" &&
    header !== undefined &&
    rest.length === 0 &&
    header !== "link" &&
    end.stopsShort !== true
  )
    return { kind: "header-token", header, ...token, ...sized, ...hasMore };
  if (path.root !== "last_record" || path.path.length !== 1 || header === undefined) return undefined;
  if (!stream.keyFields.includes(header)) return undefined; // a token in a record is missing at the end, where core expects a key
  return {
    kind: "after-last",
    field: header,
    ...token,
    ...sized,
    ...hasMore,
    ...(end.stopsShort ? { stopsShort: true } : {}),
  };
}

function linkOf({ root, path }: TemplatePath, options: object): PagingDesign | undefined {
  const at = dotted(path);
  if (root === "response" && at !== undefined) return { kind: "next-url", at, ...options };
  const isLink = root === "headers" && path.join(".") === "link.next.url" && !("hasMore" in options);
  return isLink ? { kind: "link-header", ...options } : undefined;
}

/** Airbyte repeats the parameters that a link lacks. */
function keepsQuery({ hasQuery }: PagedStream): { readonly keepsQuery?: boolean } {
  return hasQuery ? { keepsQuery: true } : {};
}

/** A path of core, whose names have no dots. */
function dotted(path: readonly string[]): string | undefined {
  return path.length === 0 || path.some((name) => name.includes(".") || name === "*") ? undefined : path.join(".");
}

interface StopContext extends Context {
  readonly path: TemplatePath | undefined;
}

/** How a stop condition is said in options; undefined if it is not one of them. */
function endOf(condition: TemplateCondition | undefined, context: StopContext): End | undefined {
  if (condition === undefined || condition.kind === "always" || condition.kind === "all") return undefined;
  if (condition.kind === "never") return {};
  if (condition.kind === "any") {
    const ends = condition.of.map((one) => endOf(one, context));
    const hasMore = new Set(ends.flatMap((end) => end?.hasMore ?? []));
    if (ends.includes(undefined) || hasMore.size > 1) return undefined;
    return Object.assign({}, ...ends);
  }
  if (condition.kind === "shorter") return shortEnd(condition, context);
  return isOfToken(condition, context) ? {} : flagEnd(condition, context.stream);
}

/** A condition on the token itself, or on what leads to it: without a token a list ends anyway. */
function isOfToken(condition: TemplateCondition, { path }: StopContext): boolean {
  if (path === undefined || !("path" in condition) || condition.root !== path.root) return false;
  const isToken = condition.path.length === path.path.length;
  const leads = condition.path.every((name, index) => name === path.path[index]);
  if (condition.kind === "equals") return leads && isToken && ["", false, 0].includes(condition.value);
  return leads && (condition.kind === "falsy" || condition.kind === "missing");
}

function flagEnd(condition: TemplateCondition, { recordsAt }: PagedStream): End | undefined {
  if (!("path" in condition) || condition.root !== "response") return undefined;
  const at = dotted(condition.path);
  const saysNo = condition.kind === "falsy" || (condition.kind === "equals" && condition.value === false);
  const isFlag = at !== recordsAt.replace(/\?+$/, ""); // that a list is empty is computed
  return at !== undefined && saysNo && isFlag ? { hasMore: at } : undefined;
}

function shortEnd(condition: TemplateCondition & { readonly kind: "shorter" }, { path, parts, stream }: StopContext) {
  const isCount =
    condition.root === "last_page_size" ||
    (condition.root === "response" && condition.path.join(".") === stream.recordsAt.replace(/\?+$/, ""));
  if (!isCount || path?.root !== "last_record") return undefined;
  if (condition.than === 1) return {};
  return condition.than === parts.size?.value ? { stopsShort: true } : undefined;
}

/** What a computed token sees. */
const PAGE_ROOTS: Readonly<Record<string, Root>> = {
  response: { code: "response" },
  headers: { code: "headers", type: "object" },
  last_record: { code: "lastRecord" },
  last_page_size: { code: "lastPageSize", type: "integer" },
  last_page_token_value: { code: "lastToken", type: "unknown" },
};

interface Computed extends Context {
  readonly value: string;
  readonly stop: string | undefined;
}

function computed(strategy: Component, { value, stop, parts, stream }: Computed, scene: Scene): PagingDesign {
  const place: Place = { what: "The token of the next page", parameters: parametersOf(strategy), roots: PAGE_ROOTS };
  const token = scene.templates.expression(value, place);
  const end =
    stop === undefined
      ? undefined
      : scene.templates.condition(braced(lowerHeaders(stop)), { ...place, what: "The condition that ends the pages" });
  if (token === undefined || (end === undefined && stop !== undefined)) return { kind: "none" };
  const code = typeof token === "string" ? JSON.stringify(token) : token.code;
  const names = Object.values(PAGE_ROOTS).flatMap((root) =>
    uses(`${code} ${end?.code ?? ""}`, root.code) ? [root.code] : [],
  );
  const body = end === undefined ? code : `(${end.code}) ? undefined : ${code}`;
  const needs = [token, end].filter((one) => typeof one === "object");
  return {
    kind: "code",
    code: computedPaginator(
      { ...parts, recordsAt: stream.recordsAt.replace(/\?+$/, "") },
      `(${names.length === 0 ? "" : `{ ${names.join(", ")} }`}) => ${body}`,
      { imports: needs.flatMap(({ imports }) => imports), helpers: needs.flatMap(({ helpers }) => helpers) },
    ),
  };
}

function uses(code: string, name: string): boolean {
  return new RegExp(`(?<![\\w$.])${name}\\b`).test(code);
}

function braced(condition: string): string {
  return isTemplate(condition) ? condition : `{{ ${condition} }}`;
}

/** Names of headers are in lower case, except for `Link`: airbyte-cdk has the parsed links at `link`, and the text there. */
function lowerHeaders(template: string): string {
  return template.replaceAll(
    /(\bheaders(?:\[|\.get\()\s*)(['"])([^'"]+)\2/g,
    (_, start: string, quote: string, name: string) => `${start}${quote}${headerName(name)}${quote}`,
  );
}

function headerName(name: string): string {
  const lower = name.toLowerCase();
  return lower === "link" && name !== "link" ? "Link" : lower;
}
