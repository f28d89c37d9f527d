import type { BodyPath } from "../http/body-change.js";
import { Parameter, type ParameterOptions } from "../http/parameter.js";
import { applyChange, type HttpRequest, type RequestChange } from "../http/request.js";
import type { Page } from "../http/response.js";
import { flagOf, type HasMoreOption, saidNo } from "./flag.js";
import { Paginator, type PaginatorOptions, reasons, totalAt } from "./paginator.js";
import { checkStopsShort, isShort, type StopsShortOption } from "./short-page.js";

/** How an API numbers its pages, and what its bodies say of the list. */
export interface PageNumberPaginatorOptions
  extends ParameterOptions,
    PaginatorOptions,
    HasMoreOption,
    StopsShortOption {
  /** The parameter for the number, e.g. `page`. */
  readonly param: BodyPath;
  /** The number of the first page; 1 by default. */
  readonly start?: number;
  /** True where the first request has no number. */
  readonly startsBare?: boolean;
  /**
   * Where the body has the number of all records, e.g. `count`: the other pages are then prefetched, a list that the first page
   * holds whole ends with it, and the list fails if fewer records come.
   */
  readonly total?: string;
  /** The status that means "past the last page", e.g. 404, because records may be deleted during the read. */
  readonly pastEnd?: number;
}

/** Pages by number. The list ends where the envelope says so (a flag or a total), and always at a page without a record. */
export class PageNumberPaginator extends Paginator {
  readonly endsWith: string;
  readonly #options: PageNumberPaginatorOptions;
  readonly #param: Parameter;

  /** @throws SystemError where `stopsShort` is true without a size. */
  constructor(options: PageNumberPaginatorOptions) {
    super(options);
    checkStopsShort(options);
    this.#options = options;
    this.#param = new Parameter(options);
    const { total, stopsShort } = options;
    const whole = total && `all of ${total} on one page`;
    this.endsWith = reasons(saidNo(options), whole, stopsShort && "a short page", "an empty page");
  }

  override first(request: HttpRequest): HttpRequest {
    const { startsBare = false } = this.#options;
    return super.first(startsBare ? request : applyChange(request, this.#param.with(this.#start)));
  }

  /** @throws SystemError if the value at `hasMore` is not a flag. */
  next(page: Page): RequestChange | undefined {
    if (page.recordCount === 0) return undefined;
    const number = Number(this.#param.of(page.request) ?? this.#start);
    const isWhole = number === this.#start && page.recordCount === this.total(page);
    const hasNext = flagOf(page, this.#options.hasMore) ?? !(isWhole || isShort(page, this.#options));
    return hasNext ? this.#param.with(number + 1) : undefined;
  }

  /** A server may send smaller pages than requested, so the first page shows the size. */
  override *ahead(first: Page): Iterable<RequestChange> {
    const total = this.total(first);
    if (total === undefined || first.recordCount === 0) return;
    const pages = Math.ceil(total / first.recordCount);
    for (let page = 1; page < pages; page++) yield this.#param.with(this.#start + page);
  }

  override total({ body }: Page): number | undefined {
    return totalAt(body, this.#options.total);
  }

  override get pastEnd(): number | undefined {
    return this.#options.pastEnd;
  }

  get #start(): number {
    return this.#options.start ?? 1;
  }
}
