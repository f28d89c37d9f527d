import { PAGE_SIZE, type Paging } from "../design.js";

/** What differs between ways of paging, as pieces of source text. */
export interface PagingParts {
  /** The paginator of core, and how it is made. */
  readonly paginator: string;
  readonly made: (isEnveloped: boolean) => string;
  /** In the fake: the parameter of the page's size, */
  readonly size: string;
  /** the position of a page's first record, by the request's `query`, */
  readonly start: string;
  /** and the rest of the envelope, by `start`, `end`, `rows` and `request`. */
  readonly around: string;
}

/** The pieces for one way of paging; undefined where everything comes at once. */
export function pagingParts(paging: Paging): PagingParts | undefined {
  switch (paging) {
    case "none":
      return undefined;
    case "cursor":
      return {
        paginator: "CursorTokenPaginator",
        made: () => `new CursorTokenPaginator({ at: "next_cursor", param: "cursor", ${size("limit")} })`,
        size: "limit",
        start: 'Number(Buffer.from(query.get("cursor") ?? "", "base64url").toString())',
        around: '{ next_cursor: end < rows.length ? Buffer.from(String(end)).toString("base64url") : null }',
      };
    case "page":
      return {
        paginator: "PageNumberPaginator",
        made: (isEnveloped) =>
          `new PageNumberPaginator({ param: "page", ${size("per_page")}${isEnveloped ? ', hasMore: "has_more"' : ""} })`,
        size: "per_page",
        start: '(Number(query.get("page") ?? 1) - 1) * size',
        around: "{ has_more: end < rows.length }",
      };
    case "offset":
      return {
        paginator: "OffsetPaginator",
        made: (isEnveloped) =>
          `new OffsetPaginator({ param: "offset", ${size("limit")}${isEnveloped ? ', total: "total"' : ""} })`,
        size: "limit",
        start: 'Number(query.get("offset") ?? 0)',
        around: "{ total: rows.length }",
      };
    case "next-url":
      return {
        paginator: "NextUrlPaginator",
        made: () => `new NextUrlPaginator({ at: "next", ${size("limit")} })`,
        size: "limit",
        start: 'Number(query.get("from") ?? 0)',
        around: "{ next: end < rows.length ? linkTo(request, end) : null }",
      };
  }
}

function size(param: string): string {
  return `size: { param: "${param}", value: ${PAGE_SIZE} }`;
}
