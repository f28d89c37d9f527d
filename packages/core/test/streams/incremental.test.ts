/** Incremental reads on the wire: the requests, the records and the states. */
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { FakeApi } from "@sluice/testkit";
import { ClientSideCursor } from "../../src/cursors/client-side.js";
import { DateWindowCursor } from "../../src/cursors/date-window.js";
import { DescendingCursor } from "../../src/cursors/descending.js";
import { days, minutes, NO_TIME } from "../../src/cursors/duration.js";
import { LastRunCursor } from "../../src/cursors/last-run.js";
import { PageNumberPaginator } from "../../src/pagination/page-number.js";
import { SinglePagePaginator } from "../../src/pagination/single-page.js";
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
import { DAY_MS, fromStart, MINUTE_MS, STARTED } from "../support/cursor-runs.js";
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

describe("an incremental read of a descending list", () => {
  const stream = () => new Changes(startedContext(api));

  test("reads everything without a state, and saves the state when it is complete", async () => {
    servePages(api, "/changes", changed(9, 8), changed(7, 6));
    const read = await readAll(stream(), from());
    expect(ids(read.values)).toEqual([9, 8, 7, 6]);
    expect(tokens(api)).toEqual([null, "1"]);
    const states = read.batches.map(({ records, state }) => [records.parsed.length, state?.["updatedAt"]]);
    expect(states.slice(0, 2)).toEqual([
      [2, undefined],
      [2, undefined],
    ]);
    expect(read.states.at(-1)).toEqual({ updatedAt: day(9) });
  });

  test("stops at the page with older records, without a request for the next one", async () => {
    servePages(api, "/changes", changed(9, 8), changed(7, 5), changed(4, 3), changed(2, 1));
    const read = await readAll(stream(), since(6));
    expect(ids(read.values)).toEqual([9, 8, 7]);
    expect(read.pages).toBe(2);
    expect(tokens(api)).toEqual([null, "1"]);
    expect(read.states.at(-1)).toEqual({ updatedAt: day(9) });
  });

  test("costs one request if no record is new", async () => {
    servePages(api, "/changes", changed(9, 8), changed(7, 6));
    const read = await readAll(stream(), since(9));
    expect(ids(read.values)).toEqual([9]);
    expect(tokens(api)).toEqual([null]);
    expect(read.states.at(-1)).toEqual({ updatedAt: day(9) });
  });

  test("continues after pages that end with the saved time", async () => {
    const twin = { id: 60, updatedAt: day(6) };
    servePages(api, "/changes", changed(7, 6), [twin], changed(5), changed(4));
    const read = await readAll(stream(), since(6));
    expect(ids(read.values)).toEqual([7, 6, 60]);
    expect(tokens(api)).toEqual([null, "1", "2"]);
  });

  test("reads to the end and filters if a page breaks the order", async () => {
    servePages(api, "/changes", changed(7, 3, 8), changed(2), changed(9));
    const read = await readAll(stream(), since(6));
    expect(ids(read.values)).toEqual([7, 8, 9]);
    expect(tokens(api)).toEqual([null, "1", "2"]);
    expect(read.states.at(-1)).toEqual({ updatedAt: day(9) });
  });

  test("saves no state if it is interrupted, because that would leave a gap", async () => {
    servePages(api, "/changes", changed(9, 8), changed(7, 5));
    api.inject({ at: ({ query }) => query.get("token") === "1", reply: { status: 403, json: { error: "refused" } } });
    const read = await readAll(stream(), since(6));
    expect(read.error).toMatchObject({ status: 403 });
    expect(ids(read.values)).toEqual([9, 8]);
    expect(read.states).toEqual([]);
    expect(read.end).toBeUndefined();
  });

  test("writes only new records, with unchanged bytes", async () => {
    api.get("/changes", () => ({
      text: `{"items":[{"id":2,"updatedAt":"${day(9)}","n":1.10},{"id":1,"updatedAt":"${day(1)}","n":1.0}],"next":"1"}`,
    }));
    const read = await readAll(stream(), since(6));
    expect(read.texts).toEqual([`{"id":2,"updatedAt":"${day(9)}","n":1.10}`]);
  });

  test("keeps a state in the future and writes no records", async () => {
    servePages(api, "/changes", changed(9), changed(8));
    const future = { updatedAt: "2027-01-01T00:00:00Z" };
    const read = await readAll(stream(), from(future));
    expect(read.values).toEqual([]);
    expect(read.states.at(-1)).toEqual(future);
    expect(read.error).toBeUndefined();
  });

  test("does not cover records that changed after the start of the run", async () => {
    servePages(api, "/changes", [{ id: 1, updatedAt: fromStart(DAY_MS) }]);
    const read = await readAll(stream(), since(6));
    expect(ids(read.values)).toEqual([1]);
    expect(read.states.at(-1)).toEqual({ updatedAt: STARTED });
  });

  test("replaces the stream's query by the cursor's, which a full refresh does not", async () => {
    class Sorted extends Changes {
      override query() {
        return { sortBy: "createdAt", archived: "true" };
      }
    }
    servePages(api, "/changes", changed(9), changed(8));
    const cursor = new DescendingCursor({ field: "updatedAt", change: { query: { sortBy: "updatedAt" } } });
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

  test("writes a record once that moves to the next page, and stops at the right page", async () => {
    class Unique extends Changes {
      override readonly dedupe = true;
    }
    servePages(api, "/changes", changed(9, 8), changed(8, 7), changed(7, 5), changed(4));
    const read = await readAll(new Unique(startedContext(api)), since(6));
    expect(ids(read.values)).toEqual([9, 8, 7]);
    expect(tokens(api)).toEqual([null, "1", "2"]);
    expect(read.log).toEqual([]);
    expect(read.states.at(-1)).toEqual({ updatedAt: day(9) });
  });
});

describe("slices with a state each", () => {
  const at = (orgId: number) => `/orgs/${orgId}/changes`;
  const stateOf = (orgId: number, date: number) => ({ [orgId]: { updatedAt: day(date) } });
  const orgs = () => new ChangesOfOrgs(startedContext(api));

  beforeEach(() => {
    servePages(api, at(1), changed(9, 8), changed(3));
    servePages(api, at(2), changed(7), changed(6, 2));
    servePages(api, at(3), []);
  });

  test("save it after each slice and at the end", async () => {
    const read = await readAll(orgs(), from());
    expect(read.values).toHaveLength(6);
    const first = orgStates(stateOf(1, 9));
    const both = orgStates({ ...stateOf(1, 9), ...stateOf(2, 7) });
    expect(read.states).toEqual([first, both, both, both]);
  });

  test("resume from their own states, and a new slice starts from its beginning", async () => {
    const read = await readAll(orgs(), from(orgStates({ ...stateOf(1, 8), 3: { updatedAt: day(1) } })));
    expect(ids(read.values)).toEqual([9, 8, 7, 6, 2]);
    expect(read.states.at(-1)).toEqual(orgStates({ ...stateOf(1, 9), ...stateOf(2, 7), ...stateOf(3, 1) }));
  });

  test("keep the saved state of a refused slice, with a warning", async () => {
    api.inject({ at: ({ path }) => path === at(1), reply: { status: 403, json: { error: "refused" } } });
    const read = await readAll(orgs(), from(orgStates(stateOf(1, 8))));
    expect(read.log.at(-1)).toEqual({ level: "WARN", text: expect.stringMatching(/^orgId 1 was skipped/) });
    expect(read.states.at(-1)).toEqual(orgStates({ ...stateOf(1, 8), ...stateOf(2, 7) }));
    expect(ids(read.values)).toEqual([7, 6, 2]);
  });

  test("keep the states of earlier slices and the saved states of later ones if one fails", async () => {
    api.inject({ at: ({ path, query }) => path === at(2) && query.has("token"), reply: { status: 401 } });
    const read = await readAll(orgs(), from(orgStates({ ...stateOf(2, 1), ...stateOf(3, 1) })));
    expect(read.error).toMatchObject({ status: 401 });
    expect(read.states.map(({ states }) => states)).toEqual([
      expect.arrayContaining(orgStates({ ...stateOf(1, 9), ...stateOf(2, 1), ...stateOf(3, 1) })["states"] as []),
    ]);
    expect(ids(read.values)).toEqual([9, 8, 3, 7]);
  });

  test("do not cover records that changed after the start of the run, even if they are read later", async () => {
    const wait = { status: 429, headers: { "retry-after": "120" } };
    api.inject({ at: ({ path }) => path === at(1), reply: wait });
    servePages(api, at(4), [{ id: 40, updatedAt: fromStart(MINUTE_MS) }]);
    const stream = orgs();
    stream.orgIds = [1, 4];
    const read = await readAll(stream, from());
    expect(ids(read.values)).toEqual([9, 8, 3, 40]);
    expect(read.states.at(-1)).toEqual(orgStates({ ...stateOf(1, 9), 4: { updatedAt: STARTED } }));
  });

  test("drop the states of slices that no longer exist at the end", async () => {
    const read = await readAll(orgs(), from(orgStates(stateOf(8, 1))));
    expect(JSON.stringify(read.states[0])).toContain('"orgId":8');
    expect(read.states.at(-1)).toEqual(orgStates({ ...stateOf(1, 9), ...stateOf(2, 7) }));
  });

  test.each<[string, JsonObject]>([
    ["one cursor of the whole stream", { updatedAt: day(7) }],
    ["a global cursor", { use_global_cursor: true, state: { updatedAt: "2026-02-07T00:01:00Z" }, lookback_window: 60 }],
  ])("all start at %s, and no state is saved before the end", async (_what, state) => {
    const read = await readAll(orgs(), from(state));
    expect(ids(read.values)).toEqual([9, 8, 7]);
    expect(read.states).toHaveLength(1);
    const written = JSON.stringify(read.states[0]).replaceAll(".000Z", "Z");
    expect(JSON.parse(written)).toEqual(orgStates({ ...stateOf(1, 9), ...stateOf(2, 7), ...stateOf(3, 7) }));
  });
});

describe("an incremental read in date windows", () => {
  const cursor = new DateWindowCursor({
    field: "updatedAt",
    from: "since",
    to: "until",
    width: days(11),
    lookback: NO_TIME,
  });
  const stream = () => new Changes(startedContext(api), { cursor });
  const windowStarts = () => api.requests.map(({ query }) => query.get("since")?.slice(5, 13));

  /** Two windows cover the time from the ninth to the start of the run. */
  beforeEach(() => {
    api.get("/changes", ({ query }) => {
      const pages =
        query.get("since")?.startsWith("2026-02-09") === true ? [changed(9, 17), changed(12)] : [[], changed(25)];
      return { json: { items: pages[Number(query.get("token") ?? 0)], next: query.has("token") ? null : "1" } };
    });
  });

  test("reads one list for each window and saves a state after each", async () => {
    const read = await readAll(stream(), since(9));
    expect(windowStarts()).toEqual(["02-09T00", "02-09T00", "02-19T05", "02-19T05"]);
    expect(ids(read.values)).toEqual([9, 17, 12, 25]);
    expect(read.states).toEqual([17, 25, 25].map((date) => ({ updatedAt: day(date) })));
  });

  test("keeps the state of the window before the one that failed", async () => {
    api.inject({
      at: ({ query }) => query.get("since")?.startsWith("2026-02-19") === true,
      reply: { status: 403, json: { error: "refused" } },
    });
    const read = await readAll(stream(), since(9));
    expect(read.states).toEqual([{ updatedAt: day(17) }]);
    expect(read.end).toBeUndefined();
    expect(read.error).toMatchObject({ status: 403 });
  });

  test("sends no request for a state in the future, and keeps it", async () => {
    const future = { updatedAt: "2027-01-01T00:00:00Z" };
    const read = await readAll(stream(), from(future));
    expect(api.requests).toEqual([]);
    expect(read.states).toEqual([future]);
    expect(read.error).toBeUndefined();
  });

  test("reads the windows since the earliest time in a full refresh", async () => {
    const options = { from: "since", to: "until", lookback: minutes(1), width: days(11) };
    const whole = new DateWindowCursor({ field: "updatedAt", ...options, earliest: (nowMs) => nowMs - 15 * DAY_MS });
    const read = await readAll(
      new Changes(startedContext(api), { cursor: whole, paginator: new SinglePagePaginator() }),
    );
    expect(windowStarts()).toEqual(["02-14T12", "02-21T23"]);
    expect(read.states).toEqual([]);
  });
});

test("an incremental read of an unordered list reads all pages, and its state stays before the start of the run", async () => {
  const pages = new PageNumberPaginator({ param: "page" });
  const answers = [changed(3, 9), changed(1), [{ id: 30, updatedAt: fromStart(-1) }]];
  api.get("/changes", ({ query }) => ({ json: { items: answers[Number(query.get("page")) - 1] ?? [] } }));
  const context = startedContext(api);
  const read = await readAll(
    new Changes(context, { cursor: new ClientSideCursor({ field: "updatedAt" }), paginator: pages }),
    since(6),
  );
  expect(ids(read.values)).toEqual([9, 30]);
  expect(read.pages).toBe(4);
  expect(read.states.at(-1)).toEqual({ updatedAt: fromStart(-5 * MINUTE_MS) });
});

test("an incremental read by the last run sends the saved time unchanged", async () => {
  const cursor = new LastRunCursor({ param: "updated_after", lookback: minutes(1) });
  servePages(api, "/changes", changed(9), changed(8));
  const saved = { updated_after: "2026-02-10T00:00:00+01:00" };
  const read = await readAll(new Changes(startedContext(api), { cursor }), from(saved));
  expect(api.requests.map(({ query }) => query.get("updated_after"))).toEqual(Array(2).fill(saved.updated_after));
  expect(read.states.at(-1)).toEqual({ updated_after: fromStart(-MINUTE_MS) });
});

test("an incremental read of a stream without a cursor reads everything and saves no state", async () => {
  servePages(api, "/changes", changed(9), changed(8));
  const read = await readAll(new Changes(startedContext(api), { cursor: undefined }), from());
  expect(ids(read.values)).toEqual([9, 8]);
  expect(read.states).toEqual([]);
});

describe("the total of an incremental read", () => {
  class Counted extends Changes {
    override readonly dedupe = true;
  }
  const paginator = new PageNumberPaginator({ param: "page", total: "total" });

  test("is not checked if the read stops at known records", async () => {
    const pages = [changed(9, 8), changed(7, 5), changed(4, 3), changed(2)];
    api.get("/changes", ({ query }) => ({ json: { total: 7, items: pages[Number(query.get("page")) - 1] ?? [] } }));
    const stream = new Counted(startedContext(api), { paginator });
    const read = await readAll(stream, { mode: "incremental", state: { updatedAt: day(6) } });
    expect(read.log).toEqual([]);
  });

  test("is checked for each window, although a record at their boundary is in two", async () => {
    const ago = (days: number) => fromStart(-days * DAY_MS);
    const cursor = new DateWindowCursor({
      field: "updatedAt",
      from: "a",
      to: "b",
      width: days(11),
      lookback: NO_TIME,
    });
    const items = [{ id: 1, updatedAt: ago(10) }];
    api.get("/changes", ({ query }) => ({ json: { total: 1, items: query.get("page") === "1" ? items : [] } }));
    const stream = new Counted(startedContext(api), { cursor, paginator });
    const read = await readAll(stream, { mode: "incremental", state: { updatedAt: ago(20) } });
    expect(read.log).toEqual([]);
    expect(read.values).toEqual(items);
  });
});
