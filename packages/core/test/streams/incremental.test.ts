/** Incremental reads on the wire: what is asked for, what is emitted, and which states come when. */
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { FakeApi } from "@sluice/testkit";
import { ClientSide } from "../../src/cursors/client-side.js";
import { DateWindow } from "../../src/cursors/date-window.js";
import { NewestFirst } from "../../src/cursors/newest-first.js";
import { RunStart } from "../../src/cursors/run-start.js";
import { PageNumber } from "../../src/pagination/page-number.js";
import { SinglePage } from "../../src/pagination/single-page.js";
import type { JsonObject } from "../../src/protocol/json.js";
import {
  Changes,
  ChangesOfOrgs,
  changed,
  day,
  orgStates,
  servePages,
  startedContext,
  tokens,
} from "../support/changes.js";
import { DAY_MS, fromStart, MINUTE_MS, STARTED } from "../support/passes.js";
import { readAll } from "../support/streams.js";

let api: FakeApi;

beforeEach(async () => {
  api = await FakeApi.start();
});

afterEach(async () => {
  api.verify();
  await api.close();
});

const from = (state?: JsonObject) => ({ mode: "incremental", state }) as const;
const since = (date: number) => from({ updatedAt: day(date) });
const ids = (values: readonly JsonObject[]) => values.map(({ id }) => id);

describe("a list that comes newest first", () => {
  const stream = () => new Changes(startedContext(api));

  test("is read whole where nothing is saved, and the state comes when the pass is whole", async () => {
    servePages(api, "/changes", changed(9, 8), changed(7, 6));
    const read = await readAll(stream(), from());
    expect([ids(read.values), tokens(api)]).toEqual([
      [9, 8, 7, 6],
      [null, "1"],
    ]);
    const states = read.batches.map(({ rows, state }) => [rows.values.length, state?.["updatedAt"]]);
    expect(states.slice(0, 2)).toEqual([
      [2, undefined],
      [2, undefined],
    ]);
    expect(read.states.at(-1)).toEqual({ updatedAt: day(9) });
  });

  test("is read up to the page that holds older records, and the next page is not even asked for", async () => {
    servePages(api, "/changes", changed(9, 8), changed(7, 5), changed(4, 3), changed(2, 1));
    const read = await readAll(stream(), since(6));
    expect([ids(read.values), read.pages]).toEqual([[9, 8, 7], 2]);
    expect(tokens(api)).toEqual([null, "1"]);
    expect(read.states.at(-1)).toEqual({ updatedAt: day(9) });
  });

  test("in which nothing is new costs one request", async () => {
    servePages(api, "/changes", changed(9, 8), changed(7, 6));
    const read = await readAll(stream(), since(9));
    expect([ids(read.values), tokens(api), read.states.at(-1)]).toEqual([[9], [null], { updatedAt: day(9) }]);
  });

  test("goes on over pages that end with the saved time", async () => {
    const twin = { id: 60, updatedAt: day(6) };
    servePages(api, "/changes", changed(7, 6), [twin], changed(5), changed(4));
    const read = await readAll(stream(), since(6));
    expect([ids(read.values), tokens(api)]).toEqual([
      [7, 6, 60],
      [null, "1", "2"],
    ]);
  });

  test("is read to its end and filtered, where a page breaks the order", async () => {
    servePages(api, "/changes", changed(7, 3, 8), changed(2), changed(9));
    const read = await readAll(stream(), since(6));
    expect([ids(read.values), tokens(api)]).toEqual([
      [7, 8, 9],
      [null, "1", "2"],
    ]);
    expect(read.states.at(-1)).toEqual({ updatedAt: day(9) });
  });

  test("has no state before the pass is whole: a read that breaks off leaves a hole", async () => {
    servePages(api, "/changes", changed(9, 8), changed(7, 5));
    api.inject({ at: ({ query }) => query.get("token") === "1", reply: { status: 403 } });
    const read = await readAll(stream(), since(6));
    expect(read.error).toMatchObject({ status: 403 });
    expect([ids(read.values), read.states, read.end]).toEqual([[9, 8], [], undefined]);
  });

  test("emits records as the bytes that came, those alone that are new", async () => {
    api.get("/changes", () => ({
      text: `{"items":[{"id":2,"updatedAt":"${day(9)}","n":1.10},{"id":1,"updatedAt":"${day(1)}","n":1.0}],"next":"1"}`,
    }));
    const read = await readAll(stream(), since(6));
    expect(read.texts).toEqual([`{"id":2,"updatedAt":"${day(9)}","n":1.10}`]);
  });

  test("keeps a state that lies in the future, and emits nothing", async () => {
    servePages(api, "/changes", changed(9), changed(8));
    const future = { updatedAt: "2027-01-01T00:00:00Z" };
    const read = await readAll(stream(), from(future));
    expect([read.values, read.states.at(-1), read.error]).toEqual([[], future, undefined]);
  });

  test("does not claim what changed after the run had begun", async () => {
    servePages(api, "/changes", [{ id: 1, updatedAt: fromStart(DAY_MS) }]);
    const read = await readAll(stream(), since(6));
    expect([ids(read.values), read.states.at(-1)]).toEqual([[1], { updatedAt: STARTED }]);
  });

  test("is asked with the cursor's query in the place of the stream's own, and a full refresh with the stream's", async () => {
    class Sorted extends Changes {
      protected override query() {
        return { sortBy: "createdAt", archived: "true" };
      }
    }
    servePages(api, "/changes", changed(9), changed(8));
    const cursor = new NewestFirst("updatedAt", { query: { sortBy: "updatedAt" } });
    const sorted = new Sorted(startedContext(api), { cursor });
    await readAll(sorted, from());
    await readAll(sorted);
    expect(api.requests.map(({ query }) => query.toString())).toEqual([
      "sortBy=updatedAt&archived=true",
      "sortBy=updatedAt&archived=true&token=1",
      "sortBy=createdAt&archived=true",
      "sortBy=createdAt&archived=true&token=1",
    ]);
  });

  test("gives a record once that shifts to the next page, and still ends where it should", async () => {
    class Unique extends Changes {
      protected override readonly distinct = true;
    }
    servePages(api, "/changes", changed(9, 8), changed(8, 7), changed(7, 5), changed(4));
    const read = await readAll(new Unique(startedContext(api)), since(6));
    expect([ids(read.values), tokens(api), read.notes]).toEqual([[9, 8, 7], [null, "1", "2"], []]);
    expect(read.states.at(-1)).toEqual({ updatedAt: day(9) });
  });
});

