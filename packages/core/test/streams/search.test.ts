/** Lists that are asked for by a POST, or by a GET with a body: paging and cursors in bodies and headers, resumed reads, and repeated pages. */
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { FakeApi, type FakeRequest } from "@sluice/testkit";
import { DateWindowCursor, type DateWindowCursorOptions } from "../../src/cursors/date-window.js";
import { days } from "../../src/cursors/duration.js";
import { LastRunCursor } from "../../src/cursors/last-run.js";
import { day } from "../../src/cursors/time-format.js";
import { SystemError } from "../../src/errors/connector-error.js";
import type { ParameterOptions } from "../../src/http/parameter.js";
import type { RequestBody } from "../../src/http/request-body.js";
import { form, json, text } from "../../src/http/request-body.js";
import { CursorTokenPaginator } from "../../src/pagination/cursor-token.js";
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

/** A search whose body has a filter that every page must repeat. */
class Search extends Items {
  override readonly method = "POST";
  start: RequestBody = json({ filter: { state: "open" } });

  override body() {
    return this.start;
  }
}

const search = (paginator: Paginator) => new Search(contextOf(api).context, paginator);
const PAGES = 3;
const pageOf = (page: number) => ({
  json: {
    items: page < PAGES ? [{ id: 2 * page }, { id: 2 * page + 1 }] : [],
    total: 2 * PAGES,
    next: page + 1 < PAGES ? `t${page + 1}` : null,
  },
});
const ids = [0, 1, 2, 3, 4, 5].map((id) => ({ id }));
const serve = (pageIn: (request: FakeRequest) => unknown) =>
  api.post("/items", (request) => pageOf(Number(String(pageIn(request) ?? 0).replace("t", ""))));
const bodies = () => api.requests.map(({ json: body }) => body);

describe("a GET search", () => {
  test("is paged in its body, which every page repeats", async () => {
    class GetSearch extends Items {
      override body() {
        return json({ filter: { state: "open" } });
      }
    }
    api.get("/items", ({ json: body }) => pageOf((body as { from: number }).from / 2));
    const size = { param: "size", value: 2, in: "body" } as const;
    const paginator = new OffsetPaginator({ param: "from", in: "body", size, total: "total" });
    const read = await readAll(new GetSearch(contextOf(api).context, paginator));
    expect(read.values).toEqual(ids);
    const filter = { state: "open" };
    expect(bodies()).toEqual([0, 2, 4].map((from) => ({ filter, from, size: 2 })));
  });
});

describe("a POST search", () => {
  test("is paged by a token in its body, and repeats its filter", async () => {
    serve(({ json: body }) => (body as { page?: { after?: string } }).page?.after);
    const size = { param: "page.limit", value: 2, in: "body" } as const;
    const read = await readAll(search(new CursorTokenPaginator({ at: "next", param: "page.after", in: "body", size })));
    expect(read.values).toEqual(ids);
    const filter = { state: "open" };
    expect(bodies()).toEqual([
      { filter, page: { limit: 2 } },
      { filter, page: { limit: 2, after: "t1" } },
      { filter, page: { limit: 2, after: "t2" } },
    ]);
    expect(api.requests.map(({ query }) => query.toString())).toEqual(["", "", ""]);
  });

  test("is paged by an offset in its body", async () => {
    serve(({ json: body }) => (body as { from: number }).from / 2);
    const size = { param: "size", value: 2, in: "body" } as const;
    const read = await readAll(search(new OffsetPaginator({ param: "from", in: "body", size, total: "total" })));
    expect(read.values).toEqual(ids);
    expect(bodies().map((body) => (body as { from: number }).from)).toEqual([0, 2, 4]);
  });

  test("is paged by a number in its body, of which several are in flight", async () => {
    serve(({ json: body }) => (body as { page: { number: number } }).page.number - 1);
    const read = await readAll(search(new PageNumberPaginator({ param: "page.number", in: "body", total: "total" })));
    expect(read.values).toEqual(ids);
    expect(bodies()).toContainEqual({ filter: { state: "open" }, page: { number: 3 } });
  });

  test("is paged by a number in a form", async () => {
    serve(({ form: fields }) => Number(fields.get("page[number]")) - 1);
    const stream = search(new PageNumberPaginator({ param: "page.number", in: "body", total: "total" }));
    stream.start = form({ filter: { state: "open" } });
    expect((await readAll(stream)).values).toEqual(ids);
    expect(api.requests.map(({ form: fields }) => fields.get("filter[state]"))).toEqual(Array(4).fill("open"));
  });

  test("is paged by a token in a header", async () => {
    serve(({ headers }) => headers["x-after"]);
    const read = await readAll(search(new CursorTokenPaginator({ at: "next", param: "X-After", in: "header" })));
    expect(read.values).toEqual(ids);
    expect(bodies()).toEqual(Array(3).fill({ filter: { state: "open" } }));
  });

  test("with a text body fails if its paginator has to change it", async () => {
    const stream = search(new OffsetPaginator({ param: "from", in: "body", size: { param: "size", value: 2 } }));
    stream.start = text("<query/>", "application/xml");
    expect(String((await readAll(stream)).error)).toContain("A text body cannot be changed");
    expect(api.requests).toEqual([]);
  });

  test("with an unknown token in a body fails as a page that was read before", async () => {
    api.post("/items", ({ body }) => ({ json: { items: [{ id: body.length }], next: "t1" } }));
    const { error, values } = await readAll(
      search(new CursorTokenPaginator({ at: "next", param: "after", in: "body" })),
    );
    expect(error).toBeInstanceOf(SystemError);
    expect(String(error)).toContain(
      "POST /items: pagination was stopped because page 2 leads to a page that was read before",
    );
    expect(values).toHaveLength(2);
  });

  test("ends at an empty page that leads to itself", async () => {
    api.post("/items", ({ json: body }) => {
      const isFirst = (body as { after?: string }).after === undefined;
      return { json: { items: isFirst ? [{ id: 1 }] : [], next: "t1" } };
    });
    const read = await readAll(search(new CursorTokenPaginator({ at: "next", param: "after", in: "body" })));
    expect(read.error).toBeUndefined();
    expect(read.values).toEqual([{ id: 1 }]);
  });
});

