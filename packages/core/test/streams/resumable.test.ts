/** Full refreshes that go on where an earlier attempt of the same job stopped: by pages, and by slices. */
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { FakeApi } from "@sluice/testkit";
import { ClientSide } from "../../src/cursors/client-side.js";
import { DateWindow } from "../../src/cursors/date-window.js";
import { CursorToken } from "../../src/pagination/cursor-token.js";
import { NextUrl } from "../../src/pagination/next-url.js";
import { PageNumber } from "../../src/pagination/page-number.js";
import { SinglePage } from "../../src/pagination/single-page.js";
import type { JsonObject } from "../../src/protocol/json.js";
import { Changes, ChangesOfOrgs, changed, orgStates, servePages, startedContext, tokens } from "../support/changes.js";
import { DAY_MS } from "../support/passes.js";
import { readAll } from "../support/streams.js";

let api: FakeApi;

beforeEach(async () => {
  api = await FakeApi.start();
});

afterEach(async () => {
  api.verify();
  await api.close();
});

const COMPLETE = { __ab_full_refresh_sync_complete: true };
const from = (state: JsonObject) => ({ mode: "full_refresh", state }) as const;
const ids = (values: readonly JsonObject[]) => values.map(({ id }) => id);
const stream = () => new Changes(startedContext(api));

describe("a list that a token leads through", () => {
  beforeEach(() => servePages(api, "/changes", changed(1, 2), changed(3), changed(4, 5)));

  test("leaves behind each page the token of the next one, and behind the last that all was read", async () => {
    const read = await readAll(stream());
    const states = read.batches.flatMap(({ rows, state }) => (rows.values.length > 0 ? [state] : []));
    expect(states.slice(0, 2)).toEqual([{ token: 1 }, { token: 2 }]);
    expect([ids(read.values), read.states.at(-1)]).toEqual([[1, 2, 3, 4, 5], COMPLETE]);
  });

  test("that breaks off leaves the token of the page that failed", async () => {
    api.inject({ at: ({ query }) => query.get("token") === "2", reply: { status: 403 } });
    const read = await readAll(stream());
    expect([ids(read.values), read.states.at(-1), read.end]).toEqual([[1, 2, 3], { token: 2 }, undefined]);
  });

  test("goes on from a token, and reads the rest alone", async () => {
    const read = await readAll(stream(), from({ token: 1 }));
    expect([ids(read.values), tokens(api)]).toEqual([
      [3, 4, 5],
      ["1", "2"],
    ]);
    expect([read.states[0], read.states.at(-1), read.notes]).toEqual([{ token: 2 }, COMPLETE, []]);
  });

  test("goes on with the stream's own query and the size of its pages", async () => {
    class Queried extends Changes {
      protected override query() {
        return { archived: "true" };
      }
    }
    const paginator = new CursorToken({ at: "next", param: "token", size: { param: "limit", value: 2 } });
    await readAll(new Queried(startedContext(api), { paginator }), from({ token: 2 }));
    expect(api.requests.map(({ query }) => query.toString())).toEqual(["archived=true&limit=2&token=2"]);
  });

  test("filters nothing, though the stream has a cursor", async () => {
    const read = await readAll(new Changes(startedContext(api), { cursor: new ClientSide("updatedAt") }));
    expect(ids(read.values)).toEqual([1, 2, 3, 4, 5]);
  });
});

test("a token that leads elsewhere by the time of a later attempt is none to go on from, where its paginator says so", async () => {
  class PageToken extends CursorToken {
    override get resumesBy(): undefined {
      return undefined;
    }
  }
  servePages(api, "/changes", changed(1, 2), changed(3));
  const moving = new Changes(startedContext(api), { paginator: new PageToken({ at: "next", param: "token" }) });
  expect([moving.isResumable, moving.resumes({ token: 1 }, "full_refresh")]).toEqual([false, false]);
  const read = await readAll(moving, from({ token: 1 }));
  expect([ids(read.values), read.states]).toEqual([[1, 2, 3], []]);
});

test("a token that is not understood leaves the state of the page before, and fails behind its records", async () => {
  api.get("/changes", ({ query }) =>
    query.has("token") ? { json: { items: changed(2), next: { odd: 1 } } } : { json: { items: changed(1), next: "b" } },
  );
  const read = await readAll(stream());
  expect(String(read.error)).toContain("not a cursor");
  expect([ids(read.values), read.states.at(-1)]).toEqual([[1, 2], { token: "b" }]);
});

