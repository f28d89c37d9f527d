import { endpointOf, type Page, type PageSize, Paginator, SystemError, valueAt } from "@sluice/core";

/**
 * For a list whose API documents no way to a second page. A reply must prove that it is the whole list: by fewer records than a page
 * may have, by a flag, or by a total. Otherwise the stream fails, because records may be missing.
 */
export class OnlyPagePaginator extends Paginator {
  readonly endsWith = "the only page";
  readonly #hasMore: string | undefined;
  readonly #total: string | undefined;

  constructor({ size, hasMore, total }: { size?: PageSize; hasMore?: string; total?: string }) {
    super(size === undefined ? {} : { size });
    this.#hasMore = hasMore;
    this.#total = total;
  }

  next({ request, body, recordCount }: Page): undefined {
    const more = this.#hasMore === undefined ? undefined : valueAt(body, this.#hasMore);
    const total = this.#total === undefined ? undefined : valueAt(body, this.#total);
    const isShort = this.size !== undefined && recordCount < this.size.value;
    const isCounted = typeof total === "number" && total <= recordCount;
    const isAll = more === false || more === null || isCounted || (isShort && !(typeof total === "number"));
    if (isAll && more !== true) return undefined;
    throw new SystemError(
      `${endpointOf(request)} has more records than its ${recordCount}, or does not say that these are all. ` +
        "Find out how the API is paged, and give the stream its paginator.",
    );
  }
}
