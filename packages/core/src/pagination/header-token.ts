import { Parameter, type ParameterOptions } from "../http/parameter.js";
import type { RequestChange } from "../http/request.js";
import type { Page } from "../http/response.js";
import { type HasMoreOption, saidNo, unlessFlagged } from "./flag.js";
import { Paginator, type PaginatorOptions, reasons } from "./paginator.js";

/** Which response header has the token of the next page, and how it is sent back. */
export interface HeaderTokenPaginatorOptions extends ParameterOptions, PaginatorOptions, HasMoreOption {
  /** The response header, e.g. `X-Next-Page`. */
  readonly header: string;
}

/**
 * Each response has a token for the next request in a header, e.g. `X-Next-Page`; where it is missing or empty, the list ends. The
 * token goes back as a parameter, or in a header by `in: "header"`. An empty page with a new token is not the end.
 */
export class HeaderTokenPaginator extends Paginator {
  readonly endsWith: string;
  readonly #options: HeaderTokenPaginatorOptions;
  readonly #param: Parameter;

  constructor(options: HeaderTokenPaginatorOptions) {
    super(options);
    this.#options = options;
    this.#param = new Parameter(options);
    this.endsWith = reasons(saidNo(options), `no ${options.header}`);
  }

  override get resumeParam(): Parameter | undefined {
    return this.#param;
  }

  /** @throws SystemError if `hasMore` is not a flag, or says that there is more where there is no token. */
  next(page: Page): RequestChange | undefined {
    const { header, hasMore } = this.#options;
    const token = page.headers[header.toLowerCase()]?.trim() ?? "";
    return unlessFlagged(page, hasMore, {
      what: "token",
      of: () => (token === "" ? undefined : this.#param.with(token)),
    });
  }
}
