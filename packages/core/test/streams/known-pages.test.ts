import { afterEach, beforeEach, describe, expect, jest, test } from "@jest/globals";
import { FakeApi, FastClock } from "@sluice/testkit";
import { TransientError } from "../../src/errors/connector-error.js";
import { path } from "../../src/http/path.js";
import { RateLimiter } from "../../src/http/rate-limiter.js";
import { PageNumberPaginator } from "../../src/pagination/page-number.js";
import { KeyDeduplicator } from "../../src/streams/key-deduplicator.js";
import { RawRecords } from "../../src/streams/raw-records.js";
import { wholeBody } from "../../src/streams/record-path.js";
import type { Slice } from "../../src/streams/stream.js";
import { rawServer } from "../support/raw-server.js";
import { contextOf, Items, readAll, Unique } from "../support/streams.js";

let api: FakeApi;

beforeEach(async () => {
  api = await FakeApi.start();
});

afterEach(async () => {
  api.verify();
  await api.close();
});

const counted = (pastEnd?: number) =>
  new PageNumberPaginator({ param: "page", total: "count", ...(pastEnd === undefined ? {} : { pastEnd }) });

class Long extends Items {
  override path() {
    return "long";
  }
}

/** One list for each of fifty parents. */
class Lists extends Items {
  override slices() {
    return Promise.resolve(Array.from({ length: 50 }, (_, parent) => ({ parent: parent + 1 })));
  }
  override path({ parent }: Slice) {
    return path`lists/${parent}`;
  }
}

/** Answers `/items?page=…` with pages of ids; a missing page is a 404. */
function serve(count: unknown, ...pages: readonly (readonly number[])[]) {
  api.get("/items", ({ query }) => {
    const page = pages[Number(query.get("page")) - 1];
    return page === undefined
      ? { status: 404, json: { error: "refused" } }
      : { json: { count, items: page.map((id) => ({ id })) } };
  });
}

const asked = () => api.requests.map(({ query }) => query.get("page"));

