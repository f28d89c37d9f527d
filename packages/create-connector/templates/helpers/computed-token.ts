import {
  endpointOf,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  type Page,
  type PageSize,
  Paginator,
  Parameter,
  type ParameterPlace,
  type RequestChange,
  SystemError,
} from "@sluice/core";

/** What the token of the next page is computed from. */
export interface TokenSource {
  /** The whole body, its records included. */
  readonly response: JsonValue;
  /** By their names in lower case; `link` has the links of a `Link` header by their relation, and `Link` its text. */
  readonly headers: JsonObject;
  readonly lastRecord: JsonObject | null;
  readonly lastPageSize: number;
  /** The token of this page; undefined on the first one. */
  readonly lastToken: JsonValue | undefined;
}

export interface ComputedTokenOptions {
  /** The parameter of the token; without it the token is the address of the next page. */
  readonly param?: string;
  readonly in?: ParameterPlace;
  readonly size?: PageSize;
  /** Where the records are in a body, so that they can be a part of `response`. */
  readonly recordsAt?: string;
  /** The token of the next page; none, or one that is empty, ends the list. */
  readonly token: (source: TokenSource) => unknown;
  /** What a token changes, where that is more than the parameter. */
  readonly change?: (token: string | number) => RequestChange;
}

/** Pages whose token is computed from the page before. */
export class ComputedTokenPaginator extends Paginator {
  readonly endsWith = "no next token";
  readonly #options: ComputedTokenOptions;
  readonly #param: Parameter | undefined;

  constructor(options: ComputedTokenOptions) {
    super(options.size === undefined ? {} : { size: options.size });
    this.#options = options;
    const { param, in: place = "query" } = options;
    this.#param = param === undefined ? undefined : new Parameter({ param, in: place });
  }

  next(page: Page): RequestChange | undefined {
    const token = this.#options.token(this.#sourceOf(page));
    if (isEmpty(token)) return undefined;
    const { param, in: place, change } = this.#options;
    if (typeof token === "string" || typeof token === "number")
      return change?.(token) ?? this.#param?.with(token) ?? { url: String(token) };
    if (param !== undefined && place === "body") return { body: { [param]: token as JsonValue } }; // as GraphQL's variables
    throw new SystemError(`${endpointOf(page.request)} answered with a token that is neither a text nor a number.`);
  }

  #sourceOf(page: Page): TokenSource {
    const { records, recordCount, request } = page;
    const lastToken = this.#param?.of(request);
    return {
      response: withRecords(page, this.#options.recordsAt),
      headers: { ...page.headers, ...linksOf(page.headers["link"]) },
      lastRecord: records.at(-1) ?? null,
      lastPageSize: recordCount,
      lastToken: Array.isArray(lastToken) ? undefined : (lastToken as JsonValue | undefined),
    };
  }
}

function isEmpty(token: unknown): boolean {
  if (typeof token === "object" && token !== null) return Object.keys(token).length === 0;
  return token === undefined || token === null || token === "" || token === false || token === 0;
}

/** The body with the records, whose list is empty in a page. */
function withRecords({ body, records }: Page, at: string | undefined): JsonValue {
  if (at === undefined) return Array.isArray(body) && body.length === 0 ? [...records] : body;
  return at.includes("*") ? body : replaced(body, at.split("."), [...records]);
}

function replaced(body: JsonValue, [name, ...rest]: readonly string[], records: JsonObject[]): JsonValue {
  if (name === undefined) return Array.isArray(body) && body.length === 0 ? records : body;
  if (!isJsonObject(body) || !Object.hasOwn(body, name)) return body;
  return { ...body, [name]: replaced(body[name] ?? null, rest, records) };
}

/** `{ next: { url } }` of a `Link` header, and its text where there is one. */
function linksOf(header: string | undefined): JsonObject {
  const links = (header ?? "").matchAll(/<([^>]*)>([^<]*)/g);
  const byRelation = Object.fromEntries(
    [...links].flatMap(([, url = "", parameters = ""]) => {
      const rel = /;\s*rel="?([^";,]+)"?/i.exec(parameters)?.[1];
      return rel === undefined ? [] : [[rel, { url, rel }] as const];
    }),
  );
  return { link: byRelation, ...(header === undefined ? {} : { Link: header }) };
}