describe("slices that have a state each", () => {
  const at = (orgId: number) => `/orgs/${orgId}/changes`;
  const stateOf = (orgId: number, date: number) => ({ [orgId]: { updatedAt: day(date) } });
  const orgs = () => new ChangesOfOrgs(startedContext(api));

  beforeEach(() => {
    servePages(api, at(1), changed(9, 8), changed(3));
    servePages(api, at(2), changed(7), changed(6, 2));
    servePages(api, at(3), []);
  });

  test("write it after each slice, and at the end", async () => {
    const read = await readAll(orgs(), from());
    expect(read.values).toHaveLength(6);
    const first = orgStates(stateOf(1, 9));
    const both = orgStates({ ...stateOf(1, 9), ...stateOf(2, 7) });
    expect(read.states).toEqual([first, both, both, both]);
  });

  test("go on from it each by itself, and one that is new begins at its beginning", async () => {
    const read = await readAll(orgs(), from(orgStates({ ...stateOf(1, 8), 3: { updatedAt: day(1) } })));
    expect(ids(read.values)).toEqual([9, 8, 7, 6, 2]);
    expect(read.states.at(-1)).toEqual(orgStates({ ...stateOf(1, 9), ...stateOf(2, 7), ...stateOf(3, 1) }));
  });

  test("keep the saved state of one that is refused, with a warning", async () => {
    api.inject({ at: ({ path }) => path === at(1), reply: { status: 403 } });
    const read = await readAll(orgs(), from(orgStates(stateOf(1, 8))));
    expect(read.notes.at(-1)).toEqual({ level: "WARN", text: expect.stringMatching(/^orgId 1 was skipped/) });
    expect(read.states.at(-1)).toEqual(orgStates({ ...stateOf(1, 8), ...stateOf(2, 7) }));
    expect(ids(read.values)).toEqual([7, 6, 2]);
  });

  test("that fail leave the states of those before, and what was saved of those behind", async () => {
    api.inject({ at: ({ path, query }) => path === at(2) && query.has("token"), reply: { status: 401 } });
    const read = await readAll(orgs(), from(orgStates({ ...stateOf(2, 1), ...stateOf(3, 1) })));
    expect(read.error).toMatchObject({ status: 401 });
    expect(read.states.map(({ states }) => states)).toEqual([
      expect.arrayContaining(orgStates({ ...stateOf(1, 9), ...stateOf(2, 1), ...stateOf(3, 1) })["states"] as []),
    ]);
    expect(ids(read.values)).toEqual([9, 8, 3, 7]);
  });

  test("never claim what changed after the run began, though their own turn came later", async () => {
    const wait = { status: 429, headers: { "retry-after": "120" } };
    api.inject({ at: ({ path }) => path === at(1), reply: wait });
    servePages(api, at(4), [{ id: 40, updatedAt: fromStart(MINUTE_MS) }]);
    const stream = orgs();
    stream.orgIds = [1, 4];
    const read = await readAll(stream, from());
    expect(ids(read.values)).toEqual([9, 8, 3, 40]);
    expect(read.states.at(-1)).toEqual(orgStates({ ...stateOf(1, 9), 4: { updatedAt: STARTED } }));
  });

  test("forget at the end those that are gone", async () => {
    const read = await readAll(orgs(), from(orgStates(stateOf(8, 1))));
    expect(JSON.stringify(read.states[0])).toContain('"orgId":8');
    expect(read.states.at(-1)).toEqual(orgStates({ ...stateOf(1, 9), ...stateOf(2, 7) }));
  });

  test.each<[string, JsonObject]>([
    ["one that was saved for the stream as a whole", { updatedAt: day(7) }],
    ["a global one", { use_global_cursor: true, state: { updatedAt: "2026-02-07T00:01:00Z" }, lookback_window: 60 }],
  ])("all begin at %s, and none is written before the end", async (_what, state) => {
    const read = await readAll(orgs(), from(state));
    expect(ids(read.values)).toEqual([9, 8, 7]);
    expect(read.states).toHaveLength(1);
    const written = JSON.stringify(read.states[0]).replaceAll(".000Z", "Z");
    expect(JSON.parse(written)).toEqual(orgStates({ ...stateOf(1, 9), ...stateOf(2, 7), ...stateOf(3, 7) }));
  });
});

