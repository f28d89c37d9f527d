import { SystemError } from "../errors/connector-error.js";
import { valueAt } from "../http/json.js";
import { endpointOf, type RequestChange } from "../http/request.js";
import type { Page } from "../http/response.js";
import { isJsonObject } from "../protocol/json.js";
import { CursorTokenPaginator } from "./cursor-token.js";

/** Where a body has its connection, and which variables of the document page through it. */
export interface RelayPaginatorOptions {
  /** Where the connection is in the body, e.g. `data.issues`: the object with the `pageInfo`. */
  readonly at: string;
  /** The variable for the cursor; `after` if it is not set. */
  readonly after?: string;
  /** The variable for the maximum number of records of a page, `first` if it is not set, and its value. */
  readonly size?: { readonly param?: string; readonly value: number };
}

/**
 * Connections of GraphQL, as Relay specifies them: `pageInfo` has `hasNextPage` and `endCursor`, which is the variable `after` of
 * the next request.
 */
export class RelayPaginator extends CursorTokenPaginator {
  readonly #at: string;

  constructor({ at, after = "after", size }: RelayPaginatorOptions) {
    super({
      at: `${at}.pageInfo.endCursor`,
      hasMore: `${at}.pageInfo.hasNextPage`,
      in: "body",
      param: ["variables", after],
      ...(size && { size: { param: ["variables", size.param ?? "first"], in: "body", value: size.value } }),
    });
    this.#at = at;
  }

  /** @throws SystemError if the document does not ask for both parts of `pageInfo`: the list would end with its first page. */
  override next(page: Page): RequestChange | undefined {
    const connection = valueAt(page.body, this.#at) ?? null;
    const { hasNextPage, endCursor } = pageInfoOf(connection);
    if (connection === null || (hasNextPage !== undefined && endCursor !== undefined)) return super.next(page);
    throw new SystemError(
      `${endpointOf(page.request)} answered without hasNextPage or endCursor at "${this.#at}.pageInfo". Pagination was stopped. ` +
        "Add pageInfo { hasNextPage endCursor } to the document.",
    );
  }
}

function pageInfoOf(connection: unknown): { readonly hasNextPage?: unknown; readonly endCursor?: unknown } {
  const pageInfo = isJsonObject(connection) ? connection["pageInfo"] : undefined;
  return isJsonObject(pageInfo) ? pageInfo : {};
}
