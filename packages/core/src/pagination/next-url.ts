import { SystemError } from "../errors/connector-error.js";
import { valueAt } from "../http/json.js";
import { endpointOf, type RequestChange } from "../http/request.js";
import type { Page } from "../http/response.js";
import { type HasMoreOption, saidNo, unlessFlagged } from "./flag.js";
import { type KeepsQueryOption, linkTo } from "./link.js";
import { isEnd, Paginator, type PaginatorOptions, reasons } from "./paginator.js";

/** Where a body has the link to the next page. */
export interface NextUrlPaginatorOptions extends PaginatorOptions, HasMoreOption, KeepsQueryOption {
  /** Where the link is in the body, e.g. `next` or `links.next`. */
  readonly at: string;
}

/**
 * Each reply has the URL of the next page; without one, or with null, `""`, false or 0, the list ends. The link replaces path
 * and query and must stay on the API's origin. An empty page with a new link is not the end.
 */
export class NextUrlPaginator extends Paginator {
  readonly endsWith: string;
  readonly #options: NextUrlPaginatorOptions;

  constructor(options: NextUrlPaginatorOptions) {
    super(options);
    this.#options = options;
    this.endsWith = reasons(saidNo(options), "no next link");
  }

  /** @throws SystemError if the link is not a text, `hasMore` is not a flag, or it says that there is more without a link. */
  next(page: Page): RequestChange | undefined {
    return unlessFlagged(page, this.#options.hasMore, { what: "link", of: () => this.#link(page) });
  }

  #link(page: Page): RequestChange | undefined {
    const { at } = this.#options;
    const url = valueAt(page.body, at);
    if (isEnd(url)) return undefined;
    if (typeof url === "string") return linkTo(page, url, this.#options);
    throw new SystemError(
      `${endpointOf(page.request)} answered with a value at "${at}" that is not a link. Pagination was stopped.`,
    );
  }
}