describe("a token that the API knows no more", () => {
  const refuse = (status: number) =>
    api.inject({ at: ({ query }) => query.get("token") === "1", times: 9, reply: { status } });
  beforeEach(() => servePages(api, "/changes", changed(1), changed(2), changed(3)));

  test.each([[400], [404], [410], [422]])("by status %p makes the read start over, with a warning", async (status) => {
    api.inject({ at: ({ query }) => query.get("token") === "1", reply: { status } });
    const read = await readAll(stream(), from({ token: 1 }));
    expect([ids(read.values), read.error]).toEqual([[1, 2, 3], undefined]);
    expect(tokens(api)).toEqual(["1", null, "1", "2"]);
    expect(read.notes).toEqual([{ level: "WARN", text: expect.stringContaining(`HTTP ${status}`) }]);
    expect(read.states.at(-1)).toEqual(COMPLETE);
  });

  test.each([[401], [403], [500]])("is not what status %p says: it fails the read", async (status) => {
    refuse(status);
    const read = await readAll(stream(), from({ token: 1 }));
    expect(read.error).toMatchObject({ status });
    expect([read.values, read.notes, read.states]).toEqual([[], [], []]);
    expect(tokens(api)).not.toContain(null);
  });

  test("is not what a refusal of a later page says: what came before it was right", async () => {
    api.inject({ at: ({ query }) => query.get("token") === "2", reply: { status: 404 } });
    const read = await readAll(stream(), from({ token: 1 }));
    expect(read.error).toMatchObject({ status: 404 });
    expect([ids(read.values), tokens(api)]).toEqual([[2], ["1", "2"]]);
  });

  test("is no excuse for the first page, which fails the read by the same status", async () => {
    api.inject({ at: () => true, times: 2, reply: { status: 404 } });
    const read = await readAll(stream(), from({ token: 1 }));
    expect(read.error).toMatchObject({ status: 404 });
    expect([read.values, tokens(api)]).toEqual([[], ["1", null]]);
  });
});

describe("slices", () => {
  const at = (orgId: number) => `/orgs/${orgId}/changes`;
  const orgs = () => new ChangesOfOrgs(startedContext(api));
  beforeEach(() => {
    servePages(api, at(1), changed(1));
    servePages(api, at(2), changed(2), changed(3), changed(4));
    servePages(api, at(3), changed(5));
  });

  test("leave a state of those that are done, and of the page at which one stands", async () => {
    const read = await readAll(orgs());
    expect(read.states).toEqual(
      expect.arrayContaining([
        orgStates({ 1: COMPLETE }),
        orgStates({ 1: COMPLETE, 2: { token: 1 } }),
        orgStates({ 1: COMPLETE, 2: { token: 2 } }),
        orgStates({ 1: COMPLETE, 2: COMPLETE, 3: COMPLETE }),
      ]),
    );
    expect([ids(read.values), read.states.at(-1)]).toEqual([[1, 2, 3, 4, 5], COMPLETE]);
  });

  test("that are done are not asked for again, and one that stands at a page goes on from there", async () => {
    const read = await readAll(orgs(), from(orgStates({ 1: COMPLETE, 2: { token: 1 } })));
    expect(ids(read.values)).toEqual([3, 4, 5]);
    expect([tokens(api, at(1)), tokens(api, at(2)), tokens(api, at(3))]).toEqual([[], ["1", "2"], [null]]);
    expect(read.states.at(-1)).toEqual(COMPLETE);
    expect(read.end).toBe("no next cursor after 3 pages of 3 slices, 1 read by an earlier attempt");
  });

  test("that are all done leave nothing to ask for", async () => {
    const read = await readAll(orgs(), from(orgStates({ 1: COMPLETE, 2: COMPLETE, 3: COMPLETE })));
    expect([api.requests, read.states.at(-1), read.error]).toEqual([[], COMPLETE, undefined]);
  });

  test("that fail in a later attempt keep what the one before had done", async () => {
    api.inject({ at: ({ path }) => path === at(2), reply: { status: 401 } });
    const read = await readAll(orgs(), from(orgStates({ 3: COMPLETE })));
    expect(read.error).toMatchObject({ status: 401 });
    expect(read.states.at(-1)).toEqual(orgStates({ 1: COMPLETE, 3: COMPLETE }));
  });

  test("that are refused are not done, and do not look refused by all when the rest was done before", async () => {
    api.inject({ at: ({ path }) => path === at(1), reply: { status: 403 } });
    const read = await readAll(orgs(), from(orgStates({ 2: COMPLETE, 3: COMPLETE })));
    expect([read.error, read.notes.at(-1)?.level]).toEqual([undefined, "WARN"]);
    expect(JSON.stringify(read.states.slice(0, -1))).not.toContain('"orgId":1');
  });

  test("whose token is refused start over alone", async () => {
    api.inject({ at: ({ path, query }) => path === at(2) && query.get("token") === "2", reply: { status: 410 } });
    const read = await readAll(orgs(), from(orgStates({ 1: COMPLETE, 2: { token: 2 } })));
    expect([ids(read.values), tokens(api, at(2))]).toEqual([
      [2, 3, 4, 5],
      ["2", null, "1", "2"],
    ]);
  });

  test("of single pages are resumable too, one by one", async () => {
    const single = new ChangesOfOrgs(startedContext(api), { paginator: new SinglePage() });
    expect(single.isResumable).toBe(true);
    const read = await readAll(single, from(orgStates({ 1: COMPLETE })));
    expect(ids(read.values)).toEqual([2, 5]);
    expect(read.states).toContainEqual(orgStates({ 1: COMPLETE, 2: COMPLETE }));
  });
});

