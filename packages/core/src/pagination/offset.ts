import { SystemError } from "../errors/connector-error.js";
import { valueAt } from "../http/json.js";
import { endpointOf, type HttpRequest, type RequestChange } from "../http/request.js";
import type { Page } from "../http/response.js";
import { type PageSize, Paginator, sizeQuery, withParameters } from "./paginator.js";

export interface OffsetOptions {
  /** The parameter that says how many records to skip, e.g. `offset`. */
  readonly param: string;
  readonly size: PageSize;
  /** Where the body gives the number of all records, e.g. `total`; saves the request for the empty last page. */
  readonly total?: string;
}

/** Pages by the number of records to skip: as many as came, since a server may hand out fewer than were asked for. */
export class Offset extends Paginator {
  readonly endsWith: string;
  readonly #options: OffsetOptions;

  constructor(options: OffsetOptions) {
    super();
    this.#options = options;
    this.endsWith = options.total === undefined ? "an empty page" : `${options.total} reached`;
  }

  override first(request: HttpRequest): HttpRequest {
    return withParameters(request, { [this.#options.param]: 0, ...sizeQuery(this.#options.size) });
  }

  /** @throws SystemError if the records end before the total is reached. */
  next(page: Page): RequestChange | undefined {
    const { param, total } = this.#options;
    const offset = Number(page.request.query[param]) + page.recordCount;
    const all = total === undefined ? undefined : valueAt(page.body, total);
    if (typeof all === "number" && offset >= all) return undefined;
    if (page.recordCount > 0) return { query: { [param]: offset } };
    if (typeof all !== "number") return undefined;
    throw new SystemError(
      `${endpointOf(page.request)} gave ${offset} of the ${all} records that it has by its own word ("${total}"). ` +
        "The walk was stopped, for the rest is missing.",
    );
  }
}
