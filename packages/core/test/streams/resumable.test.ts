/** Full refreshes that resume where an earlier attempt of the same job stopped: by pages, and by slices. */
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { FakeApi } from "@sluice/testkit";
import { ClientSideCursor } from "../../src/cursors/client-side.js";
import { DateWindowCursor } from "../../src/cursors/date-window.js";
import { days, NO_TIME } from "../../src/cursors/duration.js";
import { CursorTokenPaginator } from "../../src/pagination/cursor-token.js";
import { NextUrlPaginator } from "../../src/pagination/next-url.js";
import { PageNumberPaginator } from "../../src/pagination/page-number.js";
import { SinglePagePaginator } from "../../src/pagination/single-page.js";
import type { JsonObject } from "../../src/protocol/json.js";
import { Changes, ChangesOfOrgs, changed, orgStates, servePages, startedContext, tokens } from "../support/changes.js";
import { DAY_MS } from "../support/cursor-runs.js";
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

describe("a full refresh with page tokens", () => {
  beforeEach(() => servePages(api, "/changes", changed(1, 2), changed(3), changed(4, 5)));

  test("saves the next token after each page, and completion after the last", async () => {
    const read = await readAll(stream());
    const states = read.batches.flatMap(({ records, state }) => (records.parsed.length > 0 ? [state] : []));
    expect(states.slice(0, 2)).toEqual([{ token: 1 }, { token: 2 }]);
    expect(ids(read.values)).toEqual([1, 2, 3, 4, 5]);
    expect(read.states.at(-1)).toEqual(COMPLETE);
  });

  test("keeps the token of the page that failed", async () => {
    api.inject({ at: ({ query }) => query.get("token") === "2", reply: { status: 403, json: { error: "refused" } } });
    const read = await readAll(stream());
    expect(ids(read.values)).toEqual([1, 2, 3]);
    expect(read.states.at(-1)).toEqual({ token: 2 });
    expect(read.end).toBeUndefined();
  });

  test("resumes from a token and reads only the rest", async () => {
    const read = await readAll(stream(), from({ token: 1 }));
    expect(ids(read.values)).toEqual([3, 4, 5]);
    expect(tokens(api)).toEqual(["1", "2"]);
    expect(read.states[0]).toEqual({ token: 2 });
    expect(read.states.at(-1)).toEqual(COMPLETE);
    expect(read.log).toEqual([]);
  });

  test("resumes with the stream's query and page size", async () => {
    class Queried extends Changes {
      override query() {
        return { archived: "true" };
      }
    }
    const paginator = new CursorTokenPaginator({ at: "next", param: "token", size: { param: "limit", value: 2 } });
    await readAll(new Queried(startedContext(api), { paginator }), from({ token: 2 }));
    expect(api.requests.map(({ query }) => query.toString())).toEqual(["archived=true&limit=2&token=2"]);
  });

  test("does not filter, although the stream has a cursor", async () => {
    const read = await readAll(
      new Changes(startedContext(api), { cursor: new ClientSideCursor({ field: "updatedAt" }) }),
    );
    expect(ids(read.values)).toEqual([1, 2, 3, 4, 5]);
  });
});

test("a full refresh does not resume from a token whose paginator has no resumeParam", async () => {
  class PageToken extends CursorTokenPaginator {
    override get resumeParam(): undefined {
      return undefined;
    }
  }
  servePages(api, "/changes", changed(1, 2), changed(3));
  const moving = new Changes(startedContext(api), { paginator: new PageToken({ at: "next", param: "token" }) });
  expect(moving.isResumable).toBe(false);
  expect(moving.canResume({ token: 1 }, "full_refresh")).toBe(false);
  const read = await readAll(moving, from({ token: 1 }));
  expect(ids(read.values)).toEqual([1, 2, 3]);
  expect(read.states).toEqual([]);
});

test("a full refresh fails at an invalid token after its page, and keeps the state of the page before", async () => {
  api.get("/changes", ({ query }) =>
    query.has("token")
      ? { json: { items: changed(2), next: { invalid: 1 } } }
      : { json: { items: changed(1), next: "b" } },
  );
  const read = await readAll(stream());
  expect(String(read.error)).toContain("not a token");
  expect(ids(read.values)).toEqual([1, 2]);
  expect(read.states.at(-1)).toEqual({ token: "b" });
});

