import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { FakeApi, type FakeReply, type FakeRequest } from "@sluice/testkit";
import { CursorTokenPaginator } from "../../src/pagination/cursor-token.js";
import { NextUrlPaginator } from "../../src/pagination/next-url.js";
import { OffsetPaginator } from "../../src/pagination/offset.js";
import { PageNumberPaginator } from "../../src/pagination/page-number.js";
import type { Paginator } from "../../src/pagination/paginator.js";
import { contextOf, Items, readAll } from "../support/streams.js";

let api: FakeApi;

beforeEach(async () => {
  api = await FakeApi.start();
});

afterEach(async () => {
  api.verify();
  await api.close();
});

const ALL = Array.from({ length: 7 }, (_, index) => ({ id: index + 1 }));

/** Three of seven records, from an index on. */
function share(from: number): readonly { id: number }[] {
  return ALL.slice(from, from + 3);
}

const number = (request: FakeRequest, name: string) => Number(request.query.get(name) ?? 0);

const LISTS: readonly [string, Paginator, (request: FakeRequest) => FakeReply["json"], string[], string][] = [
  [
    "NextUrlPaginator",
    new NextUrlPaginator({ at: "next", size: { param: "size", value: 3 } }),
    (request) => {
      const from = number(request, "from");
      const next = from + 3 < ALL.length ? `${api.url}/items?from=${from + 3}&seen=${request.query.get("size")}` : null;
      return { items: share(from), next };
    },
    ["size=3", "from=3&seen=3", "from=6&seen=null"],
    "no next link after 3 pages",
  ],
  [
    "CursorTokenPaginator",
    new CursorTokenPaginator({ at: "meta.cursor", param: "after", size: { param: "size", value: 3 } }),
    (request) => {
      const from = Number(Buffer.from(request.query.get("after") ?? "", "base64").toString() || 0);
      const cursor = from + 3 < ALL.length ? Buffer.from(String(from + 3)).toString("base64") : null;
      return { items: share(from), meta: { cursor } };
    },
    ["size=3", "size=3&after=Mw%3D%3D", "size=3&after=Ng%3D%3D"],
    "no next cursor after 3 pages",
  ],
  [
    "PageNumberPaginator",
    new PageNumberPaginator({ param: "page", size: { param: "size", value: 3 } }),
    (request) => ({ items: share((number(request, "page") - 1) * 3) }),
    ["page=1&size=3", "page=2&size=3", "page=3&size=3", "page=4&size=3"],
    "an empty page after 4 pages",
  ],
  [
    "PageNumberPaginator with a flag",
    new PageNumberPaginator({ param: "page", start: 0, hasMore: "hasMore" }),
    (request) => ({ items: share(number(request, "page") * 3), hasMore: number(request, "page") < 2 }),
    ["page=0", "page=1", "page=2"],
    "hasMore said no or an empty page after 3 pages",
  ],
  [
    "OffsetPaginator",
    new OffsetPaginator({ param: "skip", size: { param: "take", value: 50 } }),
    (request) => ({ items: share(number(request, "skip")) }),
    ["skip=0&take=50", "skip=3&take=50", "skip=6&take=50", "skip=7&take=50"],
    "an empty page after 4 pages",
  ],
  [
    "OffsetPaginator with a total",
    new OffsetPaginator({ param: "skip", size: { param: "take", value: 3 }, total: "total" }),
    (request) => ({ items: share(number(request, "skip")), total: ALL.length }),
    ["skip=0&take=3", "skip=3&take=3", "skip=6&take=3"],
    "total reached or an empty page after 3 pages",
  ],
];

describe.each(LISTS)("pagination by %s", (_name, paginator, answer, queries, end) => {
  test("reads all records once and in order, without extra requests, and says why it ended", async () => {
    api.get("/items", (request) => ({ json: answer(request) }));
    const read = await readAll(new Items(contextOf(api).context, paginator));
    expect(read.error).toBeUndefined();
    expect(read.values).toEqual(ALL);
    expect(api.requests.map(({ query }) => query.toString())).toEqual(queries);
    expect(read.end).toEqual(end);
    expect(read.pages).toEqual(queries.length);
  });

  test("reads two lists at once with one paginator, because it has no state", async () => {
    api.get("/items", (request) => ({ json: answer(request) }));
    const { context } = contextOf(api);
    const reads = await Promise.all([1, 2].map(() => readAll(new Items(context, paginator))));
    expect(reads.map(({ values }) => values)).toEqual([ALL, ALL]);
  });
});
