import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { FakeApi } from "@sluice/testkit";
import { ClientSideCursor } from "../../src/cursors/client-side.js";
import { DescendingCursor } from "../../src/cursors/descending.js";
import { SystemError } from "../../src/errors/connector-error.js";
import { OffsetPaginator } from "../../src/pagination/offset.js";
import { PageNumberPaginator } from "../../src/pagination/page-number.js";
import type { Paginator } from "../../src/pagination/paginator.js";
import type { JsonObject, JsonValue } from "../../src/protocol/json.js";
import { keptAndMapped } from "../../src/streams/keep-and-map.js";
import { RawRecords } from "../../src/streams/raw-records.js";
import type { Slice } from "../../src/streams/stream.js";
import { contextOf, Items, readAll, Unique } from "../support/streams.js";

let api: FakeApi;
beforeEach(async () => {
  api = await FakeApi.start();
});
afterEach(() => api.close());

const size = { param: "limit", value: 2 };
const all = [1, 2, 3, 4, 5, 6, 7, 8, 9].map((id) => ({ id, isOpen: id > 6 }));

/** Only the last three of nine records, so that whole pages are left out. */
class Open extends Items {
  override keep({ isOpen }: JsonObject) {
    return isOpen === true;
  }
}

describe("a stream that keeps some records", () => {
  const paginators: readonly (readonly [string, Paginator])[] = [
    ["offsets", new OffsetPaginator({ param: "offset", size })],
    ["offsets and a total", new OffsetPaginator({ param: "offset", size, total: "total" })],
    ["page numbers", new PageNumberPaginator({ param: "page", size })],
    ["page numbers and a total", new PageNumberPaginator({ param: "page", size, total: "total" })],
  ];

  test.each(paginators)("reads past pages of which it keeps nothing, by %s", async (_by, paginator) => {
    api.get("/items", ({ query }) => {
      const from = query.has("page") ? (Number(query.get("page")) - 1) * 2 : Number(query.get("offset"));
      return { json: { items: all.slice(from, from + 2), total: all.length } };
    });
    const read = await readAll(new Open(contextOf(api).context, paginator));
    expect(read.error).toBeUndefined();
    expect(read.values.map(({ id }) => id)).toEqual([7, 8, 9]);
  });

  test("fails where the API sent fewer records than it reports, however few are kept", async () => {
    api.get("/items", ({ query }) => ({ json: { items: query.get("offset") === "0" ? all : [], total: 10 } }));
    const paginator = new OffsetPaginator({ param: "offset", size, total: "total" });
    const read = await readAll(new Open(contextOf(api).context, paginator));
    expect(String(read.error)).toContain("Got 9 records, but the API reported 10");
  });

  test("fails where different records are missing behind one that came twice", async () => {
    class OpenOnce extends Unique {
      override keep({ id }: JsonObject) {
        return id === 9;
      }
    }
    api.get("/items", ({ query }) => ({
      json: { items: query.get("offset") === "0" ? [all[0], all[0], all[8]] : [], total: 3 },
    }));
    const paginator = new OffsetPaginator({ param: "offset", size, total: "total" });
    const read = await readAll(new OpenOnce(contextOf(api).context, paginator));
    expect(String(read.error)).toContain("Got 2 different records, but the API reported 3 in each of 3 reads");
    expect(read.values).toEqual([all[8]]);
  });

  test("writes the bytes of what it keeps unchanged", async () => {
    api.get("/items", () => ({ text: '{"items":[{"id":1.0,"isOpen":false},{"isOpen":true,"id": 9007199254740993}]}' }));
    expect((await readAll(new Open(contextOf(api).context))).texts).toEqual(['{"isOpen":true,"id": 9007199254740993}']);
  });

  test("still ends at the page that repeats the one before it, although it keeps nothing of either", async () => {
    api.get("/items", () => ({ json: { items: all.slice(0, 2) } }));
    const read = await readAll(new Open(contextOf(api).context, new PageNumberPaginator({ param: "page" })));
    expect(String(read.error)).toContain("two pages in a row have the same 2 records");
  });
});

