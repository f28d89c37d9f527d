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
  protected readonly size: PageSize | undefined;

  /** How many records of a list the API shows, where it has more. */
  readonly cap: ListCap | undefined;

  constructor({ size, cap }: PaginatorOptions = {}) {
    this.size = size;
    this.cap = cap;
  }

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

/** What all paginators of several pages can be given. */
export interface PaginatorOptions {
  /** The maximum number of records of a page. */
  readonly size?: PageSize;
  /** Where the API shows the first 10,000 records of a list, say, and no more. */
  readonly cap?: ListCap;
}

/**
 * The most records of one list that the API shows. A list that has so many fails, because the others would be missing; with
 * `restart` it is read on from its last record.
 */
export interface ListCap {
  readonly records: number;
  readonly restart?: ListRestart;
}

/**
 * How a list is read on after its cap: from the start, with the last record's value of a field as a lower bound, inclusive or not.
 * The list must be sorted by the field, lowest value first. Keys that came before are left out, as on a stream that is `dedupe`.
 */
export interface ListRestart extends ParameterOptions {
  /** The field of the records, e.g. `id`. */
  readonly field: string;
}

/** For `endsWith`: "a, b, or c". */
export function reasons(...parts: readonly (string | undefined)[]): string {
  const given = parts.filter((part) => part !== undefined);
  const [last = "", ...others] = given.reverse();
  if (others.length < 2) return [...others, last].join(" or "); // by hand, because Intl.ListFormat costs 20 ms of each start
  return `${others.reverse().join(", ")}, or ${last}`;
}

/** The parameter that leads to a page; undefined where none does in a later run. */
export function resumeParameter({ resumeParam, cap }: Paginator): Parameter | undefined {
  if (cap?.restart !== undefined) return undefined; // a token belongs to one of the lists
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
