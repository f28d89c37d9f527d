/** Children that are read again when their parent changes: which parents are asked for, in which order, and what is saved. */
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { FakeApi } from "@sluice/testkit";
import { NewestFirst } from "../../src/cursors/newest-first.js";
import { SliceOrder } from "../../src/cursors/slice-order.js";
import { path } from "../../src/http/path.js";
import { SinglePage } from "../../src/pagination/single-page.js";
import type { JsonObject } from "../../src/protocol/json.js";
import type { RecordOf } from "../../src/schema/fields.js";
import type { StreamContext } from "../../src/streams/http-stream.js";
import type { Slice } from "../../src/streams/slice.js";
import type { ReadFrom } from "../../src/streams/stream.js";
import { Changes, type change, changed, day, servePages, startedContext, tokens } from "../support/changes.js";
import { MINUTE_MS } from "../support/passes.js";
import { readAll } from "../support/streams.js";

/** The parents, whose list looks a minute back. */
class Threads extends Changes {
  override readonly name = "threads";

  constructor(context: StreamContext<undefined>) {
    super(context, { cursor: new NewestFirst("updatedAt", { lookbackMs: MINUTE_MS }) });
  }

  protected override path() {
    return "threads";
  }
}

/** The messages of each thread, which carry no time of their own. */
class Messages extends Changes {
  override readonly name = "messages";
  protected override readonly inject = ["threadId", "threadUpdatedAt"];
  protected override readonly skipSliceOn = [404];

  constructor(context: StreamContext<undefined>) {
    super(context, { cursor: new SliceOrder("threadUpdatedAt", "thread"), paginator: new SinglePage() });
  }

  protected override slices(from: ReadFrom) {
    return from.mode === "incremental" ? this.moved(Threads, from, sliceOf) : this.each(Threads, sliceOf);
  }

  protected override path({ threadId }: Slice) {
    return path`threads/${threadId}/messages`;
  }
}

function sliceOf({ id, updatedAt = null }: RecordOf<typeof change>): Slice {
  return { threadId: id, threadUpdatedAt: updatedAt };
}

let api: FakeApi;

beforeEach(async () => {
  api = await FakeApi.start();
  api.get("/threads/:id/messages", ({ params }) => ({ json: { items: [{ id: Number(params["id"]) * 10 }] } }));
});

afterEach(async () => {
  api.verify();
  await api.close();
});

const from = (state?: JsonObject) => ({ mode: "incremental", state }) as const;
const upTo = (date: number) => ({ threadUpdatedAt: day(date) });
const messages = () => new Messages(startedContext(api));
/** The threads whose messages were asked for, in order. */
const asked = () => api.requests.flatMap(({ path: at }) => /^\/threads\/(\d+)\/messages$/.exec(at)?.[1] ?? []);

describe("children of parents that change", () => {
  test("are all read where nothing is saved, of the parent that changed first first, each with a state behind it", async () => {
    servePages(api, "/threads", changed(9, 7), changed(5));
    const read = await readAll(messages(), from());
    expect(asked()).toEqual(["5", "7", "9"]);
    expect(read.values).toEqual([5, 7, 9].map((id) => ({ threadId: id, ...upTo(id), id: id * 10 })));
    expect(read.states).toEqual([upTo(5), upTo(7), upTo(9), upTo(9)]);
  });

  test("are read of those parents alone that changed at the saved time or later", async () => {
    servePages(api, "/threads", changed(9, 7), changed(6, 5), changed(4, 3));
    const read = await readAll(messages(), from(upTo(6)));
    expect(asked()).toEqual(["6", "7", "9"]);
    expect(tokens(api, "/threads")).not.toContain("3");
    expect(read.states).toEqual([upTo(6), upTo(7), upTo(9), upTo(9)]);
  });

  test("are ordered by time and not by text", async () => {
    const early = { id: 1, updatedAt: "2026-02-08T23:00:00+02:00" };
    const late = { id: 2, updatedAt: "2026-02-08T22:00:00Z" };
    servePages(api, "/threads", [late, early]);
    const read = await readAll(messages(), from());
    expect(asked()).toEqual(["1", "2"]);
    expect(read.states.at(-1)).toEqual({ threadUpdatedAt: "2026-02-08T22:00:00Z" });
  });

  test("that the look back brings again do not take the state back", async () => {
    servePages(api, "/threads", [{ id: 1, updatedAt: "2026-02-05T23:59:30Z" }, ...changed(5)]);
    const read = await readAll(messages(), from(upTo(6)));
    expect([asked(), read.states]).toEqual([["1"], [upTo(6), upTo(6)]]);
  });

  test("go on after the parent that was read last, where a read broke off", async () => {
    servePages(api, "/threads", changed(9, 7, 5));
    api.inject({ at: ({ path: at }) => at === "/threads/7/messages", reply: { status: 403 } });
    const broken = await readAll(messages(), from());
    expect(broken.error).toMatchObject({ status: 403 });
    expect(broken.states).toEqual([upTo(5)]);
    api.requests.length = 0;
    const read = await readAll(messages(), from(broken.states.at(-1)));
    expect([[...new Set(asked())].sort(), read.states.at(-1)]).toEqual([["5", "7", "9"], upTo(9)]);
  });

  test("of a parent that is gone are passed over, and the state goes on", async () => {
    servePages(api, "/threads", changed(9, 7));
    api.inject({ at: ({ path: at }) => at === "/threads/7/messages", reply: { status: 404 } });
    const read = await readAll(messages(), from(upTo(6)));
    expect(read.notes).toEqual([{ level: "WARN", text: expect.stringMatching(/^threadId 7 was skipped, /) }]);
    expect([read.values.map(({ id }) => id), read.states.at(-1)]).toEqual([[90], upTo(9)]);
  });

  test("of parents of which none changed are none, and the state comes back", async () => {
    servePages(api, "/threads", changed(5), changed(4));
    const read = await readAll(messages(), from(upTo(6)));
    expect([asked(), read.values, read.states, read.error]).toEqual([[], [], [upTo(6)], undefined]);
  });

  test("fail with the parent's list, and say nothing of a state", async () => {
    api.get("/threads", () => ({ status: 403 }));
    const read = await readAll(messages(), from(upTo(6)));
    expect(read.error).toMatchObject({ status: 403 });
    expect(read.states).toEqual([]);
  });

  test("are not mixed up with the whole list, which other children of the parent read in the same run", async () => {
    servePages(api, "/threads", changed(9, 7), changed(5));
    const context = startedContext(api);
    await readAll(new Messages(context), from(upTo(8)));
    const whole = await readAll(new Messages(context));
    expect(asked().sort()).toEqual(["5", "7", "9", "9"]);
    expect(whole.states.at(-1)).toEqual({ __ab_full_refresh_sync_complete: true });
  });
});

test("one state serves all: that of single slices is not one to go on from, but the cursor itself is", () => {
  const states = [
    upTo(6),
    { use_global_cursor: false, states: [{ partition: { threadId: 1 }, cursor: upTo(6) }] },
    { updatedAt: day(6) },
  ];
  expect(states.map((state) => messages().resumes(state, "incremental"))).toEqual([true, false, false]);
});
