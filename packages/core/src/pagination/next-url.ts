import { SystemError } from "../errors/connector-error.js";
import { valueAt } from "../http/json.js";
import { endpointOf, type RequestChange } from "../http/request.js";
import type { Page } from "../http/response.js";
import { isEnd, type PageSize, Paginator } from "./paginator.js";

/**
 * Each reply has the URL of the next page; without one, or with null, `""`, false or 0, the list ends. The link replaces path
 * and query and must stay on the API's origin. An empty page with a new link is not the end.
 */
export class NextUrlPaginator extends Paginator {
  readonly endsWith = "no next link";
  readonly #at: string;
  protected override readonly size: PageSize | undefined;

  /** @param options.at where the link is in the body, e.g. `next` or `links.next`. */
  constructor(options: { readonly at: string; readonly size?: PageSize }) {
    super();
    this.#at = options.at;
    this.size = options.size;
  }

  /** @throws SystemError if the link is not a text. */
  next(page: Page): RequestChange | undefined {
    const url = valueAt(page.body, this.#at);
    if (isEnd(url)) return undefined;
    if (typeof url === "string") return { url };
    throw new SystemError(
      `${endpointOf(page.request)} answered with a value at "${this.#at}" that is not a link. Pagination was stopped.`,
    );
  }
}
