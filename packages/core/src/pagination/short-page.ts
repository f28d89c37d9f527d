import { SystemError } from "../errors/connector-error.js";
import type { Page } from "../http/response.js";
import { type PageSize, totalAt } from "./paginator.js";

/** A paginator whose list ends at a page that is not full. */
export interface StopsShortOption {
  /**
   * Whether a page with fewer records than a full one is the last. It saves the request for the empty page after it, which is
   * every second request where most lists have one page. Only for an API that fills its pages: not where it filters them after
   * it has cut them.
   *
   * A path, e.g. `paging.limit`, is where the body says how many records a full page has. `true` is the requested `size`; a short
   * page of 25, 64 or 100 records, say, is then followed by another request, because the server may have capped the size.
   */
  readonly stopsShort?: true | string;
}

/** @throws SystemError where `stopsShort` is true without a size. */
export function checkStopsShort({ stopsShort, size }: StopsShortOption & { readonly size?: PageSize }): void {
  if (stopsShort !== true || size !== undefined) return;
  throw new SystemError(
    "stopsShort is true, but no page size is requested. Set size, or name the path at which bodies say their size.",
  );
}

/** Whether a page is the last one, because it is not full. */
export function isShort(
  { body, recordCount }: Page,
  { stopsShort, size }: StopsShortOption & { readonly size?: PageSize },
): boolean {
  if (typeof stopsShort === "string") return recordCount < (totalAt(body, stopsShort) ?? 0);
  return stopsShort === true && recordCount < (size?.value ?? 0) && !mayBeCap(recordCount);
}

/** Whether servers cap their pages at such a number: a multiple of 10 or 25, or a power of 2 from 16 on. */
function mayBeCap(count: number): boolean {
  return count % 10 === 0 || count % 25 === 0 || (count >= 16 && Number.isInteger(Math.log2(count)));
}
