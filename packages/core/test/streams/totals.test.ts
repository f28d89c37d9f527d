/** What came of a list, held against how many records the API promises of it. */
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { FakeApi } from "@sluice/testkit";
import { NewestFirst } from "../../src/cursors/newest-first.js";
import { TransientError } from "../../src/errors/connector-error.js";
import type { Page } from "../../src/http/response.js";
import { CursorToken } from "../../src/pagination/cursor-token.js";
import { Offset } from "../../src/pagination/offset.js";
import { PageNumber } from "../../src/pagination/page-number.js";
import type { Paginator } from "../../src/pagination/paginator.js";
import type { JsonObject } from "../../src/protocol/json.js";
import { integer, key, record } from "../../src/schema/fields.js";
import { HttpStream } from "../../src/streams/http-stream.js";
import type { Slice } from "../../src/streams/slice.js";
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

/** Each paginator that knows a total, and what in a query leads to the page of an index. */
const COUNTED: readonly (readonly [string, () => Paginator, (query: URLSearchParams) => number])[] = [
  [
    "PageNumber",
    () => new PageNumber({ param: "page", total: "count", pastEnd: 404 }),
    (query) => Number(query.get("page")) - 1,
  ],
  [
    "Offset",
    () => new Offset({ param: "skip", size: { param: "take", value: 2 }, total: "count" }),
    (query) => Number(query.get("skip")) / 2,
  ],
];

describe.each(COUNTED)("a list by %s", (_name, paginator, indexOf) => {
  /** Answers with these pages of ids, each with the total that is due at that moment. */
  function serve(count: (index: number) => unknown, ...pages: readonly (readonly number[])[]) {
    api.get("/items", ({ query }) => {
      const index = indexOf(query);
      return { json: { count: count(index), items: (pages[index] ?? []).map((id) => ({ id })) } };
    });
  }

  test("that comes up to its total is whole, be the total a number or its digits", async () => {
    serve((index) => (index === 0 ? 4 : "4"), [1, 2], [3, 4]);
    const read = await readAll(new Items(contextOf(api).context, paginator()));
    expect([ids(read.values), read.error]).toEqual([[1, 2, 3, 4], undefined]);
  });

  test.each([[5], ["5"]])("that falls short of %j fails behind its records, and later may help", async (count) => {
    serve(() => count, [1, 2], [3, 4], []);
    const read = await readAll(new Items(contextOf(api).context, paginator()));
    expect(ids(read.values)).toEqual([1, 2, 3, 4]);
    expect([read.notes, read.end]).toEqual([[], undefined]);
    expect(read.error).toBeInstanceOf(TransientError);
    expect((read.error as Error).message).toBe(
      "GET /items: 4 records came, but the API promised 5. Something is missing; try again when the list is at rest.",
    );
  });

  test("is held against what its first page promised: a row that is deleted meanwhile hides another", async () => {
    serve((index) => (index === 0 ? 4 : 3), [1, 2], [4], []);
    const read = await readAll(new Items(contextOf(api).context, paginator()));
    expect(String(read.error)).toContain("3 records came, but the API promised 4");
  });

  test("may grow while it is read", async () => {
    serve((index) => (index === 0 ? 4 : 5), [1, 2], [3, 4], [5]);
    const read = await readAll(new Items(contextOf(api).context, paginator()));
    expect([ids(read.values), read.error]).toEqual([[1, 2, 3, 4, 5], undefined]);
  });

  test("counts different records where they may come twice, and is read three times and no more", async () => {
    serve(() => 5, [1, 2], [2, 3], [4], []);
    const read = await readAll(new Unique(contextOf(api).context, paginator()));
    expect(ids(read.values)).toEqual([1, 2, 3, 4]);
    expect(read.notes.map(({ level }) => level)).toEqual(["INFO", "INFO"]);
    expect(api.requests.filter(({ query }) => indexOf(query) === 0)).toHaveLength(3);
    expect(read.error).toBeInstanceOf(TransientError);
    expect(String(read.error)).toMatch(
      /GET \/items: 4 different records came, but the API promised 5, in each of 3 reads\. Something is missing/,
    );
  });

  test("whose missing row comes in the second read is whole, and nothing is given twice", async () => {
    let reads = 0;
    api.get("/items", ({ query }) => {
      if (indexOf(query) === 0) reads++;
      const pages = reads === 1 ? [[1, 2], [2, 3], []] : [[1, 2], [3, 4], []];
      return { json: { count: 4, items: (pages[indexOf(query)] ?? []).map((id) => ({ id })) } };
    });
    const read = await readAll(new Unique(contextOf(api).context, paginator()));
    expect([ids(read.values), read.error]).toEqual([[1, 2, 3, 4], undefined]);
    expect(read.notes).toEqual([{ level: "INFO", text: expect.stringContaining("3 different records came") }]);
  });

  test("without a total is over with its empty page", async () => {
    serve(() => undefined, [1, 2], []);
    const read = await readAll(new Items(contextOf(api).context, paginator()));
    expect([ids(read.values), read.error, read.end]).toEqual([
      [1, 2],
      undefined,
      expect.stringContaining("an empty page"),
    ]);
  });
});

