import { Expression, type Value } from "../../design/expression.js";
import type { PagingDesign } from "../../design/paging.js";
import {
  type Component,
  classOf,
  componentAt,
  isTrueAt,
  numberAt,
  parametersOf,
  textAt,
  typeOf,
} from "../document/component.js";
import { parameterOf } from "../request/options.js";
import type { Scene } from "../scene.js";
import { isTemplate } from "../templates.js";
import { type Counted, countedPages } from "./counted-pages.js";
import { cursorPaging } from "./cursor-pagination.js";
import { type TokenTemplate, tokenParameter } from "./page-token.js";
import { computedPaginator, type PagedStream, type PageParts } from "./paging-parts.js";
import { changeOf } from "./token-change.js";

/** How a stream is paged. */
export interface PagingParts {
  readonly paging: PagingDesign;
  /** The stream's parameters, without the page size that the paginator sends. */
  readonly query: Readonly<Record<string, Value>>;
}

/** Whether a retriever has pages. */
export function isPaged(paginator: Component | undefined): boolean {
  return paginator !== undefined && typeOf(paginator) !== "NoPagination";
}

/** Reads a `DefaultPaginator`. */
export function pagingOf(paginator: Component | undefined, stream: PagedStream, scene: Scene): PagingParts {
  const strategy = paginator === undefined ? undefined : componentAt(paginator, "pagination_strategy");
  if (paginator === undefined || strategy === undefined)
    return { paging: unknownPaging(paginator, scene), query: stream.query };
  const { size, query } = sizeOf(paginator, strategy, stream, scene);
  const token = tokenOf(paginator, stream, scene);
  const isOnly = token !== undefined && token === tokenParameter(stream.tokens);
  const rest = isOnly ? { ...stream, tokens: [] } : stream;
  return { paging: strategyPaging(strategy, { token, size }, rest, scene), query };
}

function unknownPaging(paginator: Component | undefined, { templates }: Scene): PagingDesign {
  if (!isPaged(paginator)) return { kind: "none" };
  if (typeOf(paginator) === "PaginationReset") templates.problem("Pages are reset by a rule: write the paginator.");
  else templates.problem(`Write the paginator: the manifest calls ${classOf(paginator ?? {})}.`);
  return { kind: "none" };
}

function strategyPaging(strategy: Component, parts: PageParts, stream: PagedStream, scene: Scene): PagingDesign {
  const { tokens } = stream;
  switch (typeOf(strategy)) {
    case "PageIncrement":
    case "OffsetIncrement":
      return tokens.length === 0 ? numbered(strategy, parts, scene) : counted(strategy, parts, tokens, scene);
    case "CursorPagination":
      return cursorPaging(strategy, withChange(parts, tokens, scene), stream, scene);
    default:
      return byHand(strategy, parts, scene);
  }
}

/** The parameter of the token is one of those that it changes. */
function withChange(parts: PageParts, tokens: readonly TokenTemplate[], scene: Scene): PageParts {
  const { token } = parts;
  if (tokens.length === 0) return parts;
  if (token === "path") scene.templates.problem("Parameters depend on the link to the next page: write the paginator.");
  const own = token === undefined || token === "path" ? [] : [{ parameter: token, template: "{{ page_token }}" }];
  return { ...parts, change: changeOf([...own, ...tokens], scene) };
}

/** The number of a page or of a record, within a longer text. */
function counted(
  strategy: Component,
  { token }: PageParts,
  tokens: readonly TokenTemplate[],
  scene: Scene,
): PagingDesign {
  if (token !== undefined) scene.templates.problem("The page's number is sent twice: write a paginator for it.");
  return countedPages(tokens, countOf(strategy), scene) ?? { kind: "none" };
}

function countOf(strategy: Component): Counted {
  const pageSize = numberAt(strategy, "page_size");
  if (typeOf(strategy) === "OffsetIncrement") return { kind: "offset", start: 0, pageSize };
  return { kind: "page", start: numberAt(strategy, "start_from_page") ?? 0, pageSize };
}

function numbered(strategy: Component, { token, size }: PageParts, scene: Scene): PagingDesign {
  if (token === "path") scene.templates.problem("A page's number is the path of its request: write the paginator.");
  if (token === undefined || token === "path") return { kind: "none" }; // the same request would be sent again
  const { kind, start } = countOf(strategy);
  return {
    kind,
    ...token,
    ...(kind === "page" ? { start } : {}),
    ...(isTrueAt(strategy, "inject_on_first_request") ? {} : { startsBare: true }),
    ...(size === undefined ? {} : { size, stopsShort: true }),
  };
}

function byHand(strategy: Component, { token, size }: PageParts, { templates }: Scene): PagingDesign {
  const todo = `Write the paginator: the manifest calls ${classOf(strategy)}.`;
  templates.problem(todo);
  return {
    kind: "code",
    code: computedPaginator({ token, size }, `() => { throw new SystemError(${JSON.stringify(todo)}); }`, {
      imports: ["SystemError"],
    }),
  };
}

function tokenOf(paginator: Component, stream: PagedStream, scene: Scene): PageParts["token"] {
  const option = componentAt(paginator, "page_token_option");
  if (option === undefined) return tokenParameter(stream.tokens);
  if (typeOf(option) === "RequestPath") return "path";
  return parameterOf(option, scene.templates, "The page's parameter");
}

/** The page size, which a manifest may also send by a parameter of its own. */
function sizeOf(paginator: Component, strategy: Component, { query }: PagedStream, scene: Scene) {
  const given = textAt(strategy, "page_size");
  if (given === undefined || given === "") return { size: undefined, query };
  const option = componentAt(paginator, "page_size_option");
  const parameter =
    option === undefined ? undefined : parameterOf(option, scene.templates, "The parameter of the page size");
  const place = { what: "The page size", parameters: parametersOf(strategy), as: "query" as const };
  const value = isTemplate(given) ? scene.templates.expression(given, place) : given;
  if (value instanceof Expression) {
    if (parameter !== undefined && parameter.in === undefined)
      return { size: undefined, query: { ...query, [parameter.param]: value } };
    if (parameter !== undefined) scene.templates.problem("The page size is a setting: send it in body() or headers().");
    return { size: undefined, query };
  }
  const size = Number(value);
  if (!Number.isInteger(size) || size <= 0) return { size: undefined, query };
  if (parameter !== undefined) return { size: { ...parameter, value: size }, query };
  return ownSize(query, size);
}

/** A constant parameter with the value of the page size is that. */
function ownSize(query: Readonly<Record<string, Value>>, value: number) {
  const param = Object.keys(query).find((name) => query[name] === String(value) || query[name] === value);
  if (param === undefined) return { size: undefined, query };
  const { [param]: _size, ...others } = query;
  return { size: { param, value }, query: others };
}