test("a list that is read in windows is done behind the last one, and its pages are no places to go back to", async () => {
  const startMs = (nowMs: number) => nowMs - 20 * DAY_MS;
  const cursor = new DateWindow("updatedAt", { from: "a", to: "b", widthMs: 11 * DAY_MS, overlapMs: 0, startMs });
  servePages(api, "/changes", changed(1), changed(2));
  const read = await readAll(new Changes(startedContext(api), { cursor }));
  expect(read.values).toHaveLength(4);
  expect(read.states.every((state) => JSON.stringify(state) === JSON.stringify(COMPLETE))).toBe(true);
  const first = read.batches.findIndex(({ state }) => state !== undefined);
  expect(read.batches.slice(0, first).flatMap(({ rows }) => rows.values)).toHaveLength(4);
});

describe("a stream is not resumable", () => {
  test.each([
    ["numbered pages", new PageNumber({ param: "token", start: 0 })],
    ["links", new NextUrl({ at: "link" })],
    ["a single page", new SinglePage()],
  ])("by %s, and leaves no state", async (_what, paginator) => {
    servePages(api, "/changes", changed(1));
    const plain = new Changes(startedContext(api), { paginator, cursor: undefined });
    expect(plain.isResumable).toBe(false);
    const read = await readAll(plain);
    expect([ids(read.values), read.states, read.error]).toEqual([[1], [], undefined]);
  });
});

describe("a read goes on from a state", () => {
  const time = { updatedAt: "2026-02-01T00:00:00Z" };
  const single = { paginator: new SinglePage() };
  const cursorless = { cursor: undefined };
  const states: Readonly<Record<string, JsonObject>> = {
    time,
    token: { token: "b" },
    complete: COMPLETE,
    "times of slices": orgStates({ 1: time, 2: time }),
    "tokens of slices": orgStates({ 1: COMPLETE, 2: { token: 7 } }),
    "a mixture": orgStates({ 1: time, 2: COMPLETE }),
    "one time for all slices": { use_global_cursor: true, state: time, lookback_window: 3 },
    "another field": { createdAt: "2026-02-01T00:00:00Z" },
    "no time": { updatedAt: "page 2" },
    "another implementation's": { slices: [], state_type: "date-range" },
  };

  test.each<[string, "incremental" | "full_refresh", () => Changes, string[]]>([
    ["a list", "incremental", () => stream(), ["time"]],
    ["a list", "full_refresh", () => stream(), ["token", "complete"]],
    ["a single page", "full_refresh", () => new Changes(startedContext(api), single), ["complete"]],
    ["a list without a cursor", "incremental", () => new Changes(startedContext(api), cursorless), []],
    [
      "slices",
      "incremental",
      () => new ChangesOfOrgs(startedContext(api)),
      ["time", "times of slices", "one time for all slices"],
    ],
    ["slices", "full_refresh", () => new ChangesOfOrgs(startedContext(api)), ["complete", "tokens of slices"]],
    ["slices of single pages", "full_refresh", () => new ChangesOfOrgs(startedContext(api), single), ["complete"]],
  ])("that fits: of %s, %s", (_what, mode, create, expected) => {
    const fit = Object.entries(states).filter(([, state]) => create().resumes(state, mode));
    expect(fit.map(([name]) => name)).toEqual(expected);
  });
});

describe("a page that was saved", () => {
  test("is not gone back to where there are several walks by now, for it is a page of one of them", async () => {
    const start = { startMs: (nowMs: number) => nowMs - 20 * DAY_MS, widthMs: 11 * DAY_MS };
    const cursor = new DateWindow("updatedAt", { from: "a", to: "b", overlapMs: 0, ...start });
    servePages(api, "/changes", changed(1), changed(2));
    await readAll(new Changes(startedContext(api), { cursor }), { mode: "full_refresh", state: { token: 1 } });
    expect(tokens(api).filter((token) => token === null)).toHaveLength(2);
  });

  test("is none in a state that is one for all slices", () => {
    const state = { use_global_cursor: true, state: { token: "b" } };
    expect(new ChangesOfOrgs(startedContext(api)).resumes(state, "full_refresh")).toBe(false);
  });
});
