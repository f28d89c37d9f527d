import { ConfigError, SystemError } from "../errors/connector-error.js";

/** What a query parameter may be set to. */
export type QueryValue = string | number | boolean | readonly (string | number)[] | null | undefined;

/** Query parameters; a list repeats its parameter, `undefined` and `null` leave it out. */
export type Query = Readonly<Record<string, QueryValue>>;

/** A frozen description of a call. It carries no credentials: the authenticator signs a copy at each attempt. */
export interface HttpRequest {
  /** Absolute, without a query. */
  readonly url: string;
  readonly query: Query;
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * What differs in the next request. A `url` (absolute or relative) replaces path and query, then `query` and `headers`
 * are laid over what is there.
 */
export interface RequestChange {
  readonly url?: string;
  readonly query?: Query;
  readonly headers?: Readonly<Record<string, string>>;
}

/**
 * @param baseUrl scheme, host and port; `path` follows it, with or without a leading slash.
 * @throws ConfigError if that is no URL, e.g. because of a blank in a subdomain.
 */
export function createRequest(baseUrl: string, path: string, query: Query = {}): HttpRequest {
  const url = `${baseUrl.replace(/\/+$/, "")}/${path.replace(/^\/+/, "")}`;
  if (!URL.canParse(url))
    throw new ConfigError("The address of the API is not a URL. Check the settings that it is made of.");
  return Object.freeze({ url, query: Object.freeze({ ...query }), headers: Object.freeze({}) });
}

/**
 * The request with the change applied.
 *
 * @throws SystemError if the change leads to another scheme, host or port, or carries credentials: a link in a reply is
 *   untrusted input, and what we send is signed.
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
    throw new SystemError(`${endpointOf(request)} answered with a link that is not a URL. The walk was stopped.`);
  }
  const from = new URL(request.url);
  const to = new URL(link, request.url);
  if (to.origin !== from.origin || to.username !== "" || to.password !== "") {
    throw new SystemError(
      `${endpointOf(request)} answered with a link to ${to.origin}, but the connector talks to ${from.origin} only: ` +
        "credentials never go to another host. Set base_url if the account really lives there.",
    );
  }
  const query = [...new Set(to.searchParams.keys())].map((name): [string, QueryValue] => {
    const values = to.searchParams.getAll(name);
    return [name, values.length === 1 ? values[0] : values];
  });
  return { url: to.origin + to.pathname, query: Object.fromEntries(query) };
}

/** The whole URL, query included. Not for people: a signed request's query may carry a key. */
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
