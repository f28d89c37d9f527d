/** Children that are read again when their parent changes: which parents are read, in which order, and which states are saved. */
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { FakeApi } from "@sluice/testkit";
import { DescendingCursor } from "../../src/cursors/descending.js";
import { minutes } from "../../src/cursors/duration.js";
import { ParentCursor } from "../../src/cursors/parent.js";
import { when } from "../../src/http/error-rule.js";
import { path } from "../../src/http/path.js";
import { SinglePagePaginator } from "../../src/pagination/single-page.js";
import type { JsonObject } from "../../src/protocol/json.js";
import type { StreamContext } from "../../src/streams/context.js";
import type { RecordOf } from "../../src/streams/http-stream.js";
import { ParentCache } from "../../src/streams/parent-cache.js";
import type { Batch, ReadFrom, Slice } from "../../src/streams/stream.js";
import { Changes, changed, day, servePages, startedContext, tokens } from "../support/changes.js";
import { readAll } from "../support/streams.js";

/** The parents, read with a lookback of a minute. */
class Threads extends Changes {
  override readonly name = "threads";

  constructor(context: StreamContext<undefined>) {
    super(context, { cursor: new DescendingCursor({ field: "updatedAt", lookback: minutes(1) }) });
  }

  override path() {
    return "threads";
  }
}

/** The messages of each thread, which have no time of their own. */
class Messages extends Changes {
  override readonly name = "messages";
  override readonly addParentFields = ["threadId", "threadUpdatedAt"];
  override readonly errors = [when({ status: 404 }).skip("It was deleted.")];

  constructor(context: StreamContext<undefined>) {
    super(context, {
      cursor: new ParentCursor({ field: "threadUpdatedAt", parents: "thread" }),
      paginator: new SinglePagePaginator(),
    });
  }

  override slices(from: ReadFrom) {
    return from.mode === "incremental" ? this.eachChanged(Threads, from, sliceOf) : this.each(Threads, sliceOf);
  }

  override path({ threadId }: Slice) {
    return path`threads/${threadId}/messages`;
  }
}

