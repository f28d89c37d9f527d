import { SystemError } from "../errors/connector-error.js";
import { valueAt } from "../http/json.js";
import { endpointOf, type HttpRequest, type RequestChange } from "../http/request.js";
import type { Page } from "../http/response.js";
import { type PageSize, Paginator, sizeQuery, withParameters } from "./paginator.js";

/**
 * Each reply brings an opaque token for the next request; null or none ends the walk. All other parameters are repeated.
 * An empty page with a token is not the end.
 */
export class CursorToken extends Paginator {
  readonly endsWith = "no next cursor";
  readonly #at: string;
  readonly #param: string;
  readonly #size: PageSize | undefined;

  /** @param options.at where the token is in the body; `options.param` the parameter that carries it back. */
  constructor(options: { readonly at: string; readonly param: string; readonly size?: PageSize }) {
    super();
    this.#at = options.at;
    this.#param = options.param;
    this.#size = options.size;
  }

  override first(request: HttpRequest): HttpRequest {
    return withParameters(request, sizeQuery(this.#size));
  }

  override get resumesBy(): string | undefined {
    return this.#param;
  }

  /**
   * @throws SystemError if the token is neither text nor number, or one that would not go back as it came: a number beyond
   *   2^53, which has lost digits, or a text with half a surrogate pair, which no URL can carry.
   */
  next(page: Page): RequestChange | undefined {
    const token = valueAt(page.body, this.#at);
    if (token === undefined || token === null || token === "") return undefined;
    const isExact = typeof token === "number" && Math.abs(token) <= Number.MAX_SAFE_INTEGER;
    if (isExact || (typeof token === "string" && !/\p{Surrogate}/u.test(token)))
      return { query: { [this.#param]: token } };
    throw new SystemError(
      `${endpointOf(page.request)} answered with "${this.#at}" that is not a cursor. The walk was stopped.`,
    );
  }
}
