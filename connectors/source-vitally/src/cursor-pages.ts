import { CursorTokenPaginator, type HttpRequest, type Page, Paginator, type RequestChange } from "@sluice/core";

/**
 * Pagination of all of Vitally's lists: `next` of a reply is sent back as `from`, with `limit` and all filters. A page
 * without records is the end too, whatever its `next` is, because a cursor points behind the last record of its page.
 */
export class CursorPages extends Paginator {
  readonly endsWith = "no next cursor or an empty page";
  readonly #cursor = new CursorTokenPaginator({ at: "next", param: "from", size: { param: "limit", value: 100 } });

  override first(request: HttpRequest): HttpRequest {
    return this.#cursor.first(request);
  }

  override get resumeParam() {
    return this.#cursor.resumeParam;
  }

  next(page: Page): RequestChange | undefined {
    return page.recordCount === 0 ? undefined : this.#cursor.next(page);
  }
}
