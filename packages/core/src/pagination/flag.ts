import { SystemError } from "../errors/connector-error.js";
import { valueAt } from "../http/json.js";
import { endpointOf, type RequestChange } from "../http/request.js";
import type { Page } from "../http/response.js";
import type { JsonValue } from "../protocol/json.js";
import { isEnd } from "./paginator.js";

/** A paginator whose API says in each body whether there is more. */
export interface HasMoreOption {
  /**
   * Where the body says whether there is more, e.g. `paging.hasNext` or `next`. There is for true, a text, and a number other
   * than 0; there is not for false, null, `""`, 0 and the texts "false", "no" and "0". A field that is missing does not count: APIs
   * leave it out on their last page, and a misspelt path must not end a list on its first page.
   */
  readonly hasMore?: string;
}

/** For `endsWith`. */
export function saidNo({ hasMore }: HasMoreOption): string | undefined {
  return hasMore === undefined ? undefined : `${hasMore} said no`;
}

/**
 * What a page says of the pages after it; undefined if it has no flag, or the paginator reads none.
 *
 * @throws SystemError if the value at the path says neither that there are more pages nor that there are none.
 */
export function flagOf({ body, request }: Page, at: string | undefined): boolean | undefined {
  if (at === undefined) return undefined;
  const flag = valueAt(body, at);
  if (flag === undefined) return isParentNull(body, at) ? false : undefined;
  if (isEnd(flag) || (typeof flag === "string" && /^(false|no|0)$/i.test(flag.trim()))) return false;
  if (typeof flag !== "object") return true;
  throw new SystemError(
    `${endpointOf(request)} answered with a value at "${at}" that is not a flag. Pagination was stopped.`,
  );
}

/** Whether the path leads through a null, e.g. `{ paging: null }`: unlike a missing field it says that there is no more. */
function isParentNull(body: JsonValue, at: string): boolean {
  const names = at.split(".");
  return names.some((_name, depth) => depth > 0 && valueAt(body, names.slice(0, depth).join(".")) === null);
}

/**
 * The next page by what a page has for it, a link or a token. A flag that says no ends the list in spite of it.
 *
 * @param next.of the change, if the page has what leads on; undefined if it does not.
 * @throws SystemError if the flag says that there is more, but nothing leads there.
 */
export function unlessFlagged(
  page: Page,
  at: string | undefined,
  next: { readonly what: string; readonly of: () => RequestChange | undefined },
): RequestChange | undefined {
  const flag = flagOf(page, at);
  const change = flag === false ? undefined : next.of();
  if (change !== undefined || flag !== true) return change;
  throw new SystemError(
    `${endpointOf(page.request)} reports more records at "${at}", but has no ${next.what} to them. Pagination was stopped.`,
  );
}
