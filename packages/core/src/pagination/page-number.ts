import { SystemError } from "../errors/connector-error.js";
import type { BodyPath } from "../http/body-change.js";
import { valueAt } from "../http/json.js";
import { Parameter, type ParameterOptions } from "../http/parameter.js";
import { applyChange, endpointOf, type HttpRequest, type RequestChange } from "../http/request.js";
import type { Page } from "../http/response.js";
import type { JsonValue } from "../protocol/json.js";
import { isEnd, type PageSize, Paginator, totalAt, withSize } from "./paginator.js";

/** How an API numbers its pages, and what its bodies say of the list. */
export interface PageNumberPaginatorOptions extends ParameterOptions {
  /** The parameter for the number, e.g. `page`. */
  readonly param: BodyPath;
  readonly size?: PageSize;
  /** The number of the first page; 1 by default. */
  readonly start?: number;
  /**
   * Where the body says whether there is more, e.g. `paging.hasNext` or `next`. There is for true, a text, and a number other
   * than 0; there is not for false, null, `""`, 0 and the texts "false", "no" and "0". Where the field is missing, pages are
   * read until one is empty: APIs leave it out on their last page, and a misspelt path must not end a list on its first page.
   */
  readonly hasMore?: string;
  /**
   * Where the body has the number of all records, e.g. `count`: the other pages are then prefetched, and the list fails if fewer
   * records come.
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

  constructor(options: PageNumberPaginatorOptions) {
    super();
    this.#options = options;
    this.#param = new Parameter(options);
    this.endsWith = options.hasMore === undefined ? "an empty page" : `${options.hasMore} said no or an empty page`;
  }

  override first(request: HttpRequest): HttpRequest {
    return withSize(applyChange(request, this.#param.with(this.#start)), this.#options.size);
  }

  /** @throws SystemError if the value at `hasMore` is not a flag. */
  next(page: Page): RequestChange | undefined {
    const { hasMore } = this.#options;
    if (page.recordCount === 0) return undefined;
    if (hasMore !== undefined && !saysMore(page, hasMore)) return undefined;
    return this.#param.with(Number(this.#param.of(page.request)) + 1);
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

/** Whether the path leads through a null, e.g. `{ paging: null }`: unlike a missing field it says that there is no more. */
function isParentNull(body: JsonValue, at: string): boolean {
  const names = at.split(".");
  return names.some((_name, depth) => depth > 0 && valueAt(body, names.slice(0, depth).join(".")) === null);
}

/** @throws SystemError if the value at the path says neither that there are more pages nor that there are none. */
function saysMore({ body, request }: Page, at: string): boolean {
  const flag = valueAt(body, at);
  if (flag === undefined) return !isParentNull(body, at);
  if (isEnd(flag) || (typeof flag === "string" && /^(false|no|0)$/i.test(flag.trim()))) return false;
  if (typeof flag !== "object") return true;
  throw new SystemError(
    `${endpointOf(request)} answered with a value at "${at}" that is not a flag. Pagination was stopped.`,
  );
}