describe("records that may come twice", () => {
  const part = record({ orgId: key(integer), id: key(integer) });

  class Parts extends HttpStream<typeof part, undefined> {
    readonly name = "parts";
    readonly description = "Parts of two organizations.";
    readonly schema = part;
    readonly primaryKey: readonly string[] = ["orgId", "id"];
    protected override readonly recordsAt = "items";
    protected override readonly inject = ["orgId"];
    protected override readonly distinct = true;
    protected override readonly paginator = new PageNumber({ param: "page", total: "count" });
    protected override slices() {
      return Promise.resolve([{ orgId: 1 }, { orgId: 2 }]);
    }
    protected path({ orgId }: Slice) {
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

  test("are told apart by the parent's id too", async () => {
    serve(2);
    const read = await readAll(new Parts(contextOf(api).context));
    expect([read.values.length, read.error, read.notes.length]).toEqual([4, undefined, 1]);
  });

  test("are counted list by list", async () => {
    serve(3);
    const read = await readAll(new Parts(contextOf(api).context));
    expect(String(read.error)).toContain("2 different records came, but the API promised 3");
  });

  test("and have no key cannot be told apart, so each counts, but not once more when the list is read again", async () => {
    serve(3);
    const read = await readAll(new Keyless(contextOf(api).context));
    expect(String(read.error)).toContain("2 different records came, but the API promised 3, in each of 3 reads");
  });
});

describe("a total is not held", () => {
  /** Pages that a token leads to, with a total. */
  class CountedTokens extends CursorToken {
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
    protected override readonly distinct = true;
  }

  test("against the rest of a list that an earlier attempt has begun, for what that read is not known", async () => {
    serve("/changes", 5);
    for (const distinct of [false, true]) {
      const Stream = distinct ? UniqueChanges : Changes;
      const resumed = new Stream(startedContext(api), { cursor: undefined, paginator: new CountedTokens() });
      const read = await readAll(resumed, { mode: "full_refresh", state: { token: 1 } });
      expect([ids(read.values), read.error, read.states.at(-1)]).toEqual([[3, 4, 5], undefined, COMPLETE]);
    }
  });

  test("but it is where the API knew that place no more, and the list is read from its start", async () => {
    serve("/changes", 6);
    api.inject({ at: ({ query }) => query.get("token") === "1", reply: { status: 410 } });
    const read = await readAll(stream(), { mode: "full_refresh", state: { token: 1 } });
    expect(String(read.error)).toContain("5 records came, but the API promised 6");
  });

  test("and a list that falls short leaves no place to go on from, for what is missing may lie before it", async () => {
    serve("/changes", 6);
    const read = await readAll(stream());
    expect(read.error).toBeInstanceOf(TransientError);
    expect(read.states).toEqual([{ token: 1 }, { token: 2 }, { token: 2 }, NO_CURSOR]);
  });

  test("nor does one of several lists, of which those that are done stay so", async () => {
    serve("/orgs/1/changes", 5);
    serve("/orgs/2/changes", 6);
    const orgs = new ChangesOfOrgs(startedContext(api), { cursor: undefined, paginator: new CountedTokens() });
    orgs.orgIds = [1, 2];
    const read = await readAll(orgs);
    expect(String(read.error)).toContain("GET /orgs/2/changes: 5 records came, but the API promised 6");
    const done = { partition: { orgId: 1, parent_slice: {} }, cursor: COMPLETE };
    expect(read.states.at(-1)).toEqual({ use_global_cursor: false, states: [done] });
    orgs.orgIds = [2];
    expect((await readAll(orgs)).states.at(-1)).toEqual(NO_CURSOR);
  });

  test("where a state says how far to read", async () => {
    api.get("/changes", ({ query }) => {
      const token = Number(query.get("token") ?? 0);
      return { json: { count: 5, items: changed(5 - token), next: token + 1 } };
    });
    const cursor = new NewestFirst("updatedAt");
    const newest = new Changes(startedContext(api), { cursor, paginator: new CountedTokens() });
    const read = await readAll(newest, { mode: "incremental", state: { updatedAt: day(4) } });
    expect([ids(read.values), read.error]).toEqual([[5, 4], undefined]);
  });
});
