import { ConfigError, SystemError } from "../errors/connector-error.js";
import { type BodyChange, changedBody } from "./body-change.js";
import { checkedHeaders, type HeaderFields } from "./headers.js";
import { type Query, type QueryValue, queryText } from "./query.js";
import type { RequestBody } from "./request-body.js";

export type { Query, QueryValue } from "./query.js";

/** How a request is sent. Whatever the method, a connector's requests only read, so that a failed one may be sent again. */
export type Method = "GET" | "POST" | "PUT" | "PATCH";

/** A frozen description of a request. It has no credentials: the authenticator signs a copy at each attempt. */
export interface HttpRequest {
  /** Absolute, without a query. */
  readonly url: string;
  readonly query: Query;
  readonly headers: HeaderFields;
  readonly method: Method;
  readonly body?: RequestBody;
  /** The name of the authenticator that signs it, if not the source's own: see `Source.authenticators`. */
  readonly signedBy?: string;
}

/** What a request has besides its path and query. */
export interface RequestOptions {
  /** `GET` if it is not set. */
  readonly method?: Method;
  readonly headers?: HeaderFields;
  /** A GET may have one too, where the API reads it, e.g. a search of Elasticsearch. */
  readonly body?: RequestBody | undefined;
  /** Scheme, host and port where they are not the source's; see `Source.origins`. */
  readonly baseUrl?: string | undefined;
  /** The name of an authenticator, if not the source's own; see `Source.authenticators`. */
  readonly signedBy?: string | undefined;
}

/**
 * The changes of a request, e.g. for the next page. A `url` (absolute or relative) replaces path and query; then `query`,
 * `headers` and `body` are merged in.
 */
export interface RequestChange {
  readonly url?: string;
  readonly query?: Query;
  readonly headers?: HeaderFields;
  /** Values by their paths: `{ "page.after": "x" }`. */
  readonly body?: BodyChange;
}

/**
 * @param baseUrl scheme, host and port; `path` follows it, with or without a leading slash.
 * @throws ConfigError if the result is not a URL, e.g. because of a blank in a subdomain, or a header cannot carry its value.
 */
export function createRequest(
  baseUrl: string,
  path: string,
  {
    query = {},
    method = "GET",
    headers = {},
    body,
    signedBy,
  }: Omit<RequestOptions, "baseUrl"> & { readonly query?: Query } = {},
): HttpRequest {
  const url = `${baseUrl.replace(/\/+$/, "")}/${path.replace(/^\/+/, "")}`;
  if (!URL.canParse(url))
    throw new ConfigError("The address of the API is not a URL. Check the settings that it is built from.");
  return Object.freeze({
    url,
    query: Object.freeze({ ...query }),
    headers: Object.freeze(checkedHeaders(headers)),
    method,
    ...(body === undefined ? {} : { body }),
    ...(signedBy === undefined ? {} : { signedBy }),
  });
}

/**
 * The request with the change applied.
 *
 * @throws SystemError if the change leads to another scheme, host or port, or has credentials: a link in a response is
 *   untrusted input, and requests are signed. Also if the body cannot be changed so: see `changedBody`.
 */
export function applyChange(request: HttpRequest, change: RequestChange): HttpRequest {
  const target = change.url === undefined ? request : followUrl(request, change.url);
  return Object.freeze({
    ...request,
    url: target.url,
    query: Object.freeze({ ...target.query, ...change.query }),
    headers: Object.freeze({ ...request.headers, ...change.headers }),
    ...(change.body === undefined ? {} : { body: bodyWith(request, change.body) }),
  });
}

/** Few APIs read the body of a GET, so that a stream must say that its API does. */
function bodyWith(request: HttpRequest, change: BodyChange): RequestBody {
  if (request.method !== "GET" || request.body !== undefined) return changedBody(request.body, change);
  throw new SystemError(
    `${endpointOf(request)} has no body, but a paginator or a cursor sets a part of it. Set the method to POST, or return json({}) ` +
      "from body() if the API reads the body of a GET.",
  );
}

function followUrl(request: HttpRequest, link: string): Pick<HttpRequest, "url" | "query"> {
  if (/\p{Surrogate}/u.test(link) || !URL.canParse(link, request.url)) {
    throw new SystemError(
      `${endpointOf(request)} returned a link that is not a URL, so pagination was stopped. Please report it with the log.`,
    );
  }
  const from = new URL(request.url);
  const to = new URL(link, request.url);
  // A server behind a proxy that speaks TLS takes its own address for one of http. Nothing is sent but over TLS, to the same host.
  if (to.protocol === "http:" && from.protocol === "https:" && to.host === from.host) to.protocol = "https:";
  if (to.origin !== from.origin || to.username !== "" || to.password !== "") {
    throw new SystemError(
      `${endpointOf(request)} returned a link to ${to.origin}, but the connector talks to ${from.origin} only, because credentials never go to ` +
        "another host. Set base_url if the account is on that host.",
    );
  }
  const query = [...new Set(to.searchParams.keys())].map((name): [string, QueryValue] => {
    const values = to.searchParams.getAll(name);
    return [name, values.length === 1 ? values[0] : values];
  });
  return { url: to.origin + to.pathname, query: Object.fromEntries(query) };
}

/** The whole URL, query included. Never log it: a signed request's query may have a key. */
export function urlOf(request: HttpRequest): string {
  const query = queryText(request.query);
  return query === "" ? request.url : `${request.url}?${query}`;
}

/** For messages and logs: method and path, never host, query, headers or body. */
export function endpointOf({ method, url }: Pick<HttpRequest, "method" | "url">): string {
  return `${method} ${new URL(url).pathname}`;
}
