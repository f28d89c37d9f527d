import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { FakeApi } from "@sluice/testkit";
import { ConfigError, SystemError, TransientError } from "../../src/errors/connector-error.js";
import type { Page } from "../../src/http/response.js";
import { CursorTokenPaginator } from "../../src/pagination/cursor-token.js";
import { NextUrlPaginator } from "../../src/pagination/next-url.js";
import { PageNumberPaginator } from "../../src/pagination/page-number.js";
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

const byCursor = () => new CursorTokenPaginator({ at: "next", param: "cursor" });

/** Answers `/items?cursor=…` with the page of that name; the first page is "". */
function serve(pages: Readonly<Record<string, { ids: readonly number[]; next: JsonValue }>>) {
  api.get("/items", ({ query }) => {
    const page = pages[query.get("cursor") ?? ""];
    return { json: { items: page?.ids.map((id) => ({ id })), next: page?.next ?? null } };
  });
}

const ids = (values: readonly { [name: string]: JsonValue }[]) => values.map(({ id }) => id);

describe("the read of a stream", () => {
  test("returns a batch with unchanged bytes for each page, and the reason of the end on the last one", async () => {
    api.get("/items", ({ query }) =>
      query.get("cursor") === null
        ? { text: '{"items":[{"id":1,"n":1.10},{"id":2,"n":9007199254740993}],"next":"b"}' }
        : { text: '{"items":[{"id":3}],"next":null}' },
    );
    const read = await readAll(new Items(contextOf(api).context, byCursor()));
    expect(read.texts).toEqual(['{"id":1,"n":1.10}', '{"id":2,"n":9007199254740993}', '{"id":3}']);
    expect(
      read.batches.filter(({ records }) => records.bytes.length > 0).map(({ records }) => records.parsed.length),
    ).toEqual([2, 1]);
    expect(read.batches.map(({ end }) => end).filter((end) => end !== undefined)).toEqual([
      "no next cursor after 2 pages",
    ]);
    expect(read.batches.at(-1)?.records.bytes).toEqual([]);
    expect(read.log).toEqual([]);
    expect(read.pages).toBe(2);
    expect(read.error).toBeUndefined();
  });

  test("says that it is not paged if it has a single page", async () => {
    serve({ "": { ids: [1], next: null } });
    expect((await readAll(new Items(contextOf(api).context))).end).toBe("not paged after 1 page");
  });

  test("succeeds without records", async () => {
    serve({ "": { ids: [], next: null } });
    const read = await readAll(new Items(contextOf(api).context, byCursor()));
    expect(read.values).toEqual([]);
    expect(read.end).toBe("no next cursor after 1 page");
    expect(read.error).toBeUndefined();
  });

  test("reads the whole body as one record", async () => {
    api.get("/items", () => ({ text: '{"id": 1.0}' }));
    expect((await readAll(new Items(contextOf(api).context, undefined, wholeBody))).texts).toEqual(['{"id": 1.0}']);
  });

  test("reports each request with the stream's name", async () => {
    serve({ "": { ids: [1], next: null } });
    const { context, observer } = contextOf(api);
    await readAll(new Items(context));
    expect(observer.lines).toEqual(["items: GET /items"]);
  });

  test("keeps every digit of records that the stream builds", async () => {
    class Built extends Items {
      override records(body: JsonValue) {
        return (body as { map: [number, string][] }).map.map(([id, name]) => ({ id, name }));
      }
    }
    api.get("/items", () => ({ text: '{"map":[[9007199254740993,"a"],[2,"b"]]}' }));
    const read = await readAll(new Built(contextOf(api).context));
    expect(read.texts).toEqual(['{"id":9007199254740993,"name":"a"}', '{"id":2,"name":"b"}']);
  });

  test("sends the stream's query and the paginator's parameters", async () => {
    class Queried extends Items {
      override query() {
        return { state: "open", tag: ["a", "b"] };
      }
    }
    api.get("/items", () => ({ json: { items: [] } }));
    await readAll(new Queried(contextOf(api).context, new PageNumberPaginator({ param: "page" })));
    expect(api.requests[0]?.query.toString()).toBe("state=open&tag=a&tag=b&page=1");
  });
});

describe("an empty page", () => {
  test.each(["CursorTokenPaginator", "NextUrlPaginator"])("is not the end if it has a next page: %s", async (name) => {
    const paginator = name === "NextUrlPaginator" ? new NextUrlPaginator({ at: "next" }) : byCursor();
    const to = (cursor: string) => (name === "NextUrlPaginator" ? `/items?cursor=${cursor}` : cursor);
    serve({
      "": { ids: [1], next: to("b") },
      b: { ids: [], next: to("c") },
      c: { ids: [], next: to("d") },
      d: { ids: [2], next: null },
    });
    const read = await readAll(new Items(contextOf(api).context, paginator));
    expect(ids(read.values)).toEqual([1, 2]);
    expect(read.pages).toBe(4);
    expect(read.error).toBeUndefined();
  });
});

