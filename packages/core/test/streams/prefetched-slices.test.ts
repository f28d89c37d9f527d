/** Slices that are read at the same time. The server delays replies until enough requests are in flight: in sequence, no test would end. */
import { afterEach, describe, expect, test } from "@jest/globals";
import { path } from "../../src/http/path.js";
import { CursorTokenPaginator } from "../../src/pagination/cursor-token.js";
import type { Slice } from "../../src/streams/stream.js";
import { type RawServer, rawServer } from "../support/raw-server.js";
import { contextOf, Items, readAll } from "../support/streams.js";

let server: RawServer | undefined;
afterEach(() => server?.close());

class Orgs extends Items {
  override readonly name = "orgs";
  override path() {
    return "orgs";
  }
}

class Members extends Items {
  override readonly name: string = "members";
  override readonly addParentFields = ["orgId"];
  override slices(): ReturnType<Items["slices"]> {
    return this.each(Orgs, ({ id }) => ({ orgId: id }));
  }
  override path({ orgId }: Slice) {
    return path`orgs/${orgId}/members`;
  }
}

class OneByOne extends Members {
  override readonly sequentialSlices = true;
}

interface PendingRequest {
  readonly path: string;
  readonly query: URLSearchParams;
  answer(body: unknown): void;
}

/** A server whose replies the test sends, at each request. */
async function start(onRequest: (pending: PendingRequest[]) => void): Promise<RawServer> {
  const pending: PendingRequest[] = [];
  server = await rawServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? "", "http://x");
    const one: PendingRequest = {
      path: pathname,
      query: searchParams,
      answer: (body) => {
        pending.splice(pending.indexOf(one), 1);
        response.end(JSON.stringify(body));
      },
    };
    pending.push(one);
    onRequest(pending);
  });
  return server;
}

const orgs = (count: number) => ({ items: Array.from({ length: count }, (_, index) => ({ id: index + 1 })) });
const member = ({ path: asked }: PendingRequest) => ({ items: [{ id: Number(asked.split("/")[2]) * 10 }] });

describe("prefetched slices", () => {
  test("are requested at the same time and returned in order, with states that cover only them", async () => {
    let maxInFlight = 0;
    const { url } = await start((pending) => {
      for (const list of pending.filter(({ path: asked }) => asked === "/orgs")) list.answer(orgs(6));
      maxInFlight = Math.max(maxInFlight, pending.length);
      const isLastPair = pending.some(({ path: asked }) => asked.startsWith("/orgs/6/"));
      if (pending.length >= 3 || isLastPair) for (const one of [...pending].reverse()) one.answer(member(one));
    });
    const read = await readAll(new Members(contextOf({ url }).context));
    expect(read.error).toBeUndefined();
    expect(read.values).toEqual([1, 2, 3, 4, 5, 6].map((orgId) => ({ orgId, id: orgId * 10 })));
    expect(maxInFlight).toBeGreaterThanOrEqual(3);
    let given = 0;
    for (const { records, state } of read.batches) {
      given += records.count;
      const covered = Array.isArray(state?.["states"]) ? state["states"].length : 0;
      expect(covered).toBeLessThanOrEqual(given);
    }
  });

  test("fail in their turn, after the records of the slices before them", async () => {
    const { url } = await start((pending) => {
      for (const one of [...pending].reverse()) {
        one.answer(one.path === "/orgs" ? orgs(4) : one.path.startsWith("/orgs/3/") ? { oops: true } : member(one));
      }
    });
    const read = await readAll(new Members(contextOf({ url }).context));
    expect(read.values.map(({ id }) => id)).toEqual([10, 20]);
    expect(String(read.error)).toEqual(
      expect.stringMatching(/GET \/orgs\/3\/members, HTTP 200: The reply has no list of records/),
    );
  });

  test("are not used with sequentialSlices", async () => {
    let maxInFlight = 0;
    const { url } = await start((pending) => {
      maxInFlight = Math.max(maxInFlight, pending.length);
      for (const one of [...pending]) one.answer(one.path === "/orgs" ? orgs(5) : member(one));
    });
    const read = await readAll(new OneByOne(contextOf({ url }).context));
    expect(read.values).toHaveLength(5);
    expect(read.error).toBeUndefined();
    expect(maxInFlight).toBe(1);
  });
});

describe("a parent with pages", () => {
  test("gives its children their slices page by page, and is read once for all of them", async () => {
    class PagedOrgs extends Orgs {
      override readonly paginator = new CursorTokenPaginator({ param: "after", at: "next" });
    }
    class Children extends Members {
      override slices() {
        return this.each(PagedOrgs, ({ id }) => ({ orgId: id }));
      }
    }
    class Others extends Children {
      override readonly name = "others";
    }
    let lists = 0;
    // The second page of the parents is sent after the requests for children of the first one.
    const { url } = await start((pending) => {
      const isFirst = ({ path: asked, query }: PendingRequest) => asked === "/orgs" && !query.has("after");
      const children = pending.filter(({ path: asked }) => asked !== "/orgs");
      lists += pending.at(-1)?.path === "/orgs" ? 1 : 0;
      for (const one of pending.filter(isFirst)) one.answer({ ...orgs(2), next: "p2" });
      if (children.length === 0) return;
      for (const one of [...pending])
        one.answer(one.path === "/orgs" ? { items: [{ id: 3 }], next: null } : member(one));
    });
    const { context } = contextOf({ url });
    const [own, other] = await Promise.all([readAll(new Children(context)), readAll(new Others(context))]);
    expect(own.error).toBeUndefined();
    expect(other.error).toBeUndefined();
    expect(own.values.map(({ id }) => id)).toEqual([10, 20, 30]);
    expect(other.values).toEqual(own.values);
    expect(lists).toBe(2);
  });
});