describe.each<[string, ParameterOptions, string, (request: FakeRequest) => unknown]>([
  [
    "the body",
    { param: "page.after", in: "body" },
    "page.after",
    ({ json: body }) => (body as never)["page"]?.["after"],
  ],
  [
    "a key with a dot",
    { param: ["page.after"], in: "body" },
    "page.after",
    ({ json: body }) => (body as never)["page.after"],
  ],
  ["a header", { param: "X-After", in: "header" }, "X-After", ({ headers }) => headers["x-after"]],
  ["the query", { param: "after" }, "after", ({ query }) => query.get("after")],
])("a full refresh of a search by a token in %s", (_place, parameter, name, tokenIn) => {
  const stream = () => search(new CursorTokenPaginator({ at: "next", ...parameter }));

  test("saves the token, and resumes at the page with the rest of the body", async () => {
    serve(tokenIn);
    const whole = await readAll(stream());
    expect(whole.states[0]).toEqual({ [name]: "t1" });
    api.reset();
    const rest = await readAll(stream(), { mode: "full_refresh", state: { [name]: "t1" } });
    expect(rest.values).toEqual(ids.slice(2));
    expect(api.requests.map(tokenIn)).toEqual(["t1", "t2"]);
    expect(bodies().map((body) => (body as { filter: unknown }).filter)).toEqual(Array(2).fill({ state: "open" }));
  });
});

describe("a search with a cursor", () => {
  const windows = (options: Partial<DateWindowCursorOptions>) =>
    new DateWindowCursor({ field: "at", as: day, width: days(2), earliest: (ms) => ms - 86_400_000, ...options });

  async function bodiesOf(cursor: DateWindowCursor | LastRunCursor, state?: { [name: string]: string }) {
    api.post("/items", () => ({ json: { items: [] } }));
    class Since extends Search {
      override readonly cursor = cursor;
    }
    const read = await readAll(new Since(contextOf(api).context), { mode: "incremental", state });
    expect(read.error).toBeUndefined();
    return bodies();
  }

  test("sends the bounds of each window in its body", async () => {
    const sent = await bodiesOf(windows({ from: "range.from", to: "range.to", in: "body" }));
    expect(sent).toEqual([
      { filter: { state: "open" }, range: { from: expect.stringMatching(DAY), to: expect.stringMatching(DAY) } },
    ]);
  });

  test("sends bounds inside a value of its body", async () => {
    const sent = await bodiesOf(windows({ change: ({ from, to }) => ({ body: { "filter.at": `${from}..${to}` } }) }));
    expect(sent).toEqual([{ filter: { state: "open", at: expect.stringMatching(/^[\d-]{10}\.\.[\d-]{10}$/) } }]);
  });

  test("sends the start of the last run in its body, from a state of the parameter's name", async () => {
    const cursor = new LastRunCursor({ param: "filter.since", in: "body", lookback: days(1), as: day });
    expect(await bodiesOf(cursor, { "filter.since": "2026-01-02" })).toEqual([
      { filter: { state: "open", since: "2026-01-02" } },
    ]);
  });
});

const DAY = /^\d{4}-\d\d-\d\d$/;
