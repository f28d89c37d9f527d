import type { JsonObject } from "@sluice/core";
import type { FakeReply, FakeRequest } from "@sluice/testkit";

/** A page of a list, as Django REST framework wraps it. */
export interface Envelope {
  readonly count: number;
  readonly next: string | null;
  readonly previous: string | null;
  readonly results: readonly JsonObject[];
}

export const UNAUTHORIZED: FakeReply = {
  status: 401,
  headers: { "www-authenticate": "Api-Key" },
  json: { detail: "Authentication credentials were not provided or are invalid." },
};

/** For a right that is missing; and for a bad key, where a server is set up without an authenticate header. */
export const FORBIDDEN: FakeReply = {
  status: 403,
  json: { detail: "You do not have permission to perform this action." },
};

export const NOT_FOUND: FakeReply = { status: 404, json: { detail: "Not found." } };
export const INVALID_PAGE: FakeReply = { status: 404, json: { detail: "Invalid page." } };

/** A proxy's own page. */
export const HTML_ERROR: FakeReply = {
  status: 502,
  headers: { "content-type": "text/html" },
  text: "<html><h1>502 Bad Gateway</h1></html>",
};

/** Too many requests; without seconds it is not said how long to wait. */
export function throttled(seconds?: number): FakeReply {
  const wait = seconds === undefined ? "" : ` Expected available in ${seconds} seconds.`;
  return {
    status: 429,
    json: { detail: `Request was throttled.${wait}` },
    ...(seconds === undefined ? {} : { headers: { "Retry-After": String(seconds) } }),
  };
}

/** To the same path with a slash, the query kept. */
export function withSlash({ path, query }: FakeRequest): FakeReply {
  const search = query.toString();
  return { status: 301, headers: { Location: `${path}/${search === "" ? "" : `?${search}`}` }, text: "" };
}

/** The host as the caller wrote it: links lead back to where the request came in. */
export function originOf({ headers }: FakeRequest): string {
  return `http://${headers["host"] ?? "localhost"}`;
}

const LARGEST_PAGE = 100;

/**
 * The page that is asked for; undefined beyond the end. Sizes above the largest are clipped, sizes that are none give way to
 * the default, which is the largest. Unknown parameters are ignored. `next` repeats the whole query, and so the key.
 */
export function pageOf(rows: readonly JsonObject[], request: FakeRequest): Envelope | undefined {
  const asked = request.query.get("page_size") ?? "";
  const size = /^0*[1-9]\d*$/.test(asked) ? Math.min(Number(asked), LARGEST_PAGE) : LARGEST_PAGE;
  const last = Math.max(1, Math.ceil(rows.length / size));
  const page = pageNumber(request, last);
  if (!(page >= 1 && page <= last)) return undefined;
  return {
    count: rows.length,
    next: page < last ? linkTo(page + 1, request) : null,
    previous: page > 1 ? linkTo(page - 1, request) : null,
    results: rows.slice((page - 1) * size, page * size),
  };
}

/** The page that a request asks for, `last` being one more way to say it; not a number if it is none. */
export function pageNumber({ query }: FakeRequest, last = Number.NaN): number {
  const page = query.get("page") ?? "1";
  if (page === "last") return last;
  return /^\d+$/.test(page) ? Number(page) : Number.NaN;
}

/** The first page goes without a number. */
function linkTo(page: number, request: FakeRequest): string {
  const url = new URL(originOf(request) + request.path);
  for (const [name, value] of request.query) url.searchParams.append(name, value);
  url.searchParams.set("page", String(page));
  if (page === 1) url.searchParams.delete("page");
  url.searchParams.sort();
  return url.href;
}