describe("a stream that maps its records", () => {
  class Mapped extends Items {
    override map({ attributes, ...record }: JsonObject): JsonObject {
      return { ...record, ...(attributes as JsonObject), isNew: true };
    }
  }

  test("keeps the bytes of fields that it does not change, and every digit of those that it moves", async () => {
    api.get("/items", () => ({
      text: String.raw`{"items":[{"id": 1.0,"s":"\u00e9","attributes":{"long":9007199254740993,"n":2}}]}`,
    }));
    expect((await readAll(new Mapped(contextOf(api).context))).texts).toEqual([
      String.raw`{"id": 1.0,"s":"\u00e9","long":9007199254740993,"n":2,"isNew":true}`,
    ]);
  });

  test("maps what is kept only, and gets the slice", async () => {
    class Sliced extends Open {
      override readonly addParentFields = ["group"];
      override slices() {
        return Promise.resolve([{ group: "a" }, { group: "b" }]);
      }
      override map(record: JsonObject, { group }: Slice): JsonObject {
        if (record["isOpen"] !== true) throw new Error("a record that is not kept was mapped");
        return { ...record, key: `${group}/${record["id"]}` };
      }
    }
    api.get("/items", () => ({ json: { items: all.slice(5, 7) } }));
    expect((await readAll(new Sliced(contextOf(api).context))).values).toEqual([
      { group: "a", id: 7, isOpen: true, key: "a/7" },
      { group: "b", id: 7, isOpen: true, key: "b/7" },
    ]);
  });

  test("has the keys and the cursor's times of the mapped records", async () => {
    class Changed extends Unique {
      override readonly cursor = new ClientSideCursor({ field: "updatedAt" });
      override map({ meta, ...record }: JsonObject): JsonObject {
        const { id, seconds } = meta as { id: number; seconds: number };
        return { ...record, id, updatedAt: new Date(seconds * 1000).toISOString() };
      }
    }
    const item = (id: number, seconds: number) => ({ meta: { id, seconds } });
    api.get("/items", () => ({
      json: { items: [item(1, 1_700_000_000), item(1, 1_700_000_000), item(2, 1_700_000_001)] },
    }));
    const read = await readAll(new Changed(contextOf(api).context), { mode: "incremental" });
    expect(read.values.map(({ id }) => id)).toEqual([1, 2]);
    expect(read.states.at(-1)).toEqual({ updatedAt: "2023-11-14T22:13:21.000Z" });
  });

  test("ends a list in descending order at the mapped time of a record", async () => {
    class Latest extends Items {
      override readonly cursor = new DescendingCursor({ field: "updatedAt" });
      override map({ at, ...record }: JsonObject): JsonObject {
        return { ...record, updatedAt: `2026-01-0${Number(at)}T00:00:00Z` };
      }
    }
    api.get("/items", ({ query }) => ({ json: { items: [{ id: 1, at: 9 - Number(query.get("page")) }] } }));
    const stream = new Latest(contextOf(api).context, new PageNumberPaginator({ param: "page" }));
    const read = await readAll(stream, { mode: "incremental", state: { updatedAt: "2026-01-07T00:00:00Z" } });
    expect(read.error).toBeUndefined();
    expect(read.pages).toBe(3);
  });

  test("pages by the records that the API sent", async () => {
    class Replaced extends Items {
      override map(): JsonObject {
        return { id: 0 };
      }
    }
    api.get("/items", ({ query }) => {
      const from = Number(query.get("offset"));
      return { json: { items: all.slice(from, from + 2) } };
    });
    const read = await readAll(new Replaced(contextOf(api).context, new OffsetPaginator({ param: "offset", size })));
    expect(read.error).toBeUndefined();
    expect(read.values).toHaveLength(all.length);
  });

  test("works together with records that the stream builds", async () => {
    class Built extends Mapped {
      override records(body: JsonValue): readonly JsonObject[] {
        return [{ id: 1, attributes: body }];
      }
    }
    api.get("/items", () => ({ text: '{"long":9007199254740993}' }));
    expect((await readAll(new Built(contextOf(api).context))).texts).toEqual([
      '{"id":1,"long":9007199254740993,"isNew":true}',
    ]);
  });

  test("fails where the map returns no object", async () => {
    class Forgetful extends Items {
      override map(record: JsonObject): JsonObject {
        return (record["id"] === 1 ? record : undefined) as JsonObject;
      }
    }
    api.get("/items", () => ({ json: { items: all.slice(0, 2) } }));
    const read = await readAll(new Forgetful(contextOf(api).context));
    expect(read.error).toBeInstanceOf(SystemError);
    expect(String(read.error)).toContain("The map of items did not return an object.");
  });
});

test("a stream with neither method has the records themselves, which are not parsed", () => {
  const records = new RawRecords([Buffer.from("not even JSON")]);
  expect(keptAndMapped({ name: "items" }, records, {})).toBe(records);
});
