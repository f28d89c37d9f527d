import { valueAt } from "../http/json.js";
import { Parameter, type ParameterOptions } from "../http/parameter.js";
import type { RequestChange } from "../http/request.js";
import type { Page } from "../http/response.js";
import { type HasMoreOption, saidNo, unlessFlagged } from "./flag.js";
import { isEnd, Paginator, type PaginatorOptions, reasons } from "./paginator.js";
import { tokenOf } from "./token.js";

/** Where a body has the token of the next page, and how it is sent back. */
export interface CursorTokenPaginatorOptions extends ParameterOptions, PaginatorOptions, HasMoreOption {
  /** Where the token is in the body, e.g. `meta.next`. */
  readonly at: string;
}

/**
 * Each reply has an opaque token for the next request; without one, or with null, `""`, false or 0, the list ends. All other
 * parameters are repeated. An empty page with a new token is not the end.
 */
export class CursorTokenPaginator extends Paginator {
  readonly endsWith: string;
  readonly #options: CursorTokenPaginatorOptions;
  readonly #param: Parameter;

  constructor(options: CursorTokenPaginatorOptions) {
    super(options);
    this.#options = options;
    this.#param = new Parameter(options);
    this.endsWith = reasons(saidNo(options), "no next cursor");
  }

  override get resumeParam(): Parameter | undefined {
    return this.#param;
  }

  /**
   * @throws SystemError if the token is neither text nor number, or cannot be sent back unchanged: a number beyond 2^53,
   *   which has lost digits, or a text with half a surrogate pair, which no URL can carry. Also if `hasMore` is not a flag, or
   *   says that there is more where there is no token.
   */
  next(page: Page): RequestChange | undefined {
    const { at, hasMore } = this.#options;
    return unlessFlagged(page, hasMore, {
      what: "token",
      of: () => {
        const token = valueAt(page.body, at);
        return isEnd(token) ? undefined : this.#param.with(tokenOf(page, token, `value at "${at}"`));
      },
    });
  }
}
