import type { FakeReply, FakeRequest } from "@sluice/testkit";

/** Of an unknown id, of another account's, and of two that do not belong together: without a body. */
export const NOT_FOUND: FakeReply = { status: 404 };

export const FORBIDDEN: FakeReply = { status: 403 };

/** How ConfigCat names what is wrong with a request: a list of messages for each parameter. */
export function badRequest(parameter: string, message: string): FakeReply {
  return { status: 400, json: { [parameter]: [message] } };
}

/** JSON that was put together by hand, for numbers that JavaScript cannot hold. */
export function jsonText(text: string): FakeReply {
  return { bytes: Buffer.from(text), headers: { "content-type": "application/json; charset=utf-8" } };
}

/** A part of a list, and what the API says about it. */
interface Page<T> {
  readonly rows: readonly T[];
  readonly paging: {
    readonly currentPage: number;
    readonly totalPages: number;
    readonly pageSize: number;
    readonly totalCount: number;
    readonly hasPrevious: boolean;
    readonly hasNext: boolean;
  };
}

const LARGEST_PAGE = 100;
const LARGEST_INT32 = 2_147_483_647;

/** The page that a request asks for; beyond the end it is empty. What cannot be asked for is answered with 400. */
export function pageOf<T>(
  all: readonly T[],
  { query }: FakeRequest,
  defaultSize: number,
): Page<T> | { readonly error: FakeReply } {
  const pageSize = integer(query, "pageSize", defaultSize);
  const currentPage = integer(query, "pageNumber", 1);
  if (!(pageSize >= 1 && pageSize <= LARGEST_PAGE)) {
    return { error: badRequest("pageSize", `Between 1 and ${LARGEST_PAGE}, please.`) };
  }
  if (!(currentPage >= 1 && currentPage <= LARGEST_INT32)) {
    return { error: badRequest("pageNumber", "The first page is 1.") };
  }
  const totalPages = Math.ceil(all.length / pageSize);
  const start = (currentPage - 1) * pageSize;
  const paging = {
    currentPage,
    totalPages,
    pageSize,
    totalCount: all.length,
    hasPrevious: currentPage > 1,
    hasNext: currentPage < totalPages,
  };
  return { rows: all.slice(start, start + pageSize), paging };
}

/** A whole number from a query; not a number for anything else. */
function integer(query: URLSearchParams, name: string, unlessGiven: number): number {
  const text = query.get(name);
  if (text === null) return unlessGiven;
  return /^\d{1,10}$/.test(text) ? Number(text) : Number.NaN;
}
