import { describe, expect, test } from "@jest/globals";
import { SystemError } from "../../src/errors/connector-error.js";
import { createRequest, type Query, type RequestChange } from "../../src/http/request.js";
import type { Page } from "../../src/http/response.js";
import { CursorTokenPaginator } from "../../src/pagination/cursor-token.js";
import { LinkHeaderPaginator } from "../../src/pagination/link-header.js";
import { NextUrlPaginator } from "../../src/pagination/next-url.js";
import { OffsetPaginator } from "../../src/pagination/offset.js";
import { PageNumberPaginator } from "../../src/pagination/page-number.js";
import type { Paginator } from "../../src/pagination/paginator.js";
import { SinglePagePaginator } from "../../src/pagination/single-page.js";
import type { JsonValue } from "../../src/protocol/json.js";

const request = (query: Query = {}) => createRequest("https://api.example.com", "v1/tags", { query });

const page = (body: JsonValue, recordCount = 2, query: Query = {}): Page => ({
  request: request(query),
  headers: {},
  body,
  recordCount,
  records: [],
});

const size = { param: "limit", value: 100 };

describe("the first request of a list", () => {
  test.each<[string, Paginator, Query]>([
    ["SinglePagePaginator", new SinglePagePaginator(), { a: 1 }],
    ["NextUrlPaginator", new NextUrlPaginator({ at: "next" }), { a: 1 }],
    ["NextUrlPaginator with a size", new NextUrlPaginator({ at: "next", size }), { a: 1, limit: 100 }],
    ["CursorTokenPaginator", new CursorTokenPaginator({ at: "next", param: "cursor" }), { a: 1 }],
    [
      "CursorTokenPaginator with a size",
      new CursorTokenPaginator({ at: "next", param: "cursor", size }),
      { a: 1, limit: 100 },
    ],
    ["PageNumberPaginator", new PageNumberPaginator({ param: "page" }), { a: 1, page: 1 }],
    [
      "PageNumberPaginator from 0 with a size",
      new PageNumberPaginator({ param: "page", start: 0, size }),
      { a: 1, page: 0, limit: 100 },
    ],
    ["OffsetPaginator", new OffsetPaginator({ param: "offset", size }), { a: 1, offset: 0, limit: 100 }],
  ])("keeps the stream's query and adds the parameters of %s", (_name, paginator, expected) => {
    const original = request({ a: 1 });
    const first = paginator.first(original);
    expect(first.query).toEqual(expected);
    expect(first.url).toBe(original.url);
    expect(original.query).toEqual({ a: 1 });
  });
});

describe("SinglePagePaginator", () => {
  test("has no next page, whatever the body is", () => {
    expect(new SinglePagePaginator().next()).toBeUndefined();
    expect(new SinglePagePaginator().endsWith).toBe("not paged");
  });
});

describe("NextUrlPaginator", () => {
  test.each<[string, string, JsonValue, number, RequestChange | undefined]>([
    [
      "a link",
      "next",
      { next: "https://api.example.com/v1/tags?page=2" },
      2,
      { url: "https://api.example.com/v1/tags?page=2" },
    ],
    ["a relative link", "next", { next: "?page=2" }, 2, { url: "?page=2" }],
    ["a link on an empty page", "next", { next: "?page=2" }, 0, { url: "?page=2" }],
    ["a nested link", "links.next", { links: { next: "/b" } }, 2, { url: "/b" }],
    ["null", "next", { next: null }, 2, undefined],
    ["no link", "next", { results: [] }, 2, undefined],
    ["an empty text", "next", { next: "" }, 2, undefined],
    ["no parent of the link", "links.next", { links: null }, 2, undefined],
    ["a bare list", "next", [{ id: 1 }], 1, undefined],
  ])("handles a body with %s", (_what, at, body, recordCount, expected) => {
    expect(new NextUrlPaginator({ at }).next(page(body, recordCount))).toEqual(expected);
  });

  test.each([[{ next: false }], [{ next: 0 }], [{ next: "" }], [{ next: null }]])("ends the list at %j", (body) => {
    expect(new NextUrlPaginator({ at: "next" }).next(page(body))).toBeUndefined();
  });

  test.each([[{ next: 5 }], [{ next: true }], [{ next: ["/b"] }], [{ next: { href: "/b" } }]])(
    "refuses %j, which is not a link",
    (body) => {
      const next = () => new NextUrlPaginator({ at: "next" }).next(page(body));
      expect(next).toThrow(SystemError);
      expect(next).toThrow('GET /v1/tags answered with a value at "next" that is not a link.');
    },
  );

  test("says why it ends", () => {
    expect(new NextUrlPaginator({ at: "next" }).endsWith).toBe("no next link");
  });
});

