/** The number of records of a list, compared with the total that the API reports. */
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { FakeApi } from "@sluice/testkit";
import { DescendingCursor } from "../../src/cursors/descending.js";
import { TransientError } from "../../src/errors/connector-error.js";
import type { Page } from "../../src/http/response.js";
import { CursorTokenPaginator } from "../../src/pagination/cursor-token.js";
import { OffsetPaginator } from "../../src/pagination/offset.js";
import { PageNumberPaginator } from "../../src/pagination/page-number.js";
import type { Paginator } from "../../src/pagination/paginator.js";
import type { JsonObject } from "../../src/protocol/json.js";
import * as s from "../../src/schema/fields.js";
import { HttpStream } from "../../src/streams/http-stream.js";
import type { Slice } from "../../src/streams/stream.js";
import { Changes, ChangesOfOrgs, changed, day, startedContext } from "../support/changes.js";
import { contextOf, Items, readAll, Unique } from "../support/streams.js";

let api: FakeApi;

beforeEach(async () => {
  api = await FakeApi.start();
});

afterEach(async () => {
  api.verify();
  await api.close();
});

const ids = (values: readonly JsonObject[]) => values.map(({ id }) => id);

/** Each paginator with a total, and the function from a query to the index of its page. */
const COUNTED: readonly (readonly [string, () => Paginator, (query: URLSearchParams) => number])[] = [
  [
    "PageNumber",
    () => new PageNumberPaginator({ param: "page", total: "count", pastEnd: 404 }),
    (query) => Number(query.get("page")) - 1,
  ],
  [
    "Offset",
    () => new OffsetPaginator({ param: "skip", size: { param: "take", value: 2 }, total: "count" }),
    (query) => Number(query.get("skip")) / 2,
  ],
];

describe.each(COUNTED)("a list with a total by %sPaginator", (_name, paginator, indexOf) => {
  /** Answers with these pages of ids, each with the total at that moment. */
  function serve(count: (index: number) => unknown, ...pages: readonly (readonly number[])[]) {
    api.get("/items", ({ query }) => {
      const index = indexOf(query);
      return { json: { count: count(index), items: (pages[index] ?? []).map((id) => ({ id })) } };
    });
  }

  test("is complete if it reaches its total, as a number or digits", async () => {
    serve((index) => (index === 0 ? 4 : "4"), [1, 2], [3, 4]);
    const read = await readAll(new Items(contextOf(api).context, paginator()));
    expect(ids(read.values)).toEqual([1, 2, 3, 4]);
    expect(read.error).toBeUndefined();
  });

  test.each([[5], ["5"]])("fails with a transient error after its records if it does not reach %j", async (count) => {
    serve(() => count, [1, 2], [3, 4], []);
    const read = await readAll(new Items(contextOf(api).context, paginator()));
    expect(ids(read.values)).toEqual([1, 2, 3, 4]);
    expect(read.log).toEqual([]);
    expect(read.end).toBeUndefined();
    expect(read.error).toBeInstanceOf(TransientError);
    expect((read.error as Error).message).toBe(
      "GET /items: Got 4 records, but the API reported 5. Records may have changed during the read; run it again.",
    );
  });

  test("is compared with the total of its first page, because a deleted row would hide a missing one", async () => {
    serve((index) => (index === 0 ? 4 : 3), [1, 2], [4], []);
    const read = await readAll(new Items(contextOf(api).context, paginator()));
    expect(String(read.error)).toContain("Got 3 records, but the API reported 4");
  });

  test("may grow during the read", async () => {
    serve((index) => (index === 0 ? 4 : 5), [1, 2], [3, 4], [5]);
    const read = await readAll(new Items(contextOf(api).context, paginator()));
    expect(ids(read.values)).toEqual([1, 2, 3, 4, 5]);
    expect(read.error).toBeUndefined();
  });

  test("counts different records with dedupe, and is read three times at most", async () => {
    serve(() => 5, [1, 2], [2, 3], [4], []);
    const read = await readAll(new Unique(contextOf(api).context, paginator()));
    expect(ids(read.values)).toEqual([1, 2, 3, 4]);
    expect(read.log.map(({ level }) => level)).toEqual(["INFO", "INFO"]);
    expect(api.requests.filter(({ query }) => indexOf(query) === 0)).toHaveLength(3);
    expect(read.error).toBeInstanceOf(TransientError);
    expect(String(read.error)).toMatch(
      /GET \/items: Got 4 different records, but the API reported 5 in each of 3 reads\. Records may have changed/,
    );
  });

  test("is complete if the second read has the missing row, and no row is written twice", async () => {
    let reads = 0;
    api.get("/items", ({ query }) => {
      if (indexOf(query) === 0) reads++;
      const pages = reads === 1 ? [[1, 2], [2, 3], []] : [[1, 2], [3, 4], []];
      return { json: { count: 4, items: (pages[indexOf(query)] ?? []).map((id) => ({ id })) } };
    });
    const read = await readAll(new Unique(contextOf(api).context, paginator()));
    expect(ids(read.values)).toEqual([1, 2, 3, 4]);
    expect(read.error).toBeUndefined();
    expect(read.log).toEqual([{ level: "INFO", text: expect.stringContaining("Got 3 different records") }]);
  });

  test("ends with an empty page if there is no total", async () => {
    serve(() => undefined, [1, 2], []);
    const read = await readAll(new Items(contextOf(api).context, paginator()));
    expect(ids(read.values)).toEqual([1, 2]);
    expect(read.error).toBeUndefined();
    expect(read.end).toEqual(expect.stringContaining("an empty page"));
  });
});

