import {
  endpointOf,
  LinkHeaderPaginator,
  type Page,
  type PageSize,
  type RequestChange,
  SystemError,
} from "@sluice/core";

/**
 * For an API whose document has a parameter for a page's token, but does not say where the token comes from: the `Link` header, where
 * replies have one. A full page without this header fails the stream, because records may be missing.
 */
export class ProvenLinkPaginator extends LinkHeaderPaginator {
  readonly #limit: number;

  constructor({ size }: { size: PageSize }) {
    super({ size });
    this.#limit = size.value;
  }

  override next(page: Page): RequestChange | undefined {
    if (page.headers["link"] !== undefined || page.recordCount < this.#limit) return super.next(page);
    throw new SystemError(
      `${endpointOf(page.request)} answered with a full page and without a Link header. ` +
        "Find out where the API has the token of the next page, and give the stream its paginator.",
    );
  }
}
