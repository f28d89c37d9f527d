import { Expression, type Value } from "../design/expression.js";
import type { PagingDesign } from "../design/paging.js";
import { type Component, classOf, componentAt, isTrueAt, numberAt, parametersOf, textAt, typeOf } from "./component.js";
import { cursorPaging } from "./cursor-pagination.js";
import { parameterOf } from "./options.js";
import { computedPaginator, type PagedStream, type PageParts } from "./paging-parts.js";
import type { Scene } from "./scene.js";
import { isTemplate } from "./templates.js";

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
  const parts: PageParts = { token: tokenOf(paginator, stream, scene), size };
  return { paging: strategyPaging(strategy, parts, stream, scene), query };
}

function unknownPaging(paginator: Component | undefined, { templates }: Scene): PagingDesign {
  if (!isPaged(paginator)) return { kind: "none" };
  if (typeOf(paginator) === "PaginationReset") templates.problem("Pages are reset by a rule: write the paginator.");
  else templates.problem(`Write the paginator: the manifest calls ${classOf(paginator ?? {})}.`);
  return { kind: "none" };
}

function strategyPaging(strategy: Component, parts: PageParts, stream: PagedStream, scene: Scene): PagingDesign {
  switch (typeOf(strategy)) {
    case "PageIncrement":
      return numbered(strategy, "page", parts, scene);
    case "OffsetIncrement":
      return numbered(strategy, "offset", parts, scene);
    case "CursorPagination":
      return cursorPaging(strategy, parts, stream, scene);
    default:
      return byHand(strategy, parts, scene);
  }
}

function numbered(
  strategy: Component,
  kind: "page" | "offset",
  { token, size }: PageParts,
  scene: Scene,
): PagingDesign {
  if (token === "path") scene.templates.problem("A page's number is the path of its request: write the paginator.");
  if (token === undefined || token === "path") return { kind: "none" }; // the same request would be sent again
  const start = kind === "page" ? { start: numberAt(strategy, "start_from_page") ?? 0 } : {};
  return {
    kind,
    ...token,
    ...start,
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
  if (option === undefined) return stream.tokenParam === undefined ? undefined : { param: stream.tokenParam };
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
