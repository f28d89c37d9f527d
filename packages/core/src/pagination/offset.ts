import type { HttpRequest, RequestChange } from "../http/request.js";
import type { Page } from "../http/response.js";
import { type PageSize, Paginator, sizeQuery, totalAt, withParameters } from "./paginator.js";

/** How an API is asked to skip records. */
export interface OffsetPaginatorOptions {
  /** The parameter for the number of records to skip, e.g. `offset`. */
  readonly param: string;
  readonly size: PageSize;
  /**
   * Where the body has the number of all records, e.g. `total`. It saves the request for the empty last page, and the list
   * fails if fewer records come.
   */
  readonly total?: string;
}

/** Pages by the number of records to skip: those that were read, because a server may send fewer than requested. */
export class OffsetPaginator extends Paginator {
  readonly endsWith: string;
  readonly #options: OffsetPaginatorOptions;

  constructor(options: OffsetPaginatorOptions) {
    super();
    this.#options = options;
    this.endsWith = options.total === undefined ? "an empty page" : `${options.total} reached or an empty page`;
  }

  override first(request: HttpRequest): HttpRequest {
    return withParameters(request, { [this.#options.param]: 0, ...sizeQuery(this.#options.size) });
  }

  next(page: Page): RequestChange | undefined {
    const { param } = this.#options;
    const offset = Number(page.request.query[param]) + page.recordCount;
    const isOver = page.recordCount === 0 || offset >= (this.total(page) ?? Number.POSITIVE_INFINITY);
    return isOver ? undefined : { query: { [param]: offset } };
  }

  override total({ body }: Page): number | undefined {
    return totalAt(body, this.#options.total);
  }
}