describe("an API that filters by time", () => {
  const cursor = new DateWindow("updatedAt", { from: "since", to: "until", widthMs: 11 * DAY_MS, overlapMs: 0 });
  const stream = () => new Changes(startedContext(api), { cursor });
  const asked = () => api.requests.map(({ query }) => query.get("since")?.slice(5, 13));

  /** Two windows lead from the ninth to the start of the run. */
  beforeEach(() => {
    api.get("/changes", ({ query }) => {
      const pages =
        query.get("since")?.startsWith("2026-02-09") === true ? [changed(9, 17), changed(12)] : [[], changed(25)];
      return { json: { items: pages[Number(query.get("token") ?? 0)], next: query.has("token") ? null : "1" } };
    });
  });

  test("is walked through once for each window, and each walk leaves its state", async () => {
    const read = await readAll(stream(), since(9));
    expect(asked()).toEqual(["02-09T00", "02-09T00", "02-19T05", "02-19T05"]);
    expect(ids(read.values)).toEqual([9, 17, 12, 25]);
    expect(read.states).toEqual([17, 25, 25].map((date) => ({ updatedAt: day(date) })));
  });

  test("that fails in a window leaves the state of the one before", async () => {
    api.inject({ at: ({ query }) => query.get("since")?.startsWith("2026-02-19") === true, reply: { status: 403 } });
    const read = await readAll(stream(), since(9));
    expect([read.states, read.end]).toEqual([[{ updatedAt: day(17) }], undefined]);
    expect(read.error).toMatchObject({ status: 403 });
  });

  test("is asked nothing where the state lies in the future, and the state comes back", async () => {
    const future = { updatedAt: "2027-01-01T00:00:00Z" };
    const read = await readAll(stream(), from(future));
    expect([api.requests, read.states, read.error]).toEqual([[], [future], undefined]);
  });

  test("is asked for the windows of everything in a full refresh", async () => {
    const options = { from: "since", to: "until", overlapMs: MINUTE_MS, widthMs: 11 * DAY_MS };
    const whole = new DateWindow("updatedAt", { ...options, startMs: (nowMs) => nowMs - 15 * DAY_MS });
    const read = await readAll(new Changes(startedContext(api), { cursor: whole, paginator: new SinglePage() }));
    expect([asked(), read.states]).toEqual([["02-14T12", "02-21T23"], []]);
  });
});

