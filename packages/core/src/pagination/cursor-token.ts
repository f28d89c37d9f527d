import { SystemError } from "../errors/connector-error.js";
import { valueAt } from "../http/json.js";
import { Parameter, type ParameterOptions } from "../http/parameter.js";
import { endpointOf, type RequestChange } from "../http/request.js";
import type { Page } from "../http/response.js";
import { isEnd, type PageSize, Paginator } from "./paginator.js";

/**
 * Each reply has an opaque token for the next request; without one, or with null, `""`, false or 0, the list ends. All other
 * parameters are repeated. An empty page with a new token is not the end.
 */
export class CursorTokenPaginator extends Paginator {
  readonly endsWith = "no next cursor";
  readonly #at: string;
  readonly #param: Parameter;
  protected override readonly size: PageSize | undefined;

  /** @param options.at where the token is in the body; `options.param` and `options.in` say which parameter sends it back. */
  constructor(options: ParameterOptions & { readonly at: string; readonly size?: PageSize }) {
    super();
    this.#at = options.at;
    this.#param = new Parameter(options);
    this.size = options.size;
  }

  override get resumeParam(): Parameter | undefined {
    return this.#param;
  }

  /**
   * @throws SystemError if the token is neither text nor number, or cannot be sent back unchanged: a number beyond 2^53,
   *   which has lost digits, or a text with half a surrogate pair, which no URL can carry.
   */
  next(page: Page): RequestChange | undefined {
    const token = valueAt(page.body, this.#at);
    if (isEnd(token)) return undefined;
    const isExact = typeof token === "number" && Math.abs(token) <= Number.MAX_SAFE_INTEGER;
    if (isExact || (typeof token === "string" && !/\p{Surrogate}/u.test(token))) return this.#param.with(token);
    throw new SystemError(
      `${endpointOf(page.request)} answered with a value at "${this.#at}" that is not a token. Pagination was stopped.`,
    );
  }
}
