import { ConnectorError } from "../errors/connector-error.js";
import { applyChange, type HttpRequest, type RequestChange } from "../http/request.js";
import type { Page } from "../http/response.js";
import type { Paginator } from "../pagination/paginator.js";
import { type Walk, type WalkedPage, walkPages } from "./page-walk.js";

/** The value of the parameter that leads to a page, e.g. an opaque token. */
export type Place = string | number;

/** Refusals of a page that was gone back to which say "no such place any more". */
const PLACE_IS_GONE = [400, 404, 410, 422];

/**
 * The pages of a walk, from where an earlier attempt stopped; from the start, if the API knows that place no more.
 *
 * @param tell told of that.
 */
export async function* pagesFrom(
  place: Place | undefined,
  { walk, first, tell }: { readonly walk: Walk; readonly first: HttpRequest; readonly tell: (text: string) => void },
): AsyncGenerator<WalkedPage> {
  const { resumesBy } = walk.paginator;
  if (place !== undefined && resumesBy !== undefined) {
    let isBegun = false;
    try {
      for await (const page of walkPages(walk, applyChange(first, { query: { [resumesBy]: place } }))) {
        isBegun = true;
        yield page;
      }
      return;
    } catch (error) {
      if (isBegun || !(error instanceof ConnectorError) || !PLACE_IS_GONE.includes(error.status ?? 0)) throw error;
      tell(
        `The API no longer knows the page at which an earlier attempt stopped (HTTP ${error.status}): it is read from the start.`,
      );
    }
  }
  yield* walkPages(walk, first);
}

/** Whether a page is the one that was gone back to. */
export function isAtPlace(place: Place | undefined, { resumesBy }: Paginator, { request }: Page): boolean {
  return place !== undefined && resumesBy !== undefined && request.query[resumesBy] === place;
}

/** Where the page after this one is to be found again. */
export function placeAfter(paginator: Paginator, page: Page): Place | undefined {
  if (paginator.resumesBy === undefined) return undefined;
  const value = nextOf(paginator, page)?.query?.[paginator.resumesBy];
  return typeof value === "string" || typeof value === "number" ? value : undefined;
}

/** A reply whose link cannot be understood ends the walk when the next page is asked for, not here. */
function nextOf(paginator: Paginator, page: Page): RequestChange | undefined {
  try {
    return paginator.next(page);
  } catch {
    return undefined;
  }
}
