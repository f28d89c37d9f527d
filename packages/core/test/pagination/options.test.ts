/** The options that several paginators share: flags, short pages, bare first requests, links that lose filters. */
import { describe, expect, test } from "@jest/globals";
import { SystemError } from "../../src/errors/connector-error.js";
import { createRequest, type Query, type RequestChange } from "../../src/http/request.js";
import type { Page } from "../../src/http/response.js";
import { AfterLastPaginator } from "../../src/pagination/after-last.js";
import { CursorTokenPaginator } from "../../src/pagination/cursor-token.js";
import { HeaderTokenPaginator } from "../../src/pagination/header-token.js";
import { LinkHeaderPaginator } from "../../src/pagination/link-header.js";
import { NextUrlPaginator } from "../../src/pagination/next-url.js";
import { OffsetPaginator } from "../../src/pagination/offset.js";
import { PageNumberPaginator } from "../../src/pagination/page-number.js";
import type { Paginator } from "../../src/pagination/paginator.js";
import type { JsonObject, JsonValue } from "../../src/protocol/json.js";

interface PageParts {
  readonly body?: JsonValue;
  readonly headers?: Readonly<Record<string, string>>;
  readonly records?: readonly JsonObject[];
  readonly recordCount?: number;
  readonly query?: Query;
}

function page({ body = {}, headers = {}, records = [{ id: 7 }], query = {}, ...parts }: PageParts): Page {
  const request = createRequest("https://api.example.com", "v1/tags", { query });
  return { request, headers, body, records, recordCount: parts.recordCount ?? records.length };
}

const size = { param: "limit", value: 500 };
const hasMore = "more";

describe("a flag for more pages", () => {
  const leading = { next: "abc", id: 7 };
  const headers = { link: '</b>; rel="next"', "x-next": "abc" };
  const paginators: readonly (readonly [string, Paginator])[] = [
    ["CursorTokenPaginator", new CursorTokenPaginator({ at: "next", param: "after", hasMore })],
    ["NextUrlPaginator", new NextUrlPaginator({ at: "next", hasMore })],
    ["LinkHeaderPaginator", new LinkHeaderPaginator({ hasMore })],
    ["HeaderTokenPaginator", new HeaderTokenPaginator({ header: "X-Next", param: "after", hasMore })],
    ["AfterLastPaginator", new AfterLastPaginator({ field: "id", param: "after", hasMore })],
    ["OffsetPaginator", new OffsetPaginator({ param: "offset", hasMore })],
    ["PageNumberPaginator", new PageNumberPaginator({ param: "page", hasMore })],
  ];

  test.each(paginators)("ends the list of %s although something leads on", (_name, paginator) => {
    for (const more of [false, null, "", 0, "no"]) {
      expect(paginator.next(page({ body: { ...leading, more }, headers }))).toBeUndefined();
    }
  });

  test.each(paginators)("lets the list of %s continue", (_name, paginator) => {
    for (const more of [true, "yes", 3]) {
      expect(paginator.next(page({ body: { ...leading, more }, headers }))).toBeDefined();
    }
  });

  test.each(paginators)("does not count for %s where it is missing", (_name, paginator) => {
    expect(paginator.next(page({ body: leading, headers }))).toBeDefined();
  });

  test.each(paginators)("fails the list of %s where it is not a flag", (_name, paginator) => {
    expect(() => paginator.next(page({ body: { ...leading, more: [true] }, headers }))).toThrow("that is not a flag");
  });

  test.each(paginators)("is named in the end of %s", (_name, paginator) => {
    expect(paginator.endsWith).toMatch(/^more said no or /);
  });

  test.each(paginators.slice(0, 5))(
    "that reports more fails the list of %s where nothing leads there",
    (_name, paginator) => {
      const next = () => paginator.next(page({ body: { more: true }, records: [] }));
      expect(next).toThrow(SystemError);
      expect(next).toThrow(/^GET \/v1\/tags reports more records at "more", but has no (token|link|record) to/);
    },
  );

  test.each(paginators.slice(0, 5))(
    "that is missing ends the list of %s where nothing leads on",
    (_name, paginator) => {
      expect(paginator.next(page({ records: [] }))).toBeUndefined();
    },
  );

  test("wins over a short page", () => {
    const paginator = new OffsetPaginator({ param: "offset", size, stopsShort: true, hasMore });
    expect(paginator.next(page({ body: { more: true } }))).toEqual({ query: { offset: 1 } });
  });
});

describe("a list that ends with a short page", () => {
  const paginators = (stopsShort: true | string): readonly Paginator[] => [
    new OffsetPaginator({ param: "offset", size, stopsShort }),
    new PageNumberPaginator({ param: "page", size, stopsShort }),
    new AfterLastPaginator({ field: "id", param: "after", size, stopsShort }),
  ];
  const isLast = (recordCount: number, stopsShort: true | string, body: JsonValue = {}) =>
    paginators(stopsShort).map((paginator) => paginator.next(page({ recordCount, body })) === undefined);

  test.each([1, 3, 99, 499])("needs no request after a page of %i where 500 were requested", (count) => {
    expect(isLast(count, true)).toEqual([true, true, true]);
  });

  test.each([25, 50, 64, 100, 250, 256, 500, 501])(
    "is read on after %i records, at which the server may cap its pages",
    (count) => {
      expect(isLast(count, true)).toEqual([false, false, false]);
    },
  );

  test.each([
    [100, 100, false],
    [99, 100, true],
    [50, 100, true],
    [60, 50, false],
  ])("compares %i records with the size %i that the server shows", (count, shown, expected) => {
    expect(isLast(count, "meta.per_page", { meta: { per_page: shown } })).toEqual([expected, expected, expected]);
  });

  test("is read on where the server does not show its size", () => {
    expect(isLast(3, "meta.per_page")).toEqual([false, false, false]);
  });

  test("needs a size to compare with", () => {
    expect(() => new OffsetPaginator({ param: "offset", stopsShort: true })).toThrow("no page size is requested");
    expect(() => new PageNumberPaginator({ param: "page", stopsShort: true })).toThrow(SystemError);
    expect(() => new AfterLastPaginator({ field: "id", param: "after", stopsShort: true })).toThrow(SystemError);
    expect(() => new OffsetPaginator({ param: "offset", stopsShort: "limit" })).not.toThrow();
  });

  test("says so in its end", () => {
    expect(paginators(true).map(({ endsWith }) => endsWith)).toEqual(Array(3).fill("a short page or an empty page"));
  });
});

