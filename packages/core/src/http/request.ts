import { ConfigError, SystemError } from "../errors/connector-error.js";

/** The value of a query parameter. */
export type QueryValue = string | number | boolean | readonly (string | number)[] | null | undefined;

/** Query parameters. A list repeats its parameter; `undefined` and `null` omit it. */
export type Query = Readonly<Record<string, QueryValue>>;

/** A frozen description of a request. It has no credentials: the authenticator signs a copy at each attempt. */
export interface HttpRequest {
  /** Absolute, without a query. */
  readonly url: string;
  readonly query: Query;
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * The changes for the next request. A `url` (absolute or relative) replaces path and query; then `query` and `headers` are
 * merged in.
 */
export interface RequestChange {
  readonly url?: string;
  readonly query?: Query;
  readonly headers?: Readonly<Record<string, string>>;
}

/**
 * @param baseUrl scheme, host and port; `path` follows it, with or without a leading slash.
 * @throws ConfigError if the result is not a URL, e.g. because of a blank in a subdomain.
 */
export function createRequest(baseUrl: string, path: string, query: Query = {}): HttpRequest {
  const url = `${baseUrl.replace(/\/+$/, "")}/${path.replace(/^\/+/, "")}`;
  if (!URL.canParse(url))
    throw new ConfigError("The address of the API is not a URL. Check the settings that it is built from.");
  return Object.freeze({ url, query: Object.freeze({ ...query }), headers: Object.freeze({}) });
}

/**
 * The request with the change applied.
 *
 * @throws SystemError if the change leads to another scheme, host or port, or has credentials: a link in a response is
 *   untrusted input, and requests are signed.
 */
export function applyChange(request: HttpRequest, change: RequestChange): HttpRequest {
  const target = change.url === undefined ? request : followUrl(request, change.url);
  return Object.freeze({
    url: target.url,
    query: Object.freeze({ ...target.query, ...change.query }),
    headers: Object.freeze({ ...request.headers, ...change.headers }),
  });
}

function followUrl(request: HttpRequest, link: string): Pick<HttpRequest, "url" | "query"> {
  if (/\p{Surrogate}/u.test(link) || !URL.canParse(link, request.url)) {
    throw new SystemError(
      `${endpointOf(request)} returned a link that is not a URL, so pagination was stopped. Please report it with the log.`,
    );
  }
  const from = new URL(request.url);
  const to = new URL(link, request.url);
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
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(request.query)) {
    if (value === undefined || value === null) continue;
    for (const item of Array.isArray(value) ? value : [value]) params.append(name, String(item));
  }
  const query = params.toString();
  return query === "" ? request.url : `${request.url}?${query}`;
}

/** For messages and logs: method and path, never host, query or headers. */
export function endpointOf(request: HttpRequest): string {
  return `GET ${new URL(request.url).pathname}`;
}
