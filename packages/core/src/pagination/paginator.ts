import { applyChange, type HttpRequest, type Query, type RequestChange } from "../http/request.js";
import type { Page } from "../http/response.js";

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

  /** How many records the API promises in all, where it says so. */
  total?(page: Page): number | undefined;

  /**
   * The parameter whose value leads to a page, and still does so in a later run: an opaque token, say, but not a page's
   * number in a list that moves.
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

/** The request with these parameters in front of its own. */
export function withParameters(request: HttpRequest, query: Query): HttpRequest {
  return applyChange(request, { query });
}

export function sizeQuery(size: PageSize | undefined): Query {
  return size === undefined ? {} : { [size.param]: size.value };
}
