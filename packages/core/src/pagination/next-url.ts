import { SystemError } from "../errors/connector-error.js";
import { valueAt } from "../http/json.js";
import { endpointOf, type HttpRequest, type RequestChange } from "../http/request.js";
import type { Page } from "../http/response.js";
import { type PageSize, Paginator, sizeQuery, withParameters } from "./paginator.js";

/**
 * Each reply brings the URL of the next page; null or none ends the walk. The link replaces path and query and must stay
 * on the API's origin. An empty page with a link is not the end.
 */
export class NextUrl extends Paginator {
  readonly endsWith = "no next link";
  readonly #at: string;
  readonly #size: PageSize | undefined;

  /** @param options.at where the link is in the body, e.g. `next` or `links.next`. */
  constructor(options: { readonly at: string; readonly size?: PageSize }) {
    super();
    this.#at = options.at;
    this.#size = options.size;
  }

  override first(request: HttpRequest): HttpRequest {
    return withParameters(request, sizeQuery(this.#size));
  }

  /** @throws SystemError if the link is not a text. */
  next(page: Page): RequestChange | undefined {
    const url = valueAt(page.body, this.#at);
    if (url === undefined || url === null || url === "") return undefined;
    if (typeof url === "string") return { url };
    throw new SystemError(
      `${endpointOf(page.request)} answered with "${this.#at}" that is not a link. The walk was stopped.`,
    );
  }
}
