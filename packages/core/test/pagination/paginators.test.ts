import { describe, expect, test } from "@jest/globals";
import { SystemError } from "../../src/errors/connector-error.js";
import { createRequest, type Query, type RequestChange } from "../../src/http/request.js";
import type { Page } from "../../src/http/response.js";
import { CursorToken } from "../../src/pagination/cursor-token.js";
import { NextUrl } from "../../src/pagination/next-url.js";
import { Offset } from "../../src/pagination/offset.js";
import { PageNumber } from "../../src/pagination/page-number.js";
import type { Paginator } from "../../src/pagination/paginator.js";
import { SinglePage } from "../../src/pagination/single-page.js";
import type { JsonValue } from "../../src/protocol/json.js";

const request = (query: Query = {}) => createRequest("https://api.example.com", "v1/tags", query);

const page = (body: JsonValue, recordCount = 2, query: Query = {}): Page => ({
  request: request(query),
  headers: {},
  body,
  recordCount,
  records: [],
});

const size = { param: "limit", value: 100 };

describe("the first request", () => {
  test.each<[string, Paginator, Query]>([
    ["SinglePage", new SinglePage(), { a: 1 }],
    ["NextUrl", new NextUrl({ at: "next" }), { a: 1 }],
    ["NextUrl with a size", new NextUrl({ at: "next", size }), { a: 1, limit: 100 }],
    ["CursorToken", new CursorToken({ at: "next", param: "cursor" }), { a: 1 }],
    ["CursorToken with a size", new CursorToken({ at: "next", param: "cursor", size }), { a: 1, limit: 100 }],
    ["PageNumber", new PageNumber({ param: "page" }), { a: 1, page: 1 }],
    ["PageNumber from 0 with a size", new PageNumber({ param: "page", start: 0, size }), { a: 1, page: 0, limit: 100 }],
    ["Offset", new Offset({ param: "offset", size }), { a: 1, offset: 0, limit: 100 }],
  ])("of %s keeps the stream's query and adds its own", (_name, paginator, expected) => {
    const original = request({ a: 1 });
    const first = paginator.first(original);
    expect(first.query).toEqual(expected);
    expect(first.url).toBe(original.url);
    expect(original.query).toEqual({ a: 1 });
  });
});

describe("SinglePage", () => {
  test("never goes on, whatever the body says", () => {
    expect(new SinglePage().next()).toBeUndefined();
    expect(new SinglePage().endsWith).toBe("not paged");
  });
});

describe("NextUrl", () => {
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
    ["none", "next", { results: [] }, 2, undefined],
    ["an empty text", "next", { next: "" }, 2, undefined],
    ["no parent of the link", "links.next", { links: null }, 2, undefined],
    ["a bare list", "next", [{ id: 1 }], 1, undefined],
  ])("with %s", (_what, at, body, recordCount, expected) => {
    expect(new NextUrl({ at }).next(page(body, recordCount))).toEqual(expected);
  });

  test.each([[{ next: 5 }], [{ next: true }], [{ next: false }], [{ next: ["/b"] }], [{ next: { href: "/b" } }]])(
    "refuses %j, which is no link",
    (body) => {
      const next = () => new NextUrl({ at: "next" }).next(page(body));
      expect(next).toThrow(SystemError);
      expect(next).toThrow('GET /v1/tags answered with "next" that is not a link.');
    },
  );

  test("says why it ends", () => {
    expect(new NextUrl({ at: "next" }).endsWith).toBe("no next link");
  });
});

describe("CursorToken", () => {
  test.each<[string, string, JsonValue, number, RequestChange | undefined]>([
    ["a token", "next", { next: "abc=" }, 2, { query: { cursor: "abc=" } }],
    ["a number", "next", { next: 42 }, 2, { query: { cursor: 42 } }],
    ["zero, which is a token like others", "next", { next: 0 }, 2, { query: { cursor: 0 } }],
    ["a token on an empty page", "next", { next: "abc" }, 0, { query: { cursor: "abc" } }],
    ["a nested token", "meta.next", { meta: { next: "x" } }, 2, { query: { cursor: "x" } }],
    ["null", "next", { next: null }, 2, undefined],
    ["none", "next", {}, 2, undefined],
    ["an empty text", "next", { next: "" }, 2, undefined],
    ["no parent of the token", "meta.next", {}, 2, undefined],
  ])("with %s", (_what, at, body, recordCount, expected) => {
    expect(new CursorToken({ at, param: "cursor" }).next(page(body, recordCount))).toEqual(expected);
  });

  test.each([[{ next: true }], [{ next: false }], [{ next: ["abc"] }], [{ next: { token: "abc" } }]])(
    "refuses %j, which is no cursor",
    (body) => {
      const next = () => new CursorToken({ at: "next", param: "cursor" }).next(page(body));
      expect(next).toThrow(SystemError);
      expect(next).toThrow('GET /v1/tags answered with "next" that is not a cursor.');
    },
  );

  test("refuses a number that lost digits on its way, for it would lead to another page", () => {
    const next = () => new CursorToken({ at: "next", param: "cursor" }).next(page({ next: 2 ** 53 }));
    expect(next).toThrow(SystemError);
  });

  test("says why it ends", () => {
    expect(new CursorToken({ at: "next", param: "cursor" }).endsWith).toBe("no next cursor");
  });
});

