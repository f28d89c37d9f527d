import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { FakeApi } from "@sluice/testkit";
import { PageNumber } from "../../src/pagination/page-number.js";
import { Distinct } from "../../src/streams/distinct.js";
import { wholeBody } from "../../src/streams/record-path.js";
import { Rows } from "../../src/streams/rows.js";
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
  new PageNumber({ param: "page", total: "count", ...(pastEnd === undefined ? {} : { pastEnd }) });

/** Answers `/items?page=…` with pages of ids; what is not there answers 404. */
function serve(count: unknown, ...pages: readonly (readonly number[])[]) {
  api.get("/items", ({ query }) => {
    const page = pages[Number(query.get("page")) - 1];
    return page === undefined ? { status: 404 } : { json: { count, items: page.map((id) => ({ id })) } };
  });
}

const asked = () => api.requests.map(({ query }) => query.get("page"));

describe("where the first page tells how many there are", () => {
  test("all others are asked for at once, and given in order however they come", async () => {
    // The second page is answered after the third has been asked for: one after another, this would never end.
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

  test("a page past the end is no failure where the API says so by a status, and no page is asked for twice", async () => {
    serve(4, [1], [2, 3, 4]);
    const read = await readAll(new Items(contextOf(api).context, counted(404)));
    expect(read.error).toBeUndefined();
    expect(read.values.map(({ id }) => id)).toEqual([1, 2, 3, 4]);
    expect(new Set(asked()).size).toBe(asked().length);
  });

  test("that status on the first page is a failure all the same", async () => {
    serve(6);
    expect((await readAll(new Items(contextOf(api).context, counted(404)))).error).toMatchObject({ status: 404 });
  });

  test("a failure on a later page comes after the pages before it", async () => {
    serve(6, [1, 2], [3, 4]);
    const read = await readAll(new Items(contextOf(api).context, counted()));
    expect(read.error).toMatchObject({ status: 404 });
    expect(read.values.map(({ id }) => id)).toEqual([1, 2, 3, 4]);
    expect(read.end).toBeUndefined();
  });

  test.each([[0], [null], ["many"], [undefined]])(
    "a count of %j is none to go by, and the walk goes on page by page",
    async (count) => {
      serve(count, [1, 2], [3], []);
      const read = await readAll(new Items(contextOf(api).context, counted()));
      expect([read.error, asked()]).toEqual([undefined, ["1", "2", "3"]]);
    },
  );
});

describe("a stream whose records may come twice", () => {
  test("gives each once", async () => {
    serve(undefined, [1, 2], [2, 3], [3, 4], []);
    const read = await readAll(new Unique(contextOf(api).context, counted()));
    expect(read.values.map(({ id }) => id)).toEqual([1, 2, 3, 4]);
    expect([read.pages, read.notes]).toEqual([4, []]);
  });
});

describe("Distinct", () => {
  const rows = (...texts: string[]) => new Rows(texts.map((text) => Buffer.from(text)));
  const kept = (key: readonly string[], ...texts: string[]) =>
    new Distinct(key).keep(rows(...texts)).texts.map((text) => Buffer.from(text).toString("utf8"));

  test.each<[string, readonly string[], string[], number[]]>([
    ["the first of a key", ["id"], ['{"id":1,"a":1}', '{"id":1,"a":2}', '{"id":2}'], [0, 2]],
    ["keys of different types", ["id"], ['{"id":1}', '{"id":"1"}'], [0, 1]],
    ["pairs that differ in one part", ["a", "b"], ['{"a":1,"b":1}', '{"a":1,"b":2}', '{"a":1,"b":1}'], [0, 1]],
    [
      "records without a whole key",
      ["a", "b"],
      ['{"a":1}', '{"a":1}', '{"a":1,"b":null}', '{"a":1,"b":null}'],
      [0, 1, 2, 3],
    ],
    ["all, where there is no key", [], ['{"a":1}', '{"a":1}'], [0, 1]],
    ["ids that only their digits tell apart", ["id"], ['{"id":9007199254740993}', '{"id":9007199254740992}'], [0, 1]],
  ])("keeps %s", (_what, key, texts, expected) => {
    expect(kept(key, ...texts)).toEqual(expected.map((index) => texts[index]));
  });

  test("remembers from page to page", () => {
    const distinct = new Distinct(["id"]);
    distinct.keep(rows('{"id":1}', '{"id":2}'));
    expect(distinct.keep(rows('{"id":2}', '{"id":3}')).values).toEqual([{ id: 3 }]);
    expect(distinct.count).toBe(3);
  });
});

describe("a single object", () => {
  test("that has no field of the schema is another answer, such as an error with the status 200", async () => {
    api.get("/items", () => ({ json: { error: "not today" } }));
    const read = await readAll(new Items(contextOf(api).context, undefined, wholeBody));
    expect(String(read.error)).toContain("none of the fields");
    expect(read.values).toEqual([]);
  });
});