describe("a token that the API no longer knows", () => {
  const refuse = (status: number) =>
    api.inject({ at: ({ query }) => query.get("token") === "1", times: 9, reply: { status } });
  beforeEach(() => servePages(api, "/changes", changed(1), changed(2), changed(3)));

  test.each([[400], [404], [410], [422]])(
    "makes the read start over with a warning if the status is %p",
    async (status) => {
      api.inject({ at: ({ query }) => query.get("token") === "1", reply: { status } });
      const read = await readAll(stream(), from({ token: 1 }));
      expect(ids(read.values)).toEqual([1, 2, 3]);
      expect(read.error).toBeUndefined();
      expect(tokens(api)).toEqual(["1", null, "1", "2"]);
      expect(read.log).toEqual([{ level: "WARN", text: expect.stringContaining(`HTTP ${status}`) }]);
      expect(read.states.at(-1)).toEqual(COMPLETE);
    },
  );

  test.each([[401], [403], [500]])("is not assumed for the status %p, which fails the read", async (status) => {
    refuse(status);
    const read = await readAll(stream(), from({ token: 1 }));
    expect(read.error).toMatchObject({ status });
    expect(read.values).toEqual([]);
    expect(read.log).toEqual([]);
    expect(read.states).toEqual([]);
    expect(tokens(api)).not.toContain(null);
  });

  test("is not assumed if a later page is refused", async () => {
    api.inject({ at: ({ query }) => query.get("token") === "2", reply: { status: 404, json: { error: "refused" } } });
    const read = await readAll(stream(), from({ token: 1 }));
    expect(read.error).toMatchObject({ status: 404 });
    expect(ids(read.values)).toEqual([2]);
    expect(tokens(api)).toEqual(["1", "2"]);
  });

  test("does not hide a failure of the first page with the same status", async () => {
    api.inject({ at: () => true, times: 2, reply: { status: 404, json: { error: "refused" } } });
    const read = await readAll(stream(), from({ token: 1 }));
    expect(read.error).toMatchObject({ status: 404 });
    expect(read.values).toEqual([]);
    expect(tokens(api)).toEqual(["1", null]);
  });
});

describe("a full refresh of slices", () => {
  const at = (orgId: number) => `/orgs/${orgId}/changes`;
  const orgs = () => new ChangesOfOrgs(startedContext(api));
  beforeEach(() => {
    servePages(api, at(1), changed(1));
    servePages(api, at(2), changed(2), changed(3), changed(4));
    servePages(api, at(3), changed(5));
  });

  test("saves the complete slices and the page of the current one", async () => {
    const read = await readAll(orgs());
    expect(read.states).toEqual(
      expect.arrayContaining([
        orgStates({ 1: COMPLETE }),
        orgStates({ 1: COMPLETE, 2: { token: 1 } }),
        orgStates({ 1: COMPLETE, 2: { token: 2 } }),
        orgStates({ 1: COMPLETE, 2: COMPLETE, 3: COMPLETE }),
      ]),
    );
    expect(ids(read.values)).toEqual([1, 2, 3, 4, 5]);
    expect(read.states.at(-1)).toEqual(COMPLETE);
  });

  test("skips complete slices and resumes the current one at its page", async () => {
    const read = await readAll(orgs(), from(orgStates({ 1: COMPLETE, 2: { token: 1 } })));
    expect(ids(read.values)).toEqual([3, 4, 5]);
    expect(tokens(api, at(1))).toEqual([]);
    expect(tokens(api, at(2))).toEqual(["1", "2"]);
    expect(tokens(api, at(3))).toEqual([null]);
    expect(read.states.at(-1)).toEqual(COMPLETE);
    expect(read.end).toBe("no next cursor after 3 pages of 3 slices, 1 read by an earlier attempt");
  });

  test("sends no request if all slices are complete", async () => {
    const read = await readAll(orgs(), from(orgStates({ 1: COMPLETE, 2: COMPLETE, 3: COMPLETE })));
    expect(api.requests).toEqual([]);
    expect(read.states.at(-1)).toEqual(COMPLETE);
    expect(read.error).toBeUndefined();
  });

  test("keeps the complete slices of an earlier attempt if it fails", async () => {
    api.inject({ at: ({ path }) => path === at(2), reply: { status: 401 } });
    const read = await readAll(orgs(), from(orgStates({ 3: COMPLETE })));
    expect(read.error).toMatchObject({ status: 401 });
    expect(read.states.at(-1)).toEqual(orgStates({ 1: COMPLETE, 3: COMPLETE }));
  });

  test("does not fail if all but the refused slices were complete before", async () => {
    api.inject({ at: ({ path }) => path === at(1), reply: { status: 403, json: { error: "refused" } } });
    const read = await readAll(orgs(), from(orgStates({ 2: COMPLETE, 3: COMPLETE })));
    expect(read.error).toBeUndefined();
    expect(read.log.at(-1)?.level).toBe("WARN");
    expect(JSON.stringify(read.states.slice(0, -1))).not.toContain('"orgId":1');
  });

  test("starts only the slice over whose token is refused", async () => {
    api.inject({ at: ({ path, query }) => path === at(2) && query.get("token") === "2", reply: { status: 410 } });
    const read = await readAll(orgs(), from(orgStates({ 1: COMPLETE, 2: { token: 2 } })));
    expect(ids(read.values)).toEqual([2, 3, 4, 5]);
    expect(tokens(api, at(2))).toEqual(["2", null, "1", "2"]);
  });

  test("is resumable slice by slice if they have single pages", async () => {
    const single = new ChangesOfOrgs(startedContext(api), { paginator: new SinglePagePaginator() });
    expect(single.isResumable).toBe(true);
    const read = await readAll(single, from(orgStates({ 1: COMPLETE })));
    expect(ids(read.values)).toEqual([2, 5]);
    expect(read.states).toContainEqual(orgStates({ 1: COMPLETE, 2: COMPLETE }));
  });
});

