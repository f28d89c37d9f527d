import { valueAt } from "../http/json.js";
import type { HttpRequest, RequestChange } from "../http/request.js";
import type { Page } from "../http/response.js";
import type { JsonValue } from "../protocol/json.js";
import { type PageSize, Paginator, sizeQuery, withParameters } from "./paginator.js";

export interface PageNumberOptions {
  /** The parameter that carries the number, e.g. `page`. */
  readonly param: string;
  readonly size?: PageSize;
  /** The number of the first page; 1 unless told. */
  readonly start?: number;
  /** Where the body says whether there is more, e.g. `paging.hasNext` or `next`. Anything but true or a link ends the walk. */
  readonly hasMore?: string;
  /** Where the body gives the number of all records, e.g. `count`: the other pages are then asked for ahead. */
  readonly total?: string;
  /** The status that means "past the last page", e.g. 404: rows may vanish while one pages. */
  readonly pastEnd?: number;
}

/**
 * Pages by number. The walk ends by the envelope's word where it gives one (a flag or a total), and always at a page
 * without a record.
 */
export class PageNumber extends Paginator {
  readonly endsWith: string;
  readonly #options: PageNumberOptions;

  constructor(options: PageNumberOptions) {
    super();
    this.#options = options;
    this.endsWith = options.hasMore === undefined ? "an empty page" : `${options.hasMore} said no`;
  }

  override first(request: HttpRequest): HttpRequest {
    const { param, size } = this.#options;
    return withParameters(request, { [param]: this.#start, ...sizeQuery(size) });
  }

  next(page: Page): RequestChange | undefined {
    const { param, hasMore } = this.#options;
    if (page.recordCount === 0) return undefined;
    if (hasMore !== undefined && !saysMore(valueAt(page.body, hasMore))) return undefined;
    return { query: { [param]: Number(page.request.query[param]) + 1 } };
  }

  /** A server may hand out smaller pages than asked for, so the first page tells the size. */
  override *ahead(first: Page): Iterable<RequestChange> {
    const total = this.total(first);
    if (total === undefined || first.recordCount === 0) return;
    const pages = Math.ceil(total / first.recordCount);
    for (let page = 1; page < pages; page++) yield { query: { [this.#options.param]: this.#start + page } };
  }

  override total({ body }: Page): number | undefined {
    const { total } = this.#options;
    const count = total === undefined ? undefined : valueAt(body, total);
    return typeof count === "number" ? count : undefined;
  }

  override get pastEnd(): number | undefined {
    return this.#options.pastEnd;
  }

  get #start(): number {
    return this.#options.start ?? 1;
  }
}

function saysMore(flag: JsonValue | undefined): boolean {
  return flag === true || (typeof flag === "string" && flag !== "");
}
