import type { HttpRequest, RequestChange } from "../http/request.js";
import type { Page } from "../http/response.js";
import { type PageSize, Paginator, sizeQuery, totalAt, withParameters } from "./paginator.js";

export interface OffsetOptions {
  /** The parameter that says how many records to skip, e.g. `offset`. */
  readonly param: string;
  readonly size: PageSize;
  /**
   * Where the body gives the number of all records, e.g. `total`. It saves the request for the empty last page, and the list
   * fails if fewer come.
   */
  readonly total?: string;
}

/** Pages by the number of records to skip: as many as came, since a server may hand out fewer than were asked for. */
export class Offset extends Paginator {
  readonly endsWith: string;
  readonly #options: OffsetOptions;

  constructor(options: OffsetOptions) {
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