test("a full refresh in windows is complete after the last one, and does not resume within them", async () => {
  const earliest = (nowMs: number) => nowMs - 20 * DAY_MS;
  const cursor = new DateWindowCursor({
    field: "updatedAt",
    from: "a",
    to: "b",
    width: days(11),
    lookback: NO_TIME,
    earliest,
  });
  servePages(api, "/changes", changed(1), changed(2));
  const read = await readAll(new Changes(startedContext(api), { cursor }));
  expect(read.values).toHaveLength(4);
  expect(read.states.every((state) => JSON.stringify(state) === JSON.stringify(COMPLETE))).toBe(true);
  const first = read.batches.findIndex(({ state }) => state !== undefined);
  expect(read.batches.slice(0, first).flatMap(({ records }) => records.parsed)).toHaveLength(4);
});

describe("a full refresh is not resumable", () => {
  test.each([
    ["numbered pages", new PageNumberPaginator({ param: "token", start: 0 })],
    ["links", new NextUrlPaginator({ at: "link" })],
    ["a single page", new SinglePagePaginator()],
  ])("with %s, and saves no state", async (_what, paginator) => {
    servePages(api, "/changes", changed(1));
    const plain = new Changes(startedContext(api), { paginator, cursor: undefined });
    expect(plain.isResumable).toBe(false);
    const read = await readAll(plain);
    expect(ids(read.values)).toEqual([1]);
    expect(read.states).toEqual([]);
    expect(read.error).toBeUndefined();
  });
});

describe("a read resumes", () => {
  const time = { updatedAt: "2026-02-01T00:00:00Z" };
  const single = { paginator: new SinglePagePaginator() };
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
    "an invalid time": { updatedAt: "page 2" },
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
  ])("from matching states only: %s, %s", (_what, mode, create, expected) => {
    const fit = Object.entries(states).filter(([, state]) => create().canResume(state, mode));
    expect(fit.map(([name]) => name)).toEqual(expected);
  });
});

describe("a saved page", () => {
  test("is ignored if the stream now has several lists, because it belongs to one of them", async () => {
    const start = { earliest: (nowMs: number) => nowMs - 20 * DAY_MS, width: days(11) };
    const cursor = new DateWindowCursor({ field: "updatedAt", from: "a", to: "b", lookback: NO_TIME, ...start });
    servePages(api, "/changes", changed(1), changed(2));
    await readAll(new Changes(startedContext(api), { cursor }), { mode: "full_refresh", state: { token: 1 } });
    expect(tokens(api).filter((token) => token === null)).toHaveLength(2);
  });

  test("is not valid in a global state", () => {
    const state = { use_global_cursor: true, state: { token: "b" } };
    expect(new ChangesOfOrgs(startedContext(api)).canResume(state, "full_refresh")).toBe(false);
  });
});
