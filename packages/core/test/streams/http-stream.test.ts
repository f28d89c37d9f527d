import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { FakeApi } from "@sluice/testkit";
import { ConfigError, SystemError, TransientError } from "../../src/errors/connector-error.js";
import type { Page } from "../../src/http/response.js";
import { CursorToken } from "../../src/pagination/cursor-token.js";
import { NextUrl } from "../../src/pagination/next-url.js";
import { PageNumber } from "../../src/pagination/page-number.js";
import { Paginator } from "../../src/pagination/paginator.js";
import type { JsonValue } from "../../src/protocol/json.js";
import { wholeBody } from "../../src/streams/record-path.js";
import { contextOf, Items, readAll } from "../support/streams.js";

let api: FakeApi;

beforeEach(async () => {
  api = await FakeApi.start();
});

afterEach(async () => {
  api.verify();
  await api.close();
});

const byCursor = () => new CursorToken({ at: "next", param: "cursor" });

/** Answers `/items?cursor=…` with the page of that name; the first page is "". */
function serve(pages: Readonly<Record<string, { ids: readonly number[]; next: JsonValue }>>) {
  api.get("/items", ({ query }) => {
    const page = pages[query.get("cursor") ?? ""];
    return { json: { items: page?.ids.map((id) => ({ id })), next: page?.next ?? null } };
  });
}

const ids = (values: readonly { [name: string]: JsonValue }[]) => values.map(({ id }) => id);

describe("a read", () => {
  test("gives a batch for each page, the bytes as they came, and the reason of its end on the last batch alone", async () => {
    api.get("/items", ({ query }) =>
      query.get("cursor") === null
        ? { text: '{"items":[{"id":1,"n":1.10},{"id":2,"n":9007199254740993}],"next":"b"}' }
        : { text: '{"items":[{"id":3}],"next":null}' },
    );
    const read = await readAll(new Items(contextOf(api).context, byCursor()));
    expect(read.texts).toEqual(['{"id":1,"n":1.10}', '{"id":2,"n":9007199254740993}', '{"id":3}']);
    expect(read.batches.filter(({ rows }) => rows.texts.length > 0).map(({ rows }) => rows.values.length)).toEqual([
      2, 1,
    ]);
    expect(read.batches.map(({ end }) => end).filter((end) => end !== undefined)).toEqual([
      "no next cursor after 2 pages",
    ]);
    expect(read.batches.at(-1)?.rows.texts).toEqual([]);
    expect([read.notes, read.pages, read.error]).toEqual([[], 2, undefined]);
  });

  test("of a single page says so", async () => {
    serve({ "": { ids: [1], next: null } });
    expect((await readAll(new Items(contextOf(api).context))).end).toBe("not paged after 1 page");
  });

  test("of no records is one without an error", async () => {
    serve({ "": { ids: [], next: null } });
    const read = await readAll(new Items(contextOf(api).context, byCursor()));
    expect([read.values, read.end, read.error]).toEqual([[], "no next cursor after 1 page", undefined]);
  });

  test("takes the whole body as one record", async () => {
    api.get("/items", () => ({ text: '{"id": 1.0}' }));
    expect((await readAll(new Items(contextOf(api).context, undefined, wholeBody))).texts).toEqual(['{"id": 1.0}']);
  });

  test("tells the observer for which stream it asks", async () => {
    serve({ "": { ids: [1], next: null } });
    const { context, observer } = contextOf(api);
    await readAll(new Items(context));
    expect(observer.lines).toEqual(["items: GET /items"]);
  });

  test("may build its records from the body, and every digit stays", async () => {
    class Built extends Items {
      protected override records(body: JsonValue) {
        return (body as { map: [number, string][] }).map.map(([id, name]) => ({ id, name }));
      }
    }
    api.get("/items", () => ({ text: '{"map":[[9007199254740993,"a"],[2,"b"]]}' }));
    const read = await readAll(new Built(contextOf(api).context));
    expect(read.texts).toEqual(['{"id":9007199254740993,"name":"a"}', '{"id":2,"name":"b"}']);
  });

  test("sends the stream's query with the paginator's own", async () => {
    class Queried extends Items {
      protected override query() {
        return { state: "open", tag: ["a", "b"] };
      }
    }
    api.get("/items", () => ({ json: { items: [] } }));
    await readAll(new Queried(contextOf(api).context, new PageNumber({ param: "page" })));
    expect(api.requests[0]?.query.toString()).toBe("state=open&tag=a&tag=b&page=1");
  });
});

describe("an empty page", () => {
  test.each(["CursorToken", "NextUrl"])("with a way on is not the end: %s", async (name) => {
    const paginator = name === "NextUrl" ? new NextUrl({ at: "next" }) : byCursor();
    const to = (cursor: string) => (name === "NextUrl" ? `/items?cursor=${cursor}` : cursor);
    serve({
      "": { ids: [1], next: to("b") },
      b: { ids: [], next: to("c") },
      c: { ids: [], next: to("d") },
      d: { ids: [2], next: null },
    });
    const read = await readAll(new Items(contextOf(api).context, paginator));
    expect([ids(read.values), read.pages, read.error]).toEqual([[1, 2], 4, undefined]);
  });
});

