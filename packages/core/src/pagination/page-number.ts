import { SystemError } from "../errors/connector-error.js";
import { valueAt } from "../http/json.js";
import { endpointOf, type HttpRequest, type RequestChange } from "../http/request.js";
import type { Page } from "../http/response.js";
import { type PageSize, Paginator, sizeQuery, totalAt, withParameters } from "./paginator.js";

export interface PageNumberOptions {
  /** The parameter that carries the number, e.g. `page`. */
  readonly param: string;
  readonly size?: PageSize;
  /** The number of the first page; 1 unless told. */
  readonly start?: number;
  /**
   * Where the body says whether there is more, e.g. `paging.hasNext` or `next`. There is for true, a text that is not empty, and
   * a number other than 0; there is not for false, null, `""` and 0, nor where the field is missing, for APIs leave it out on
   * their last page. Anything else is an error.
   */
  readonly hasMore?: string;
  /**
   * Where the body gives the number of all records, e.g. `count`: the other pages are then asked for ahead, and the list fails if
   * fewer come.
   */
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
    this.endsWith = options.hasMore === undefined ? "an empty page" : `${options.hasMore} said no or an empty page`;
  }

  override first(request: HttpRequest): HttpRequest {
    const { param, size } = this.#options;
    return withParameters(request, { [param]: this.#start, ...sizeQuery(size) });
  }

  /** @throws SystemError if what is at `hasMore` says neither that there is more nor that there is not. */
  next(page: Page): RequestChange | undefined {
    const { param, hasMore } = this.#options;
    if (page.recordCount === 0) return undefined;
    if (hasMore !== undefined && !saysMore(page, hasMore)) return undefined;
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
    return totalAt(body, this.#options.total);
  }

  override get pastEnd(): number | undefined {
    return this.#options.pastEnd;
  }

  get #start(): number {
    return this.#options.start ?? 1;
  }
}

function saysMore({ body, request }: Page, at: string): boolean {
  const flag = valueAt(body, at) ?? false;
  if (typeof flag !== "object") return Boolean(flag);
  throw new SystemError(`${endpointOf(request)} answered with "${at}" that is not a flag. The walk was stopped.`);
}