describe("pages that differ by a request header", () => {
  /** Sends the next page's token in a header. */
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

  test("are read to the end although all have the same URL", async () => {
    servePages({ "0": "1", "1": "2" });
    const read = await readAll(new Items(contextOf(api).context, new HeaderToken()));
    expect(ids(read.values)).toEqual([0, 1, 2]);
    expect(read.error).toBeUndefined();
    expect(api.requests.map(({ query }) => query.toString())).toEqual(["", "", ""]);
  });

  test("cause an error if they repeat", async () => {
    servePages({ "0": "1", "1": "2", "2": "1" });
    const read = await readAll(new Items(contextOf(api).context, new HeaderToken()));
    expect(String(read.error)).toMatch(
      /GET \/items: pagination was stopped because page 3 leads to a page that was read before/,
    );
    expect(ids(read.values)).toEqual([0, 1, 2]);
    expect(api.requests).toHaveLength(3);
  });
});

describe("endless pagination is an error", () => {
  test.each<[string, Parameters<typeof serve>[0], number[], number]>([
    ["A, A", { "": { ids: [1], next: "a" }, a: { ids: [2], next: "a" } }, [1, 2], 2],
    ["A, B, A", { "": { ids: [1], next: "a" }, a: { ids: [2], next: "b" }, b: { ids: [3], next: "a" } }, [1, 2, 3], 3],
    [
      "A, B, A over empty pages",
      { "": { ids: [], next: "a" }, a: { ids: [], next: "b" }, b: { ids: [], next: "a" } },
      [],
      3,
    ],
  ])("if cursors repeat: %s", async (_what, pages, expected, requests) => {
    serve(pages);
    const read = await readAll(new Items(contextOf(api).context, byCursor()));
    expect(read.error).toBeInstanceOf(SystemError);
    expect(String(read.error)).toMatch(/GET \/items: .*read before/);
    expect(ids(read.values)).toEqual(expected);
    expect(api.requests.length).toEqual(requests);
    expect(read.end).toBeUndefined();
  });

  test("if page after page is empty although the API reports more", async () => {
    api.get("/items", ({ query }) => ({ json: { items: [], next: Number(query.get("cursor") ?? 0) + 1 } }));
    const read = await readAll(new Items(contextOf(api).context, byCursor()));
    expect(read.error).toBeInstanceOf(SystemError);
    expect(String(read.error)).toContain("pagination was stopped after 100 empty pages");
    expect(api.requests.length).toBeLessThan(105);
  });

  test("if a link leads back to the first page", async () => {
    serve({ "": { ids: [1], next: "/items" } });
    const read = await readAll(new Items(contextOf(api).context, new NextUrlPaginator({ at: "next" })));
    expect(read.error).toBeInstanceOf(SystemError);
    expect(ids(read.values)).toEqual([1]);
    expect(api.requests).toHaveLength(1);
  });

  test("if another page number returns the same records, which are written once", async () => {
    api.get("/items", () => ({ json: { items: [{ id: 1 }, { id: 2 }] } }));
    const read = await readAll(new Items(contextOf(api).context, new PageNumberPaginator({ param: "page" })));
    expect(read.error).toBeInstanceOf(SystemError);
    expect(String(read.error)).toMatch(/same 2 records/);
    expect(ids(read.values)).toEqual([1, 2]);
    expect(api.requests.length).toBeLessThanOrEqual(3);
  });

  test("but not if a page shares some of its records with the one before", async () => {
    const pages = [[1, 2], [2, 3], [2, 3, 4], []];
    api.get("/items", ({ query }) => ({
      json: { items: pages[Number(query.get("page")) - 1]?.map((id) => ({ id })) },
    }));
    const read = await readAll(new Items(contextOf(api).context, new PageNumberPaginator({ param: "page" })));
    expect(read.error).toBeUndefined();
    expect(read.pages).toBe(4);
  });
});

describe("a failed read", () => {
  test.each([
    ["a body that is not JSON", { text: "<html>" }, SystemError],
    ["no list of records", { json: { error: "none" } }, SystemError],
    ["a refused key", { status: 401 }, ConfigError],
    ["a server that keeps failing", { status: 500 }, TransientError],
  ])("returns the pages before the error and no end: %s", async (_what, reply, Kind) => {
    api.get("/items", ({ query }) =>
      query.get("cursor") === "b" ? reply : { json: { items: [{ id: 1 }], next: "b" } },
    );
    const read = await readAll(new Items(contextOf(api).context, byCursor()));
    expect(read.error).toBeInstanceOf(Kind);
    expect(ids(read.values)).toEqual([1]);
    expect(read.end).toBeUndefined();
  });

  test("returns the pages before a link to another host, which gets no request", async () => {
    const other = await FakeApi.start();
    try {
      serve({ "": { ids: [1], next: `${other.url}/items` } });
      const read = await readAll(new Items(contextOf(api).context, new NextUrlPaginator({ at: "next" })));
      expect(read.error).toBeInstanceOf(SystemError);
      expect(ids(read.values)).toEqual([1]);
      expect(other.requests).toEqual([]);
    } finally {
      await other.close();
    }
  });
});
