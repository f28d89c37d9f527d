/** APIs that show the first records of a list and no more; lists that pages must not be lost of. */
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { FakeApi, type FakeRequest } from "@sluice/testkit";
import { SystemError } from "../../src/errors/connector-error.js";
import type { HttpRequest } from "../../src/http/request.js";
import { CursorTokenPaginator } from "../../src/pagination/cursor-token.js";
import { OffsetPaginator } from "../../src/pagination/offset.js";
import { PageNumberPaginator } from "../../src/pagination/page-number.js";
import { Paginator } from "../../src/pagination/paginator.js";
import type { JsonObject } from "../../src/protocol/json.js";
import { contextOf, Items, readAll } from "../support/streams.js";

let api: FakeApi;
beforeEach(async () => {
  api = await FakeApi.start();
});
afterEach(() => api.close());

const CAP = 100;
const size = { param: "limit", value: 25 };

interface Search {
  readonly count: number;
  /** Whether the lower bound includes its value. */
  readonly isInclusive?: boolean;
  readonly idOf?: (index: number) => number;
  readonly total?: boolean;
  readonly cap?: number;
}

/** A search that refuses to show more than the first records of a list. */
function serveSearch({
  count,
  isInclusive = true,
  idOf = (index) => index + 1,
  total = false,
  cap = CAP,
}: Search): void {
  const all = Array.from({ length: count }, (_, index) => ({ id: idOf(index), n: index }));
  api.get("/items", ({ query }: FakeRequest) => {
    const bound = Number(query.get("id_from") ?? Number.NEGATIVE_INFINITY);
    const list = all.filter(({ id }) => (isInclusive ? id >= bound : id > bound));
    const [limit, offset] = [Number(query.get("limit")), Number(query.get("offset"))];
    if (offset + limit > cap) return { status: 400, json: { error: "The window is too large." } };
    return {
      json: { items: list.slice(offset, offset + limit), ...(total ? { total: Math.min(list.length, cap) } : {}) },
    };
  });
}

const restart = { field: "id", param: "id_from" };
const restarting = (options: object = {}) =>
  new OffsetPaginator({ param: "offset", size, cap: { records: CAP, restart }, ...options });
const read = (paginator: Paginator) => readAll(new Items(contextOf(api).context, paginator));
const idsOf = (values: readonly JsonObject[]) => values.map(({ id }) => id);

describe("a list beyond a cap", () => {
  test("of 10,000 records fails with a clear error, after the records that the API shows", async () => {
    serveSearch({ count: 12_000, cap: 10_000 });
    const paginator = new OffsetPaginator({
      param: "offset",
      size: { param: "limit", value: 5_000 },
      cap: { records: 10_000 },
    });
    const result = await read(paginator);
    expect(result.error).toBeInstanceOf(SystemError);
    expect(String(result.error)).toContain(
      "GET /items has 10000 records or more, of which the API shows no more than 10000. The list is incomplete. Read it in smaller parts",
    );
    expect(result.values).toHaveLength(10_000);
  });

  test("fails where the API ends the list there itself", async () => {
    api.get("/items", ({ query }) => ({
      json: { items: [{ id: Number(query.get("n") ?? 0) }], next: query.get("n") === null ? 1 : null },
    }));
    const result = await read(new CursorTokenPaginator({ at: "next", param: "n", cap: { records: 2 } }));
    expect(String(result.error)).toContain("has 2 records or more");
  });

  test("fails although later pages were requested beforehand and refused", async () => {
    const all = Array.from({ length: 9 }, (_, id) => ({ id }));
    api.get("/items", ({ query }) => {
      const from = (Number(query.get("page")) - 1) * 2;
      return from >= 4 ? { status: 400, json: {} } : { json: { items: all.slice(from, from + 2), count: all.length } };
    });
    const result = await read(new PageNumberPaginator({ param: "page", total: "count", cap: { records: 4 } }));
    expect(String(result.error)).toContain("has 4 records or more");
    expect(result.values).toHaveLength(4);
  });

  test("does not concern a list that has fewer", async () => {
    serveSearch({ count: CAP - 1 });
    const result = await read(new OffsetPaginator({ param: "offset", size, stopsShort: true, cap: { records: CAP } }));
    expect(result.error).toBeUndefined();
    expect(result.values).toHaveLength(CAP - 1);
  });
});