describe("a first request without a number", () => {
  test.each<[string, Paginator, Query, RequestChange]>([
    [
      "PageNumberPaginator",
      new PageNumberPaginator({ param: "page", size, startsBare: true }),
      { limit: 500 },
      { query: { page: 2 } },
    ],
    [
      "PageNumberPaginator from 0",
      new PageNumberPaginator({ param: "page", start: 0, startsBare: true }),
      {},
      { query: { page: 1 } },
    ],
    [
      "OffsetPaginator",
      new OffsetPaginator({ param: "offset", size, startsBare: true }),
      { limit: 500 },
      { query: { offset: 1 } },
    ],
    [
      "OffsetPaginator without a size",
      new OffsetPaginator({ param: "offset" }),
      { offset: 0 },
      { query: { offset: 1 } },
    ],
  ])("leads to the second page of %s", (_name, paginator, first, next) => {
    const request = paginator.first(createRequest("https://api.example.com", "v1/tags"));
    expect(request.query).toEqual(first);
    expect(paginator.next({ ...page({}), request })).toEqual(next);
  });
});

describe("a link that loses filters", () => {
  const query = { state: "open", tag: ["a", "b"], cursor: "1" };
  const follow = (url: string, keepsQuery: boolean) => [
    new NextUrlPaginator({ at: "next", keepsQuery }).next(page({ body: { next: url }, query })),
    new LinkHeaderPaginator({ keepsQuery }).next(page({ headers: { link: `<${url}>; rel="next"` }, query })),
  ];

  test("gets them back where the paginator keeps the query", () => {
    const url = "/v1/tags?cursor=2";
    const change = { url, query: { state: "open", tag: ["a", "b"] } };
    expect(follow(url, true)).toEqual([change, change]);
  });

  test("is followed as it is otherwise, and where it has them all", () => {
    const [whole, bare] = ["?cursor=2&state=closed&tag=a", "/v1/tags?cursor=2"];
    expect(follow(whole, true)).toEqual([{ url: whole }, { url: whole }]);
    expect(follow(bare, false)).toEqual([{ url: bare }, { url: bare }]);
  });

  test("is passed on where it is not a URL, which is refused later", () => {
    expect(follow("http://[", true)).toEqual([{ url: "http://[" }, { url: "http://[" }]);
  });
});

describe("HeaderTokenPaginator", () => {
  const paginator = new HeaderTokenPaginator({ header: "X-Next-Page", param: "page" });

  test.each<[Record<string, string>, RequestChange | undefined]>([
    [{ "x-next-page": "2" }, { query: { page: "2" } }],
    [{ "x-next-page": " a=b " }, { query: { page: "a=b" } }],
    [{ "x-next-page": "" }, undefined],
    [{}, undefined],
  ])("with the headers %j leads to %j", (headers, expected) => {
    expect(paginator.next(page({ headers }))).toEqual(expected);
  });

  test("sends the token back in a header or in a body", () => {
    const headers = { "x-next": "t" };
    const back = (place: "header" | "body") =>
      new HeaderTokenPaginator({ header: "x-next", param: "X-After", in: place }).next(page({ headers }));
    expect(back("header")).toEqual({ headers: { "x-after": "t" } });
    expect(back("body")).toEqual({ body: [["X-After", "t"]] });
  });

  test("says why it ends, and can be resumed", () => {
    expect(paginator.endsWith).toBe("no X-Next-Page");
    expect(paginator.resumeParam?.name).toBe("page");
  });
});

describe("AfterLastPaginator", () => {
  const paginator = new AfterLastPaginator({ field: "meta.id", param: "starting_after" });
  const ids = (...all: JsonValue[]) => all.map((id) => ({ meta: { id } }));

  test("continues after the last record", () => {
    expect(paginator.next(page({ records: ids("a", "b") }))).toEqual({ query: { starting_after: "b" } });
    expect(paginator.next(page({ records: ids(1, 2) }))).toEqual({ query: { starting_after: 2 } });
    const inBody = new AfterLastPaginator({ field: "id", param: "after.id", in: "body" });
    expect(inBody.next(page({}))).toEqual({ body: [["after.id", 7]] });
  });

  test("ends at a page without a record, and can be resumed", () => {
    expect(paginator.next(page({ records: [] }))).toBeUndefined();
    expect(paginator.endsWith).toBe("an empty page");
    expect(paginator.resumeParam?.name).toBe("starting_after");
  });

  test.each([[null], [true], [{}], [2 ** 53]])("refuses the value %j, from which nothing can continue", (id) => {
    expect(() => paginator.next(page({ records: ids(id) }))).toThrow(
      'answered with a value at "meta.id" of its last record that is not a token',
    );
  });

  test("refuses a last record without the field", () => {
    expect(() => paginator.next(page({ records: [{ id: 1 }] }))).toThrow(SystemError);
  });
});