function sliceOf({ id, updatedAt = null }: RecordOf<Changes>): Slice {
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
/** The records of a read. */
async function valuesOf(batches: AsyncIterable<Batch>): Promise<readonly JsonObject[]> {
  const pages: (readonly JsonObject[])[] = [];
  for await (const { records } of batches) pages.push(records.parsed);
  return pages.flat();
}
/** The threads whose messages were requested, in order. */
const requestedThreads = () =>
  api.requests.flatMap(({ path: at }) => /^\/threads\/(\d+)\/messages$/.exec(at)?.[1] ?? []);

describe("children of changed parents", () => {
  test("are all read without a state, in the order of their parents' changes, each with a state after it", async () => {
    servePages(api, "/threads", changed(9, 7), changed(5));
    const read = await readAll(messages(), from());
    expect(requestedThreads()).toEqual(["5", "7", "9"]);
    expect(read.values).toEqual([5, 7, 9].map((id) => ({ threadId: id, ...upTo(id), id: id * 10 })));
    expect(read.states).toEqual([upTo(5), upTo(7), upTo(9), upTo(9)]);
  });

  test("are read only for parents that changed at or after the saved time", async () => {
    servePages(api, "/threads", changed(9, 7), changed(6, 5), changed(4, 3));
    const read = await readAll(messages(), from(upTo(6)));
    expect(requestedThreads()).toEqual(["6", "7", "9"]);
    expect(tokens(api, "/threads")).not.toContain("3");
    expect(read.states).toEqual([upTo(6), upTo(7), upTo(9), upTo(9)]);
  });

  test("are ordered by time and not by text", async () => {
    const early = { id: 1, updatedAt: "2026-02-08T23:00:00+02:00" };
    const late = { id: 2, updatedAt: "2026-02-08T22:00:00Z" };
    servePages(api, "/threads", [late, early]);
    const read = await readAll(messages(), from());
    expect(requestedThreads()).toEqual(["1", "2"]);
    expect(read.states.at(-1)).toEqual({ threadUpdatedAt: "2026-02-08T22:00:00Z" });
  });

  test("do not lower the state if the lookback reads them again", async () => {
    servePages(api, "/threads", [{ id: 1, updatedAt: "2026-02-05T23:59:30Z" }, ...changed(5)]);
    const read = await readAll(messages(), from(upTo(6)));
    expect(requestedThreads()).toEqual(["1"]);
    expect(read.states).toEqual([upTo(6), upTo(6)]);
  });

  test("are resumed after the last parent that was read", async () => {
    servePages(api, "/threads", changed(9, 7, 5));
    api.inject({
      at: ({ path: at }) => at === "/threads/7/messages",
      reply: { status: 403, json: { error: "refused" } },
    });
    const broken = await readAll(messages(), from());
    expect(broken.error).toMatchObject({ status: 403 });
    expect(broken.states).toEqual([upTo(5)]);
    api.requests.length = 0;
    const read = await readAll(messages(), from(broken.states.at(-1)));
    expect([...new Set(requestedThreads())].sort()).toEqual(["5", "7", "9"]);
    expect(read.states.at(-1)).toEqual(upTo(9));
  });

  test("are skipped if their parent no longer exists, and the state advances", async () => {
    servePages(api, "/threads", changed(9, 7));
    api.inject({
      at: ({ path: at }) => at === "/threads/7/messages",
      reply: { status: 404, json: { error: "refused" } },
    });
    const read = await readAll(messages(), from(upTo(6)));
    expect(read.log).toEqual([{ level: "WARN", text: expect.stringMatching(/^threadId 7 was skipped /) }]);
    expect(read.values.map(({ id }) => id)).toEqual([90]);
    expect(read.states.at(-1)).toEqual(upTo(9));
  });

  test("are not read if no parent changed, and the state is kept", async () => {
    servePages(api, "/threads", changed(5), changed(4));
    const read = await readAll(messages(), from(upTo(6)));
    expect(requestedThreads()).toEqual([]);
    expect(read.values).toEqual([]);
    expect(read.states).toEqual([upTo(6)]);
    expect(read.error).toBeUndefined();
  });

  test("fail without a state if the parent's list fails", async () => {
    api.get("/threads", () => ({ status: 403, json: { error: "refused" } }));
    const read = await readAll(messages(), from(upTo(6)));
    expect(read.error).toMatchObject({ status: 403 });
    expect(read.states).toEqual([]);
  });

  test("are found in the list that their parents' own stream reads from the same state", async () => {
    servePages(api, "/threads", changed(9, 7), changed(6, 5));
    const parents = new ParentCache();
    const context = { ...startedContext(api), parents };
    const reads = [
      { stream: new Threads(context), from: from({ updatedAt: day(6) }) },
      { stream: new Messages(context), from: from(upTo(6)) },
    ];
    await parents.share(reads);
    const [threads = [], children = []] = await Promise.all(
      reads.map(({ stream, from }) => valuesOf(parents.read(stream, from))),
    );
    expect(threads).toEqual(changed(9, 7, 6));
    expect(children.map(({ id }) => id)).toEqual([60, 70, 90]);
    expect(tokens(api, "/threads")).toEqual([null, "1"]);
  });

  test("do not share the filtered parents with children that read the whole list", async () => {
    servePages(api, "/threads", changed(9, 7), changed(5));
    const context = startedContext(api);
    await readAll(new Messages(context), from(upTo(8)));
    const whole = await readAll(new Messages(context));
    expect(requestedThreads().sort()).toEqual(["5", "7", "9", "9"]);
    expect(whole.states.at(-1)).toEqual({ __ab_full_refresh_sync_complete: true });
  });
});

test("a stream of changed parents resumes from one cursor, not from states of slices", () => {
  const states = [
    upTo(6),
    { use_global_cursor: false, states: [{ partition: { threadId: 1 }, cursor: upTo(6) }] },
    { updatedAt: day(6) },
  ];
  expect(states.map((state) => messages().canResume(state, "incremental"))).toEqual([true, false, false]);
});