describe("pages that a request header tells apart", () => {
  /** The next page's token goes back in a header. */
  class HeaderToken extends Paginator {
    readonly endsWith = "no next token";
    override next({ headers }: Page) {
      const token = headers["x-next"];
      return token === undefined ? undefined : { headers: { "x-token": token } };
    }
  }

  const servePages = (nextOf: Readonly<Record<string, string>>) =>
    api.get("/items", ({ headers }) => {
      const token = headers["x-token"] ?? "0";
      const next = nextOf[token];
      return { json: { items: [{ id: Number(token) }] }, headers: next === undefined ? {} : { "x-next": next } };
    });

  test("are read to their end, though all have one address", async () => {
    servePages({ "0": "1", "1": "2" });
    const read = await readAll(new Items(contextOf(api).context, new HeaderToken()));
    expect([ids(read.values), read.error]).toEqual([[0, 1, 2], undefined]);
    expect(api.requests.map(({ query }) => query.toString())).toEqual(["", "", ""]);
  });

  test("end in an error where they go in circles", async () => {
    servePages({ "0": "1", "1": "2", "2": "1" });
    const read = await readAll(new Items(contextOf(api).context, new HeaderToken()));
    expect(String(read.error)).toMatch(/GET \/items: page 3 leads back to a page that was read before/);
    expect([ids(read.values), api.requests.length]).toEqual([[0, 1, 2], 3]);
  });
});

describe("a walk that goes in circles ends in an error", () => {
  test.each<[string, Parameters<typeof serve>[0], number[], number]>([
    ["A, A", { "": { ids: [1], next: "a" }, a: { ids: [2], next: "a" } }, [1, 2], 2],
    ["A, B, A", { "": { ids: [1], next: "a" }, a: { ids: [2], next: "b" }, b: { ids: [3], next: "a" } }, [1, 2, 3], 3],
    [
      "A, B, A over empty pages",
      { "": { ids: [], next: "a" }, a: { ids: [], next: "b" }, b: { ids: [], next: "a" } },
      [],
      3,
    ],
  ])("where cursors repeat: %s", async (_what, pages, expected, requests) => {
    serve(pages);
    const read = await readAll(new Items(contextOf(api).context, byCursor()));
    expect(read.error).toBeInstanceOf(SystemError);
    expect(String(read.error)).toMatch(/GET \/items: .*read before/);
    expect(ids(read.values)).toEqual(expected);
    expect([api.requests.length, read.end]).toEqual([requests, undefined]);
  });

  test("where page after page holds no record, though the API says that there are more", async () => {
    api.get("/items", ({ query }) => ({ json: { items: [], next: Number(query.get("cursor") ?? 0) + 1 } }));
    const read = await readAll(new Items(contextOf(api).context, byCursor()));
    expect(read.error).toBeInstanceOf(SystemError);
    expect(String(read.error)).toContain("100 pages in a row hold no record");
    expect(api.requests.length).toBeLessThan(105);
  });

  test("where a link leads back to the first page", async () => {
    serve({ "": { ids: [1], next: "/items" } });
    const read = await readAll(new Items(contextOf(api).context, new NextUrl({ at: "next" })));
    expect(read.error).toBeInstanceOf(SystemError);
    expect([ids(read.values), api.requests.length]).toEqual([[1], 1]);
  });

  test("where another page number brings the same records, which are given once", async () => {
    api.get("/items", () => ({ json: { items: [{ id: 1 }, { id: 2 }] } }));
    const read = await readAll(new Items(contextOf(api).context, new PageNumber({ param: "page" })));
    expect(read.error).toBeInstanceOf(SystemError);
    expect(String(read.error)).toMatch(/same 2 records/);
    expect(ids(read.values)).toEqual([1, 2]);
    expect(api.requests.length).toBeLessThanOrEqual(3);
  });

  test("but not where a page shares some of its records with the one before", async () => {
    const pages = [[1, 2], [2, 3], [2, 3, 4], []];
    api.get("/items", ({ query }) => ({
      json: { items: pages[Number(query.get("page")) - 1]?.map((id) => ({ id })) },
    }));
    const read = await readAll(new Items(contextOf(api).context, new PageNumber({ param: "page" })));
    expect([read.error, read.pages]).toEqual([undefined, 4]);
  });
});

describe("a read that fails", () => {
  test.each([
    ["a body that is not JSON", { text: "<html>" }, SystemError],
    ["no list of records", { json: { error: "none" } }, SystemError],
    ["a key that is refused", { status: 401 }, ConfigError],
    ["a server that stays broken", { status: 500 }, TransientError],
  ])("at %s gives the pages before, then the error and no end", async (_what, reply, Kind) => {
    api.get("/items", ({ query }) =>
      query.get("cursor") === "b" ? reply : { json: { items: [{ id: 1 }], next: "b" } },
    );
    const read = await readAll(new Items(contextOf(api).context, byCursor()));
    expect(read.error).toBeInstanceOf(Kind);
    expect([ids(read.values), read.end]).toEqual([[1], undefined]);
  });

  test("at a link to another host gives the pages before and asks nobody else", async () => {
    const other = await FakeApi.start();
    try {
      serve({ "": { ids: [1], next: `${other.url}/items` } });
      const read = await readAll(new Items(contextOf(api).context, new NextUrl({ at: "next" })));
      expect(read.error).toBeInstanceOf(SystemError);
      expect([ids(read.values), other.requests]).toEqual([[1], []]);
    } finally {
      await other.close();
    }
  });
});
