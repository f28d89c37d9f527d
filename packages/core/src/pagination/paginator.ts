import { valueAt } from "../http/json.js";
import { Parameter, type ParameterOptions } from "../http/parameter.js";
import { applyChange, type HttpRequest, type RequestChange } from "../http/request.js";
import type { Page } from "../http/response.js";
import type { JsonValue } from "../protocol/json.js";

/**
 * Says how the next request differs from this one. It holds settings and never progress, so one object serves all lists at
 * once; and it never fetches. Repeated pages are noticed where pages are fetched, not here.
 */
export abstract class Paginator {
  /** Why a list ends, for the summary: "no next cursor", "hasNext was false". */
  abstract readonly endsWith: string;

  /** Sent with the first request; later ones repeat it. */
  protected readonly size: PageSize | undefined = undefined;

  /** The first request, e.g. with the page size added. */
  first(request: HttpRequest): HttpRequest {
    return withSize(request, this.size);
  }

  /** What differs in the request for the page after this one; undefined ends the list. */
  abstract next(page: Page): RequestChange | undefined;

  /** All other pages, where page one says how many there are: several of them are requested at a time. */
  ahead?(first: Page): Iterable<RequestChange>;

  /** The number of all records, where the API reports it. The records are compared with the first page's number. */
  total?(page: Page): number | undefined;

  /**
   * The parameter whose value leads to a page, and still does so in a later run: an opaque token, say, but not a page's
   * number in a list that changes. A text is a parameter of the query. Undefined where an interrupted list must be read from its
   * start.
   */
  get resumeParam(): string | Parameter | undefined {
    return undefined;
  }

  /** The status that means "past the last page" on any page but the first. */
  get pastEnd(): number | undefined {
    return undefined;
  }
}

/** The parameter for the maximum number of records of a page, and its value. */
export interface PageSize extends ParameterOptions {
  readonly value: number;
}

/** The parameter that leads to a page; undefined where none does in a later run. */
export function resumeParameter({ resumeParam }: Paginator): Parameter | undefined {
  return typeof resumeParam === "string" ? new Parameter({ param: resumeParam }) : resumeParam;
}

/** Whether a value where a token or a link is expected says that there is no further page. */
export function isEnd(value: JsonValue | undefined): value is undefined | null | "" | false | 0 {
  return value === undefined || value === null || value === "" || value === false || value === 0;
}

/** The request with a page size, if there is one. */
export function withSize(request: HttpRequest, size: PageSize | undefined): HttpRequest {
  return size === undefined ? request : applyChange(request, new Parameter(size).with(size.value));
}

/** The total at a path of a body: a number, or its digits. Anything else, such as -1 for unknown, is undefined. */
export function totalAt(body: JsonValue, path: string | undefined): number | undefined {
  const total = path === undefined ? undefined : valueAt(body, path);
  const count = typeof total === "string" && /^\d+$/.test(total) ? Number(total) : total;
  return typeof count === "number" && Number.isSafeInteger(count) && count >= 0 ? count : undefined;
}