describe("CursorTokenPaginator", () => {
  test.each<[string, string, JsonValue, number, RequestChange | undefined]>([
    ["a token", "next", { next: "abc=" }, 2, { query: { cursor: "abc=" } }],
    ["a number", "next", { next: 42 }, 2, { query: { cursor: 42 } }],
    ["zero", "next", { next: 0 }, 2, undefined],
    ["false", "next", { next: false }, 2, undefined],
    ["a token on an empty page", "next", { next: "abc" }, 0, { query: { cursor: "abc" } }],
    ["a nested token", "meta.next", { meta: { next: "x" } }, 2, { query: { cursor: "x" } }],
    ["null", "next", { next: null }, 2, undefined],
    ["no token", "next", {}, 2, undefined],
    ["an empty text", "next", { next: "" }, 2, undefined],
    ["no parent of the token", "meta.next", {}, 2, undefined],
  ])("handles a body with %s", (_what, at, body, recordCount, expected) => {
    expect(new CursorTokenPaginator({ at, param: "cursor" }).next(page(body, recordCount))).toEqual(expected);
  });

  test.each([[{ next: true }], [{ next: ["abc"] }], [{ next: { token: "abc" } }]])(
    "refuses %j, which is not a cursor",
    (body) => {
      const next = () => new CursorTokenPaginator({ at: "next", param: "cursor" }).next(page(body));
      expect(next).toThrow(SystemError);
      expect(next).toThrow('GET /v1/tags answered with a value at "next" that is not a token.');
    },
  );

  test("refuses a number that lost digits, because it would lead to another page", () => {
    const next = () => new CursorTokenPaginator({ at: "next", param: "cursor" }).next(page({ next: 2 ** 53 }));
    expect(next).toThrow(SystemError);
  });

  test("says why it ends", () => {
    expect(new CursorTokenPaginator({ at: "next", param: "cursor" }).endsWith).toBe("no next cursor");
  });
});

describe("PageNumberPaginator", () => {
  const flagged = new PageNumberPaginator({ param: "page", hasMore: "paging.hasNext" });
  const plain = new PageNumberPaginator({ param: "page" });
  const more = (hasNext: JsonValue) => ({ paging: { hasNext } });

  test.each<[string, PageNumberPaginator, JsonValue, number, Query, RequestChange | undefined]>([
    ["records", plain, [], 2, { page: 1 }, { query: { page: 2 } }],
    ["records, from 0", plain, [], 2, { page: 0 }, { query: { page: 1 } }],
    ["a number that a link wrote as text", plain, [], 2, { page: "9" }, { query: { page: 10 } }],
    ["no record", plain, [], 0, { page: 3 }, undefined],
    ["more pages", flagged, more(true), 2, { page: 1 }, { query: { page: 2 } }],
    ["more pages and no record", flagged, more(true), 0, { page: 1 }, undefined],
    ["no more pages", flagged, more(false), 2, { page: 1 }, undefined],
    ["null instead of a flag", flagged, more(null), 2, { page: 1 }, undefined],
    ["a link instead of a flag", flagged, more("/v1/tags?page=2"), 2, { page: 1 }, { query: { page: 2 } }],
    ["an empty text instead of a flag", flagged, more(""), 2, { page: 1 }, undefined],
    ["a number instead of a flag", flagged, more(2), 2, { page: 1 }, { query: { page: 2 } }],
    ["a negative number instead of a flag", flagged, more(-1), 2, { page: 1 }, { query: { page: 2 } }],
    ["zero instead of a flag", flagged, more(0), 2, { page: 1 }, undefined],
    ["an object instead of a flag and no record", flagged, more({}), 0, { page: 1 }, undefined],
    [
      "no flag and records, because a misspelt path must not end the list",
      flagged,
      {},
      2,
      { page: 1 },
      { query: { page: 2 } },
    ],
    ["null instead of the flag's parent", flagged, { paging: null }, 2, { page: 1 }, undefined],
    ["no flag and no record", flagged, {}, 0, { page: 1 }, undefined],
    ["the text false", flagged, more("false"), 2, { page: 1 }, undefined],
  ])("handles a page with %s", (_what, paginator, body, recordCount, query, expected) => {
    expect(paginator.next(page(body, recordCount, query))).toEqual(expected);
  });

  test("says why it ends", () => {
    expect(plain.endsWith).toBe("an empty page");
    expect(flagged.endsWith).toBe("paging.hasNext said no or an empty page");
  });

  const counted = new PageNumberPaginator({ param: "page", total: "count" });
  const countedFlag = new PageNumberPaginator({ param: "page", total: "count", hasMore: "more" });

  test.each([
    ["all records on the first page", counted, { count: 2 }, 2, 1, undefined],
    ["as many records on a later page", counted, { count: 2 }, 2, 2, { query: { page: 3 } }],
    ["fewer records than the total", counted, { count: 3 }, 2, 1, { query: { page: 2 } }],
    ["more records than the total, which is then wrong", counted, { count: 1 }, 2, 1, { query: { page: 2 } }],
    ["no total", counted, {}, 2, 1, { query: { page: 2 } }],
    ["all records, but a flag for more", countedFlag, { count: 2, more: true }, 2, 1, { query: { page: 2 } }],
  ])("handles a counted list with %s", (_what, paginator, body, recordCount, number, expected) => {
    expect(paginator.next(page(body, recordCount, { page: number }))).toEqual(expected);
  });

  test.each([[{ more: true }], [["/v1/tags?page=2"]], [{}], [[]]])("refuses %j, which is not a flag", (hasNext) => {
    const next = () => flagged.next(page(more(hasNext), 2, { page: 1 }));
    expect(next).toThrow(SystemError);
    expect(next).toThrow(
      'GET /v1/tags answered with a value at "paging.hasNext" that is not a flag. Pagination was stopped.',
    );
  });
});