describe("a list with a known number of pages", () => {
  test("requests all pages after the first at once and returns them in order", async () => {
    // The second page is sent after the request for the third: in sequence, this would never end.
    const pages: number[] = [];
    let second: (() => void) | undefined;
    const server = await rawServer((request, response) => {
      const page = Number(new URL(request.url ?? "", "http://x").searchParams.get("page"));
      const items = page > 3 ? [] : [{ id: page * 2 }, { id: page * 2 + 1 }];
      const answer = () => response.end(JSON.stringify({ count: 6, items }));
      pages.push(page);
      if (page === 2) second = answer;
      else answer();
      if (page === 3 || (page === 2 && pages.includes(3))) second?.();
    });
    const read = await readAll(new Items(contextOf(server).context, counted()));
    await server.close();
    expect(read.error).toBeUndefined();
    expect(read.values.map(({ id }) => id)).toEqual([2, 3, 4, 5, 6, 7]);
    expect(pages.slice(0, 3).sort()).toEqual([1, 2, 3]);
  });

  test("uses what another list no longer needs, while its own next page is on its way", async () => {
    // "items" has all permits when "long" begins, whose second page is sent after the request for its fourth.
    const held = new Map<string, () => void>();
    const asked: string[] = [];
    const server = await rawServer((request, response) => {
      const { pathname, searchParams } = new URL(request.url ?? "", "http://x");
      const page = Number(searchParams.get("page"));
      const key = `${pathname.slice(1)} ${page}`;
      const items = page > 9 ? [] : [{ id: page }];
      const answer = () => response.end(JSON.stringify({ count: 9, items }));
      asked.push(key);
      const awaited = { "long 1": "items 5", "items 2": "long 2", "long 2": "long 4" }[key];
      if (awaited === undefined || asked.includes(awaited)) answer();
      else held.set(awaited, answer);
      held.get(key)?.();
    });
    const { context } = contextOf(server);
    const reads = await Promise.all([Items, Long].map((List) => readAll(new List(context, counted()))));
    await server.close();
    expect(reads.map(({ error }) => error)).toEqual([undefined, undefined]);
    expect(reads.map(({ values }) => values.length)).toEqual([9, 9]);
  });

  test("is worked on after all replies that came with it, so that requests in line do not wait for the work", async () => {
    const held: (() => void)[] = [];
    const server = await rawServer((_request, response) => {
      held.push(() => response.end(JSON.stringify({ count: 1, items: [{ id: 1 }] })));
      if (held.length === 2) for (const answer of held.splice(0)) answer();
    });
    const clock = new FastClock();
    const rateLimiter = new RateLimiter({ concurrency: 2, requestsPerMinute: 100_000 }, clock);
    const { context, observer } = contextOf(server, clock, { rateLimiter });
    await Promise.all(
      [1, 2, 3, 4].map(async () => {
        for await (const { records } of new Items(context, counted()).read())
          if (records.count > 0) observer.lines.push("work");
      }),
    );
    await server.close();
    expect(observer.lines.map((line) => line.replace(/.*GET/, "GET"))).toEqual([
      ...["GET /items", "GET /items", "GET /items", "GET /items"],
      ...["work", "work", "work", "work"],
    ]);
  });

  test("ends at a page past the end if the API has a status for it, without repeated requests", async () => {
    serve(4, [1], [2, 3, 4]);
    const read = await readAll(new Items(contextOf(api).context, counted(404)));
    expect(read.error).toBeUndefined();
    expect(read.values.map(({ id }) => id)).toEqual([1, 2, 3, 4]);
    expect(new Set(asked()).size).toBe(asked().length);
  });

  test("asks for no more pages after one past the end, and gives back what it had taken for them", async () => {
    serve(
      40,
      [0],
      Array.from({ length: 39 }, (_, index) => index + 1),
    );
    const { context } = contextOf(api);
    expect((await readAll(new Items(context, counted(404)))).error).toBeUndefined();
    const permits = [1, 2, 3, 4, 5].filter(() => context.budget.acquire());
    expect(permits).toEqual([1, 2, 3, 4]);
    expect(asked().length).toBeLessThan(10);
  });

  test("retries a page that a gateway answers with that status, and fails if it lasts", async () => {
    serve(4, [1, 2], [3, 4]);
    const reply = { status: 404, text: "<html>no route</html>", headers: { "content-type": "text/html" } };
    api.inject({ at: ({ query }) => query.get("page") === "2", times: 2, reply });
    const stream = () => new Items(contextOf(api).context, counted(404));
    expect((await readAll(stream())).values).toHaveLength(4);
    api.inject({ at: ({ query }) => query.get("page") === "2", times: 99, reply });
    const { error } = await readAll(stream());
    expect(error).toBeInstanceOf(TransientError);
    expect(String(error)).toContain("a gateway or proxy may have answered");
  });

  test("fails if the first page has that status", async () => {
    serve(6);
    expect((await readAll(new Items(contextOf(api).context, counted(404)))).error).toMatchObject({ status: 404 });
  });

  test("returns the pages before one that fails", async () => {
    serve(6, [1, 2], [3, 4]);
    const read = await readAll(new Items(contextOf(api).context, counted()));
    expect(read.error).toMatchObject({ status: 404 });
    expect(read.values.map(({ id }) => id)).toEqual([1, 2, 3, 4]);
    expect(read.end).toBeUndefined();
  });

  test.each([[0], [null], ["many"], [undefined]])("is read page by page if the count is invalid: %j", async (count) => {
    serve(count, [1, 2], [3], []);
    const read = await readAll(new Items(contextOf(api).context, counted()));
    expect(read.error).toBeUndefined();
    expect(asked()).toEqual(["1", "2", "3"]);
  });
});

