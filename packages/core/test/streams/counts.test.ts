/** Pages are counted by what the API sent, and pagination ends where the API says so. */
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { FakeApi } from "@sluice/testkit";
import { ClientSideCursor } from "../../src/cursors/client-side.js";
import { CursorTokenPaginator } from "../../src/pagination/cursor-token.js";
import { NextUrlPaginator } from "../../src/pagination/next-url.js";
import { OffsetPaginator } from "../../src/pagination/offset.js";
import { PageNumberPaginator } from "../../src/pagination/page-number.js";
import type { Paginator } from "../../src/pagination/paginator.js";
import type { JsonObject, JsonValue } from "../../src/protocol/json.js";
import { listAt } from "../../src/streams/record-list.js";
import { Changes, startedContext } from "../support/changes.js";
import { contextOf, Items, readAll } from "../support/streams.js";

let api: FakeApi;
beforeEach(async () => {
  api = await FakeApi.start();
});
afterEach(() => api.close());

/** Every second record, made from the list in the body. */
class Filtered extends Items {
  override records(body: JsonValue): readonly JsonObject[] {
    return listAt(body, "items").filter(({ id }) => Number(id) % 2 === 1);
  }
}

const size = { param: "limit", value: 2 };
const all = [1, 2, 3, 4, 5, 6, 7].map((id) => ({ id }));

describe("a stream that leaves records out", () => {
  const paginators: readonly (readonly [string, Paginator])[] = [
    ["an offset", new OffsetPaginator({ param: "offset", size })],
    ["an offset and a total", new OffsetPaginator({ param: "offset", size, total: "total" })],
    ["page numbers", new PageNumberPaginator({ param: "page", size })],
    ["page numbers and a total", new PageNumberPaginator({ param: "page", size, total: "total" })],
  ];
  const serve = () =>
    api.get("/items", ({ query }) => {
      const from = query.has("page") ? (Number(query.get("page")) - 1) * 2 : Number(query.get("offset"));
      return { json: { items: all.slice(from, from + 2), total: all.length } };
    });

  test.each(paginators)("reads all pages by %s", async (_by, paginator) => {
    serve();
    const read = await readAll(new Filtered(contextOf(api).context, paginator));
    expect(read.error).toBeUndefined();
    expect(read.values.map(({ id }) => id)).toEqual([1, 3, 5, 7]);
  });

  test.each(paginators)("reads all pages by %s where recordsAt is not said", async (_by, paginator) => {
    serve();
    const read = await readAll(new Filtered(contextOf(api).context, paginator, ""));
    expect(read.error).toBeUndefined();
    expect(read.values.map(({ id }) => id)).toEqual([1, 3, 5, 7]);
  });

  test("fails where the API sent fewer records than it reports", async () => {
    api.get("/items", ({ query }) => ({
      json: { items: all.slice(Number(query.get("offset")), Number(query.get("offset")) + 2), total: 9 },
    }));
    const paginator = new OffsetPaginator({ param: "offset", size, total: "total" });
    const read = await readAll(new Filtered(contextOf(api).context, paginator));
    expect(String(read.error)).toContain("Got 7 records, but the API reported 9");
  });
});

describe("an empty last page", () => {
  test("ends the list where its token leads to itself", async () => {
    api.get("/items", ({ query }) => {
      const isLast = query.get("cursor") === "end";
      return { json: { items: isLast ? [] : [{ id: 1 }], next: "end" } };
    });
    const read = await readAll(
      new Items(contextOf(api).context, new CursorTokenPaginator({ at: "next", param: "cursor" })),
    );
    expect(read.error).toBeUndefined();
    expect(read.pages).toBe(2);
  });

  test("ends the list where its link leads to itself", async () => {
    api.get("/items", ({ query }) => {
      const isLast = query.get("page") === "2";
      return { json: { items: isLast ? [] : [{ id: 1 }], next: "/items?page=2" } };
    });
    const read = await readAll(new Items(contextOf(api).context, new NextUrlPaginator({ at: "next" })));
    expect(read.error).toBeUndefined();
    expect(read.pages).toBe(2);
  });

  test("does not end a list whose full page leads to itself, which is an error", async () => {
    api.get("/items", () => ({ json: { items: [{ id: 1 }], next: "end" } }));
    const read = await readAll(
      new Items(contextOf(api).context, new CursorTokenPaginator({ at: "next", param: "cursor" })),
    );
    expect(String(read.error)).toContain("pagination was stopped");
  });
});

test("counts the pages of a misspelt hasMore by their records, so that the list is read to its end", async () => {
  api.get("/items", ({ query }) => {
    const page = Number(query.get("page"));
    return { json: { has_more: page < 3, items: page < 4 ? [{ id: page }] : [] } };
  });
  const read = await readAll(
    new Items(contextOf(api).context, new PageNumberPaginator({ param: "page", hasMore: "hasmore" })),
  );
  expect(read.values.map(({ id }) => id)).toEqual([1, 2, 3]);
});

describe("a cursor value that is not a readable time", () => {
  const cursor = new ClientSideCursor({ field: "updatedAt" });

  test.each([["Mon, 02 Feb 2026 10:00:00 GMT"], ["soon"], [1735689600]])(
    "%j is counted and warned of",
    async (updatedAt) => {
      api.get("/changes", () => ({
        json: {
          items: [
            { id: 1, updatedAt },
            { id: 2, updatedAt: "2026-02-01T00:00:00Z" },
          ],
          next: null,
        },
      }));
      const read = await readAll(new Changes(startedContext(api), { cursor }), { mode: "incremental" });
      expect(read.log).toEqual([
        { level: "WARN", text: expect.stringMatching(/^1 record has no readable time in updatedAt/) },
      ]);
      expect(read.states.at(-1)).toEqual({ updatedAt: "2026-02-01T00:00:00Z" });
    },
  );

  test.each([[null], [""], [undefined]])("%j is a record without a time, and no warning", async (updatedAt) => {
    api.get("/changes", () => ({ json: { items: [{ id: 1, updatedAt }], next: null } }));
    const read = await readAll(new Changes(startedContext(api), { cursor }), { mode: "incremental" });
    expect(read.error).toBeUndefined();
    expect(read.log).toEqual([]);
  });
});
