import { CursorToken, type HttpRequest, type Page, Paginator, type RequestChange } from "@sluice/core";

/**
 * How all of Vitally's paged lists are walked: `next` of a reply goes back as `from`, beside `limit` and all filters. A page
 * without records is the end too, whatever its `next` says, for a cursor stands behind the last record that was seen.
 */
export class CursorPages extends Paginator {
  readonly endsWith = "no next cursor or an empty page";
  readonly #cursor = new CursorToken({ at: "next", param: "from", size: { param: "limit", value: 100 } });

  override first(request: HttpRequest): HttpRequest {
    return this.#cursor.first(request);
  }

  override get resumesBy(): string | undefined {
    return this.#cursor.resumesBy;
  }

  next(page: Page): RequestChange | undefined {
    return page.recordCount === 0 ? undefined : this.#cursor.next(page);
  }
}
