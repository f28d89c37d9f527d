import type { BodyPath } from "../http/body-change.js";
import { Parameter, type ParameterOptions } from "../http/parameter.js";
import { applyChange, type HttpRequest, type RequestChange } from "../http/request.js";
import type { Page } from "../http/response.js";
import { type PageSize, Paginator, totalAt, withSize } from "./paginator.js";

/** How an API is asked to skip records. */
export interface OffsetPaginatorOptions extends ParameterOptions {
  /** The parameter for the number of records to skip, e.g. `offset`. */
  readonly param: BodyPath;
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
  readonly #param: Parameter;

  constructor(options: OffsetPaginatorOptions) {
    super();
    this.#options = options;
    this.#param = new Parameter(options);
    this.endsWith = options.total === undefined ? "an empty page" : `${options.total} reached or an empty page`;
  }

  override first(request: HttpRequest): HttpRequest {
    return withSize(applyChange(request, this.#param.with(0)), this.#options.size);
  }

  next(page: Page): RequestChange | undefined {
    const offset = Number(this.#param.of(page.request)) + page.recordCount;
    const isOver = page.recordCount === 0 || offset >= (this.total(page) ?? Number.POSITIVE_INFINITY);
    return isOver ? undefined : this.#param.with(offset);
  }

  override total({ body }: Page): number | undefined {
    return totalAt(body, this.#options.total);
  }
}
