import type { BodyPath } from "../http/body-change.js";
import { Parameter, type ParameterOptions } from "../http/parameter.js";
import { applyChange, type HttpRequest, type RequestChange } from "../http/request.js";
import type { Page } from "../http/response.js";
import { flagOf, type HasMoreOption, saidNo } from "./flag.js";
import { Paginator, type PaginatorOptions, reasons, totalAt } from "./paginator.js";
import { checkStopsShort, isShort, type StopsShortOption } from "./short-page.js";

/** How an API is asked to skip records. */
export interface OffsetPaginatorOptions extends ParameterOptions, PaginatorOptions, HasMoreOption, StopsShortOption {
  /** The parameter for the number of records to skip, e.g. `offset`. */
  readonly param: BodyPath;
  /** True where the first request has no offset. */
  readonly startsBare?: boolean;
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

  /** @throws SystemError where `stopsShort` is true without a size. */
  constructor(options: OffsetPaginatorOptions) {
    super(options);
    checkStopsShort(options);
    this.#options = options;
    this.#param = new Parameter(options);
    const { total, stopsShort } = options;
    const reached = total && `${total} reached`;
    this.endsWith = reasons(reached, saidNo(options), stopsShort && "a short page", "an empty page");
  }

  override first(request: HttpRequest): HttpRequest {
    const { startsBare = false } = this.#options;
    return super.first(startsBare ? request : applyChange(request, this.#param.with(0)));
  }

  /** @throws SystemError if the value at `hasMore` is not a flag. */
  next(page: Page): RequestChange | undefined {
    const { recordCount, request } = page;
    const offset = Number(this.#param.of(request) ?? 0) + recordCount;
    if (recordCount === 0 || offset >= (this.total(page) ?? Number.POSITIVE_INFINITY)) return undefined;
    const hasNext = flagOf(page, this.#options.hasMore) ?? !isShort(page, this.#options);
    return hasNext ? this.#param.with(offset) : undefined;
  }

  override total({ body }: Page): number | undefined {
    return totalAt(body, this.#options.total);
  }
}