describe("a list whose first page has as many records as its count says", () => {
  test("is read with one request, for each of many parents", async () => {
    const lists = new Map<string, number>();
    const server = await rawServer((request, response) => {
      const { pathname } = new URL(request.url ?? "", "http://x");
      lists.set(pathname, (lists.get(pathname) ?? 0) + 1);
      const count = Number(pathname.split("/")[2]) % 3; // some are empty
      const items = Array.from({ length: count }, (_, index) => ({ id: index }));
      response.end(JSON.stringify({ count, items }));
    });
    const read = await readAll(new Lists(contextOf(server).context, counted()));
    await server.close();
    expect(read.error).toBeUndefined();
    expect(read.values).toHaveLength(51);
    expect([...lists.values()]).toEqual(Array.from({ length: 50 }, () => 1));
    expect(read.end).toBe("all of count on one page or an empty page after 50 pages of 50 slices");
  });
});

describe("a stream with dedupe", () => {
  test("writes each record once", async () => {
    serve(undefined, [1, 2], [2, 3], [3, 4], []);
    const read = await readAll(new Unique(contextOf(api).context, counted()));
    expect(read.values.map(({ id }) => id)).toEqual([1, 2, 3, 4]);
    expect(read.pages).toBe(4);
    expect(read.log).toEqual([]);
  });

  test("parses each record once, to compare its key and to count it", async () => {
    serve(3, [1, 2], [3]);
    const parse = jest.spyOn(JSON, "parse");
    const read = await readAll(new Unique(contextOf(api).context, counted(404)));
    const texts = parse.mock.calls.map(([text]) => text).filter((text) => /^\{"id":\d\}$/.test(text));
    parse.mockRestore();
    expect(read.texts).toHaveLength(3);
    expect(texts.sort()).toEqual(['{"id":1}', '{"id":2}', '{"id":3}']);
  });
});

describe("KeyDeduplicator", () => {
  const rows = (...texts: string[]) => new RawRecords(texts.map((text) => Buffer.from(text)));
  const kept = (key: readonly string[], ...texts: string[]) =>
    new KeyDeduplicator(key).filter(rows(...texts)).bytes.map((text) => Buffer.from(text).toString("utf8"));

  test.each<[string, readonly string[], string[], number[]]>([
    ["the first of a key", ["id"], ['{"id":1,"a":1}', '{"id":1,"a":2}', '{"id":2}'], [0, 2]],
    ["keys of different types", ["id"], ['{"id":1}', '{"id":"1"}'], [0, 1]],
    ["pairs that differ in one part", ["a", "b"], ['{"a":1,"b":1}', '{"a":1,"b":2}', '{"a":1,"b":1}'], [0, 1]],
    [
      "records without a complete key",
      ["a", "b"],
      ['{"a":1}', '{"a":1}', '{"a":1,"b":null}', '{"a":1,"b":null}'],
      [0, 1, 2, 3],
    ],
    ["all records, if there is no key", [], ['{"a":1}', '{"a":1}'], [0, 1]],
    [
      "ids that differ only in their last digits",
      ["id"],
      ['{"id":9007199254740993}', '{"id":9007199254740992}'],
      [0, 1],
    ],
  ])("keeps %s", (_what, key, texts, expected) => {
    expect(kept(key, ...texts)).toEqual(expected.map((index) => texts[index]));
  });

  test("finds duplicates on later pages", () => {
    const distinct = new KeyDeduplicator(["id"]);
    distinct.filter(rows('{"id":1}', '{"id":2}'));
    expect(distinct.filter(rows('{"id":2}', '{"id":3}')).parsed).toEqual([{ id: 3 }]);
    expect(distinct.count).toBe(3);
  });
});

describe("a single object", () => {
  test("is an error if it has no field of the schema, e.g. an error with the status 200", async () => {
    api.get("/items", () => ({ json: { error: "not today" } }));
    const read = await readAll(new Items(contextOf(api).context, undefined, wholeBody));
    expect(String(read.error)).toContain("none of the fields");
    expect(read.values).toEqual([]);
  });
});
