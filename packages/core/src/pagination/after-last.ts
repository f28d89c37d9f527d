import { SystemError } from "../errors/connector-error.js";
import { valueAt } from "../http/json.js";
import { Parameter, type ParameterOptions } from "../http/parameter.js";
import { endpointOf, type RequestChange } from "../http/request.js";
import type { Page } from "../http/response.js";
import { flagOf, type HasMoreOption, saidNo } from "./flag.js";
import { Paginator, type PaginatorOptions, reasons } from "./paginator.js";
import { checkStopsShort, isShort, type StopsShortOption } from "./short-page.js";
import { tokenOf } from "./token.js";

/** Which field of its last record names the page after it. */
export interface AfterLastPaginatorOptions extends ParameterOptions, PaginatorOptions, HasMoreOption, StopsShortOption {
  /** The field of a record, e.g. `id`: a dotted path. */
  readonly field: string;
}

/**
 * The next page begins after the last record of this one, which a parameter names, e.g. `starting_after`. The list ends where
 * `hasMore` says so, and always at a page without a record. The API must sort by the field, and leave the named record out.
 */
export class AfterLastPaginator extends Paginator {
  readonly endsWith: string;
  readonly #options: AfterLastPaginatorOptions;
  readonly #param: Parameter;

  /** @throws SystemError where `stopsShort` is true without a size. */
  constructor(options: AfterLastPaginatorOptions) {
    super(options);
    checkStopsShort(options);
    this.#options = options;
    this.#param = new Parameter(options);
    this.endsWith = reasons(saidNo(options), options.stopsShort && "a short page", "an empty page");
  }

  override get resumeParam(): Parameter | undefined {
    return this.#param;
  }

  /**
   * @throws SystemError if the last record has no such field, or one that cannot be sent back unchanged, if `hasMore` is not a
   *   flag, or if it says that there is more after a page without a record.
   */
  next(page: Page): RequestChange | undefined {
    const { field, hasMore } = this.#options;
    const flag = flagOf(page, hasMore);
    const last = page.records.at(-1);
    if (flag === false || (flag === undefined && isShort(page, this.#options))) return undefined;
    if (last !== undefined)
      return this.#param.with(tokenOf(page, valueAt(last, field), `value at "${field}" of its last record`));
    if (flag === undefined) return undefined;
    throw new SystemError(
      `${endpointOf(page.request)} reports more records at "${hasMore}", but has no record to continue from. Pagination was stopped.`,
    );
  }
}