describe("the total of records with dedupe", () => {
  const part = s.record({ orgId: s.key(s.integer), id: s.key(s.integer) });

  class Parts extends HttpStream<undefined> {
    readonly name = "parts";
    readonly description = "Parts of two organizations.";
    readonly schema = part;
    readonly primaryKey: readonly string[] = ["orgId", "id"];
    override readonly recordsAt = "items";
    override readonly addParentFields = ["orgId"];
    override readonly dedupe = true;
    override readonly paginator = new PageNumberPaginator({ param: "page", total: "count" });
    override slices() {
      return Promise.resolve([{ orgId: 1 }, { orgId: 2 }]);
    }
    path({ orgId }: Slice) {
      return `orgs/${orgId}/parts`;
    }
  }

  class Keyless extends Parts {
    override readonly primaryKey = [];
  }

  const serve = (count: number) =>
    api.get("/orgs/:orgId/parts", ({ query }) => ({
      json: { count, items: query.get("page") === "1" ? [{ id: 1 }, { id: 2 }] : [] },
    }));

  test("distinguishes records by the parent's id too", async () => {
    serve(2);
    const read = await readAll(new Parts(contextOf(api).context));
    expect(read.values).toHaveLength(4);
    expect(read.error).toBeUndefined();
  });

  test("is counted for each list", async () => {
    serve(3);
    const read = await readAll(new Parts(contextOf(api).context));
    expect(String(read.error)).toContain("Got 2 different records, but the API reported 3");
  });

  test("counts each record without a key, but only once over several reads", async () => {
    serve(3);
    const read = await readAll(new Keyless(contextOf(api).context));
    expect(String(read.error)).toContain("2 different records, but the API reported 3 in each of 3 reads");
  });
});

describe("the total of a resumed or stopped list", () => {
  /** Pages with a token and a total. */
  class CountedTokens extends CursorTokenPaginator {
    constructor() {
      super({ at: "next", param: "token" });
    }
    override total({ body }: Page) {
      return (body as { count: number }).count;
    }
  }

  const COMPLETE = { __ab_full_refresh_sync_complete: true };
  const NO_CURSOR = { __ab_no_cursor_state_message: true };
  const pages = [changed(1, 2), changed(3), changed(4, 5)];
  const serve = (route: string, count: number) =>
    api.get(route, ({ query }) => {
      const index = Number(query.get("token") ?? 0);
      return { json: { count, items: pages[index] ?? [], next: index + 1 < pages.length ? index + 1 : null } };
    });
  const stream = () => new Changes(startedContext(api), { cursor: undefined, paginator: new CountedTokens() });

  class UniqueChanges extends Changes {
    override readonly dedupe = true;
  }

  test("is not checked for the rest of a resumed list, because the earlier records are not counted", async () => {
    serve("/changes", 5);
    for (const distinct of [false, true]) {
      const Stream = distinct ? UniqueChanges : Changes;
      const resumed = new Stream(startedContext(api), { cursor: undefined, paginator: new CountedTokens() });
      const read = await readAll(resumed, { mode: "full_refresh", state: { token: 1 } });
      expect([ids(read.values), read.error, read.states.at(-1)]).toEqual([[3, 4, 5], undefined, COMPLETE]);
    }
  });

  test("is checked if the API no longer knew the token and the list is read from its start", async () => {
    serve("/changes", 6);
    api.inject({ at: ({ query }) => query.get("token") === "1", reply: { status: 410 } });
    const read = await readAll(stream(), { mode: "full_refresh", state: { token: 1 } });
    expect(String(read.error)).toContain("Got 5 records, but the API reported 6");
  });

  test("leaves the no-cursor state if it is not reached, because the missing record may be before the token", async () => {
    serve("/changes", 6);
    const read = await readAll(stream());
    expect(read.error).toBeInstanceOf(TransientError);
    expect(read.states).toEqual([{ token: 1 }, { token: 2 }, { token: 2 }, NO_CURSOR]);
  });

  test("leaves only the complete slices if one of them does not reach it", async () => {
    serve("/orgs/1/changes", 5);
    serve("/orgs/2/changes", 6);
    const orgs = new ChangesOfOrgs(startedContext(api), { cursor: undefined, paginator: new CountedTokens() });
    orgs.orgIds = [1, 2];
    const read = await readAll(orgs);
    expect(String(read.error)).toContain("GET /orgs/2/changes: Got 5 records, but the API reported 6");
    const done = { partition: { orgId: 1, parent_slice: {} }, cursor: COMPLETE };
    expect(read.states.at(-1)).toEqual({ use_global_cursor: false, states: [done] });
    orgs.orgIds = [2];
    expect((await readAll(orgs)).states.at(-1)).toEqual(NO_CURSOR);
  });

  test("is not checked if a cursor stops the read", async () => {
    api.get("/changes", ({ query }) => {
      const token = Number(query.get("token") ?? 0);
      return { json: { count: 5, items: changed(5 - token), next: token + 1 } };
    });
    const cursor = new DescendingCursor({ field: "updatedAt" });
    const newest = new Changes(startedContext(api), { cursor, paginator: new CountedTokens() });
    const read = await readAll(newest, { mode: "incremental", state: { updatedAt: day(4) } });
    expect(ids(read.values)).toEqual([5, 4]);
    expect(read.error).toBeUndefined();
  });
});