describe("LinkHeaderPaginator", () => {
  const nextOf = (link: string) => new LinkHeaderPaginator().next({ ...page({}), headers: { link } });

  test.each([
    ['<https://a.example/x?page=2>; rel="next"', "https://a.example/x?page=2"],
    ["</x?page=2>; rel=next", "/x?page=2"],
    ['</p>; rel="prev", </n>; rel="next"', "/n"],
    ['</n>; rel="prev next"', "/n"],
    ['</n>; title="a, b"; rel="next"', "/n"],
    ['</n>; title="a \\" b; rel=prev"; rel="next"', "/n"],
    ['</a,b;c>; REL = "Next"', "/a,b;c"],
    ['</p>; rel="next-archive", </n>; rel="next"', "/n"],
    ['</n>; rel="next"; rel="prev"', "/n"],
    ["</n> ; crossorigin ; rel=next", "/n"],
  ])("finds the next page in %s", (link, url) => {
    expect(nextOf(link)).toEqual({ url });
  });

  test.each([
    "",
    '</n>; rel="next-archive"',
    '</n>; rel="prev"; rel="next"',
    '</n>; title="rel=next"',
    '</n>; rev="next"',
  ])("ends the list at %j", (link) => {
    expect(nextOf(link)).toBeUndefined();
  });

  test("ends the list without the header", () => {
    expect(new LinkHeaderPaginator().next(page({}))).toBeUndefined();
  });
});

describe("OffsetPaginator", () => {
  const plain = new OffsetPaginator({ param: "offset", size });
  const counted = new OffsetPaginator({ param: "offset", size, total: "meta.total" });
  const total = (count: JsonValue) => ({ meta: { total: count } });

  test.each<[string, OffsetPaginator, JsonValue, number, number, RequestChange | undefined]>([
    ["a full page", plain, [], 100, 0, { query: { offset: 100 } }],
    ["fewer records than requested, which need not be the end", plain, [], 30, 100, { query: { offset: 130 } }],
    ["no record", plain, [], 0, 200, undefined],
    ["a total not reached", counted, total(250), 100, 100, { query: { offset: 200 } }],
    ["a total reached", counted, total(200), 100, 100, undefined],
    ["a total passed", counted, total(150), 100, 100, undefined],
    ["a total of none", counted, total(0), 0, 0, undefined],
    ["no total", counted, {}, 100, 0, { query: { offset: 100 } }],
    ["null instead of a total", counted, total(null), 100, 0, { query: { offset: 100 } }],
    ["a total in digits", counted, total("100"), 100, 0, undefined],
    ["a total in digits not reached", counted, total("101"), 100, 0, { query: { offset: 100 } }],
    ["a text instead of a total", counted, total("many"), 100, 0, { query: { offset: 100 } }],
    ["a negative total, which means unknown", counted, total(-1), 100, 0, { query: { offset: 100 } }],
    ["no record before the total is reached", counted, total(250), 0, 100, undefined],
    ["no record and no total", counted, {}, 0, 100, undefined],
  ])("handles a page with %s", (_what, paginator, body, recordCount, offset, expected) => {
    expect(paginator.next(page(body, recordCount, { offset }))).toEqual(expected);
  });

  test("says why it ends", () => {
    expect(plain.endsWith).toBe("an empty page");
    expect(counted.endsWith).toBe("meta.total reached or an empty page");
  });
});

describe.each<[string, Paginator]>([
  ["PageNumberPaginator", new PageNumberPaginator({ param: "page", total: "meta.total" })],
  ["OffsetPaginator", new OffsetPaginator({ param: "offset", size, total: "meta.total" })],
])("the total of %s", (_name, paginator) => {
  test.each<[JsonValue, number | undefined]>([
    [250, 250],
    [0, 0],
    ["250", 250],
    ["1,250", undefined],
    ["250 records", undefined],
    ["", undefined],
    [-1, undefined],
    [2.5, undefined],
    [2 ** 53, undefined],
    [null, undefined],
    [[250], undefined],
  ])("is read from %j as %p", (total, expected) => {
    expect(paginator.total?.(page({ meta: { total } }))).toBe(expected);
  });
});

test("paginators report no total unless its path is set", () => {
  const named = page({ total: 2, count: 2 });
  const paginators: Paginator[] = [
    new PageNumberPaginator({ param: "page" }),
    new OffsetPaginator({ param: "offset", size }),
  ];
  expect(paginators.map((paginator) => paginator.total?.(named))).toEqual([undefined, undefined]);
});