test("a list without order is read to its last page, and the state stays behind the start of the run", async () => {
  const pages = new PageNumber({ param: "page" });
  const answers = [changed(3, 9), changed(1), [{ id: 30, updatedAt: fromStart(-1) }]];
  api.get("/changes", ({ query }) => ({ json: { items: answers[Number(query.get("page")) - 1] ?? [] } }));
  const context = startedContext(api);
  const read = await readAll(new Changes(context, { cursor: new ClientSide("updatedAt"), paginator: pages }), since(6));
  expect([ids(read.values), read.pages]).toEqual([[9, 30], 4]);
  expect(read.states.at(-1)).toEqual({ updatedAt: fromStart(-5 * MINUTE_MS) });
});

test("an API that takes the last run's start gets it in the words in which it was saved", async () => {
  const cursor = new RunStart({ param: "updated_after", overlapMs: MINUTE_MS });
  servePages(api, "/changes", changed(9), changed(8));
  const saved = { updated_after: "2026-02-10T00:00:00+01:00" };
  const read = await readAll(new Changes(startedContext(api), { cursor }), from(saved));
  expect(api.requests.map(({ query }) => query.get("updated_after"))).toEqual(Array(2).fill(saved.updated_after));
  expect(read.states.at(-1)).toEqual({ updated_after: fromStart(-MINUTE_MS) });
});

test("a stream without a cursor is read whole, and has no state", async () => {
  servePages(api, "/changes", changed(9), changed(8));
  const read = await readAll(new Changes(startedContext(api), { cursor: undefined }), from());
  expect([ids(read.values), read.states]).toEqual([[9, 8], []]);
});

describe("a total that the API promises", () => {
  class Counted extends Changes {
    protected override readonly distinct = true;
  }
  const paginator = new PageNumber({ param: "page", total: "total" });

  test("is not missed by a pass that stops where it knows the rest", async () => {
    const pages = [changed(9, 8), changed(7, 5), changed(4, 3), changed(2)];
    api.get("/changes", ({ query }) => ({ json: { total: 7, items: pages[Number(query.get("page")) - 1] ?? [] } }));
    const stream = new Counted(startedContext(api), { paginator });
    const read = await readAll(stream, { mode: "incremental", state: { updatedAt: day(6) } });
    expect(read.notes).toEqual([]);
  });

  test("is counted in each window by itself, though a record on the seam comes in two", async () => {
    const ago = (days: number) => fromStart(-days * DAY_MS);
    const cursor = new DateWindow("updatedAt", { from: "a", to: "b", widthMs: 11 * DAY_MS, overlapMs: 0 });
    const items = [{ id: 1, updatedAt: ago(10) }];
    api.get("/changes", ({ query }) => ({ json: { total: 1, items: query.get("page") === "1" ? items : [] } }));
    const stream = new Counted(startedContext(api), { cursor, paginator });
    const read = await readAll(stream, { mode: "incremental", state: { updatedAt: ago(20) } });
    expect([read.notes, read.values]).toEqual([[], items]);
  });
});
