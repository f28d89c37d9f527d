import { SystemError } from "../errors/connector-error.js";
import { endpointOf, type RequestChange } from "../http/request.js";
import type { Page } from "../http/response.js";
import { type HasMoreOption, saidNo, unlessFlagged } from "./flag.js";
import { type KeepsQueryOption, linkTo } from "./link.js";
import { Paginator, type PaginatorOptions, reasons } from "./paginator.js";
import { linksIn } from "./web-link.js";

/** How an API's `Link` headers are followed. */
export interface LinkHeaderPaginatorOptions extends PaginatorOptions, HasMoreOption, KeepsQueryOption {}

/**
 * The next page is the `Link` header's link with the relation `next` (RFC 8288), as of GitHub, GitLab, Okta and Shopify; without
 * one the list ends. The link replaces path and query and must stay on the API's origin.
 */
export class LinkHeaderPaginator extends Paginator {
  readonly endsWith: string;
  readonly #options: LinkHeaderPaginatorOptions;

  constructor(options: LinkHeaderPaginatorOptions = {}) {
    super(options);
    this.#options = options;
    this.endsWith = reasons(saidNo(options), "no link to a next page");
  }

  /**
   * @throws SystemError if the header cannot be read and has no link to a next page before that, `hasMore` is not a flag, or it says
   *   that there is more without a link.
   */
  next(page: Page): RequestChange | undefined {
    return unlessFlagged(page, this.#options.hasMore, { what: "link", of: () => this.#link(page) });
  }

  #link(page: Page): RequestChange | undefined {
    const { links, isWhole } = linksIn(page.headers["link"] ?? "");
    // A link with an anchor is about something else than the page.
    const next = links.find(({ rels, anchor }) => rels.includes("next") && anchor === undefined);
    if (next !== undefined) return linkTo(page, next.url, this.#options);
    if (isWhole) return undefined;
    throw new SystemError(
      `${endpointOf(page.request)} answered with a Link header that cannot be read. Pagination was stopped.`,
    );
  }
}
