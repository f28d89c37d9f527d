import { valueAt } from "../http/json.js";
import { applyChange, type HttpRequest, type Query, type RequestChange } from "../http/request.js";
import type { Page } from "../http/response.js";
import type { JsonValue } from "../protocol/json.js";

/**
 * Says how the next request differs from this one. It holds settings, never progress, so one object serves all walks at
 * once; and it never fetches. A repeated page is noticed by the walk itself, not here.
 */
export abstract class Paginator {
  /** Why a walk ends, for the summary: "no next cursor", "hasNext was false". */
  abstract readonly endsWith: string;

  /** The first request, e.g. with a page size added. */
  first(request: HttpRequest): HttpRequest {
    return request;
  }

  /** What differs in the request for the page after this one; undefined ends the walk. */
  abstract next(page: Page): RequestChange | undefined;

  /** All other pages, where page one tells how many there are: they are asked for several at a time. */
  ahead?(first: Page): Iterable<RequestChange>;

  /** How many records the API promises in all, where it says so. The walk holds what came against the first page's word. */
  total?(page: Page): number | undefined;

  /**
   * The parameter whose value leads to a page, and still does so in a later run: an opaque token, say, but not a page's
   * number in a list that moves. Undefined where a list that broke off is to be read from its start.
   */
  get resumesBy(): string | undefined {
    return undefined;
  }

  /** The status that means "past the last page" on any page but the first. */
  get pastEnd(): number | undefined {
    return undefined;
  }
}

/** The parameter that sets how many records a page may hold, and its value. */
export interface PageSize {
  readonly param: string;
  readonly value: number;
}

/** The request with these parameters laid over its own. */
export function withParameters(request: HttpRequest, query: Query): HttpRequest {
  return applyChange(request, { query });
}

export function sizeQuery(size: PageSize | undefined): Query {
  return size === undefined ? {} : { [size.param]: size.value };
}

/** How many records a body promises at a path: a number, or its digits. What is neither, such as -1 for unknown, is no promise. */
export function totalAt(body: JsonValue, path: string | undefined): number | undefined {
  const total = path === undefined ? undefined : valueAt(body, path);
  const count = typeof total === "string" && /^\d+$/.test(total) ? Number(total) : total;
  return typeof count === "number" && Number.isSafeInteger(count) && count >= 0 ? count : undefined;
}