describe("PageNumber", () => {
  const flagged = new PageNumber({ param: "page", hasMore: "paging.hasNext" });
  const plain = new PageNumber({ param: "page" });
  const more = (hasNext: JsonValue) => ({ paging: { hasNext } });

  test.each<[string, PageNumber, JsonValue, number, Query, RequestChange | undefined]>([
    ["records", plain, [], 2, { page: 1 }, { query: { page: 2 } }],
    ["records, from 0", plain, [], 2, { page: 0 }, { query: { page: 1 } }],
    ["a number that a link wrote as text", plain, [], 2, { page: "9" }, { query: { page: 10 } }],
    ["no record", plain, [], 0, { page: 3 }, undefined],
    ["more to come", flagged, more(true), 2, { page: 1 }, { query: { page: 2 } }],
    ["more to come and no record", flagged, more(true), 0, { page: 1 }, undefined],
    ["nothing more to come", flagged, more(false), 2, { page: 1 }, undefined],
    ["null in place of a flag", flagged, more(null), 2, { page: 1 }, undefined],
    ["a link in place of a flag", flagged, more("/v1/tags?page=2"), 2, { page: 1 }, { query: { page: 2 } }],
    ["an empty text in place of a flag", flagged, more(""), 2, { page: 1 }, undefined],
    ["a number in place of a flag", flagged, more(2), 2, { page: 1 }, { query: { page: 2 } }],
    ["a number below zero in place of a flag", flagged, more(-1), 2, { page: 1 }, { query: { page: 2 } }],
    ["zero in place of a flag", flagged, more(0), 2, { page: 1 }, undefined],
    ["an object in place of a flag and no record", flagged, more({}), 0, { page: 1 }, undefined],
    ["no flag", flagged, {}, 2, { page: 1 }, undefined],
    ["a list in place of the envelope", flagged, [], 2, { page: 1 }, undefined],
  ])("with %s", (_what, paginator, body, recordCount, query, expected) => {
    expect(paginator.next(page(body, recordCount, query))).toEqual(expected);
  });

  test("says why it ends", () => {
    expect([plain.endsWith, flagged.endsWith]).toEqual(["an empty page", "paging.hasNext said no or an empty page"]);
  });

  test.each([[{ more: true }], [["/v1/tags?page=2"]], [{}], [[]]])(
    "refuses %j, which says neither that there is more nor that there is not",
    (hasNext) => {
      const next = () => flagged.next(page(more(hasNext), 2, { page: 1 }));
      expect(next).toThrow(SystemError);
      expect(next).toThrow('GET /v1/tags answered with "paging.hasNext" that is not a flag. The walk was stopped.');
    },
  );
});

describe("Offset", () => {
  const plain = new Offset({ param: "offset", size });
  const counted = new Offset({ param: "offset", size, total: "meta.total" });
  const total = (count: JsonValue) => ({ meta: { total: count } });

  test.each<[string, Offset, JsonValue, number, number, RequestChange | undefined]>([
    ["a full page", plain, [], 100, 0, { query: { offset: 100 } }],
    ["fewer than were asked for, which need not be the end", plain, [], 30, 100, { query: { offset: 130 } }],
    ["no record", plain, [], 0, 200, undefined],
    ["a total not reached", counted, total(250), 100, 100, { query: { offset: 200 } }],
    ["a total reached", counted, total(200), 100, 100, undefined],
    ["a total passed", counted, total(150), 100, 100, undefined],
    ["a total of none", counted, total(0), 0, 0, undefined],
    ["no total", counted, {}, 100, 0, { query: { offset: 100 } }],
    ["null in place of a total", counted, total(null), 100, 0, { query: { offset: 100 } }],
    ["a total in digits", counted, total("100"), 100, 0, undefined],
    ["a total in digits not reached", counted, total("101"), 100, 0, { query: { offset: 100 } }],
    ["a text in place of a total", counted, total("many"), 100, 0, { query: { offset: 100 } }],
    ["a total below zero, which means unknown", counted, total(-1), 100, 0, { query: { offset: 100 } }],
    ["no record before the total is reached", counted, total(250), 0, 100, undefined],
    ["no record and no total", counted, {}, 0, 100, undefined],
  ])("with %s", (_what, paginator, body, recordCount, offset, expected) => {
    expect(paginator.next(page(body, recordCount, { offset }))).toEqual(expected);
  });

  test("says why it ends", () => {
    expect([plain.endsWith, counted.endsWith]).toEqual(["an empty page", "meta.total reached or an empty page"]);
  });
});

describe.each<[string, Paginator]>([
  ["PageNumber", new PageNumber({ param: "page", total: "meta.total" })],
  ["Offset", new Offset({ param: "offset", size, total: "meta.total" })],
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
  ])("of %j is %p", (total, expected) => {
    expect(paginator.total?.(page({ meta: { total } }))).toBe(expected);
  });
});

test("none of them promises a total where no place for one is named", () => {
  const named = page({ total: 2, count: 2 });
  const paginators: Paginator[] = [new PageNumber({ param: "page" }), new Offset({ param: "offset", size })];
  expect(paginators.map((paginator) => paginator.total?.(named))).toEqual([undefined, undefined]);
});