describe("a list that is read on after its cap", () => {
  test.each<[string, Search]>([
    ["a bound that includes its value", { count: 250 }],
    ["a bound that excludes it", { count: 250, isInclusive: false }],
    ["as many records as the cap", { count: CAP }],
    ["several records of one value at the seam", { count: 120, idOf: (index) => Math.floor(index / 3) }],
  ])("has every record once, with %s", async (_what, search) => {
    serveSearch(search);
    class Searched extends Items {
      override readonly primaryKey = ["n"];
    }
    const result = await readAll(new Searched(contextOf(api).context, restarting()));
    expect(result.error).toBeUndefined();
    expect(result.values.map(({ n }) => n)).toEqual(Array.from({ length: search.count }, (_, index) => index));
  });

  test("is not read so far that the next page would pass the cap", async () => {
    serveSearch({ count: 220 });
    const result = await read(restarting({ size: { param: "limit", value: 30 } }));
    expect(result.error).toBeUndefined();
    expect(result.values).toHaveLength(220);
    expect(api.requests.every(({ query }) => Number(query.get("offset")) <= 60)).toBe(true);
  });

  test("is compared with its total by different records", async () => {
    serveSearch({ count: 250, total: true });
    const result = await read(restarting({ total: "total" }));
    expect(result.error).toBeUndefined();
    expect(new Set(idsOf(result.values)).size).toBe(250);
  });

  test("fails where it is sorted the other way, which would read the same records forever", async () => {
    serveSearch({ count: 250, idOf: (index) => 250 - index });
    const result = await read(restarting());
    expect(String(result.error)).toContain(
      "cannot be read past 100 records, because it is not sorted by id, lowest value first",
    );
  });

  test("fails where more records than the cap have one value", async () => {
    serveSearch({ count: 250, idOf: () => 5 });
    class Searched extends Items {
      override readonly primaryKey = ["n"];
    }
    const result = await readAll(new Searched(contextOf(api).context, restarting()));
    expect(String(result.error)).toContain("and all of them have the same id");
  });

  test("is not resumed at a token, which belongs to a part of it", () => {
    const stream = (cap: object) =>
      new Items(contextOf(api).context, new CursorTokenPaginator({ at: "next", param: "n", ...cap }));
    expect(stream({}).isResumable).toBe(true);
    expect(stream({ cap: { records: CAP, restart } }).isResumable).toBe(false);
  });
});

describe("short pages", () => {
  const all = Array.from({ length: 337 }, (_, index) => ({ id: index + 1 }));
  /** Pages that the server caps at 100, whatever is requested. */
  const serveCapped = (records = all) =>
    api.get("/items", ({ query }) => {
      const from = query.has("page") ? (Number(query.get("page")) - 1) * 100 : Number(query.get("offset"));
      return { json: { items: records.slice(from, from + 100) } };
    });
  const large = { param: "limit", value: 500 };

  test.each<[string, Paginator]>([
    ["numbers", new PageNumberPaginator({ param: "page", size: large, stopsShort: true })],
    ["offsets", new OffsetPaginator({ param: "offset", size: large, stopsShort: true })],
  ])("lose nothing where the server caps the size, by %s", async (_by, paginator) => {
    serveCapped();
    const result = await read(paginator);
    expect(result.values).toEqual(all);
    expect(result.pages).toBe(4);
  });

  test("halve the requests of child lists of one page", async () => {
    class Children extends Items {
      override slices() {
        return Promise.resolve([{ parent: 1 }, { parent: 2 }, { parent: 3 }]);
      }
    }
    serveCapped(all.slice(0, 7));
    const requestsWith = async (options: object) => {
      api.reset();
      const paginator = new OffsetPaginator({ param: "offset", size: large, ...options });
      expect((await readAll(new Children(contextOf(api).context, paginator))).values).toHaveLength(21);
      return api.requests.length;
    };
    expect(await requestsWith({})).toBe(6);
    expect(await requestsWith({ stopsShort: true })).toBe(3);
  });

  test("do not end a list whose server filters its pages after it has cut them, unless the connector says so", async () => {
    api.get("/items", ({ query }) => {
      const number = Number(query.get("page"));
      return { json: { items: number > 3 ? [] : all.slice(number * 10, number * 10 + number) } };
    });
    const result = await read(new PageNumberPaginator({ param: "page", size: { param: "limit", value: 10 } }));
    expect(result.values).toHaveLength(6);
  });
});

test("a first request to another host is refused before it is signed", async () => {
  class Elsewhere extends Paginator {
    readonly endsWith = "never";
    override first(request: HttpRequest): HttpRequest {
      return { ...request, url: "http://localhost:9/items" };
    }
    next(): undefined {
      return undefined;
    }
  }
  const result = await read(new Elsewhere());
  expect(result.error).toBeInstanceOf(SystemError);
  expect(String(result.error)).toContain("A request to http://localhost:9 was not sent");
  expect(api.requests).toHaveLength(0);
});
