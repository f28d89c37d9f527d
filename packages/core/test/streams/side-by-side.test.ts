/** Slices that are read side by side. The server holds replies back until enough is under way: one after another, no test would end. */
import { afterEach, describe, expect, test } from "@jest/globals";
import { path } from "../../src/http/path.js";
import { CursorToken } from "../../src/pagination/cursor-token.js";
import type { Slice } from "../../src/streams/slice.js";
import { type RawServer, rawServer } from "../support/raw-server.js";
import { contextOf, Items, readAll } from "../support/streams.js";

let server: RawServer | undefined;
afterEach(() => server?.close());

class Orgs extends Items {
  override readonly name = "orgs";
  protected override path() {
    return "orgs";
  }
}

class Members extends Items {
  override readonly name: string = "members";
  protected override readonly inject = ["orgId"];
  protected override slices(): ReturnType<Items["slices"]> {
    return this.each(Orgs, ({ id }) => ({ orgId: id }));
  }
  protected override path({ orgId }: Slice) {
    return path`orgs/${orgId}/members`;
  }
}

class OneByOne extends Members {
  protected override readonly slicesInOrder = true;
}

interface Held {
  readonly path: string;
  readonly query: URLSearchParams;
  answer(body: unknown): void;
}

/** A server whose replies the test gives, whenever a request has come in. */
async function start(onRequest: (held: Held[]) => void): Promise<RawServer> {
  const held: Held[] = [];
  server = await rawServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? "", "http://x");
    const one: Held = {
      path: pathname,
      query: searchParams,
      answer: (body) => {
        held.splice(held.indexOf(one), 1);
        response.end(JSON.stringify(body));
      },
    };
    held.push(one);
    onRequest(held);
  });
  return server;
}

const orgs = (count: number) => ({ items: Array.from({ length: count }, (_, index) => ({ id: index + 1 })) });
const member = ({ path: asked }: Held) => ({ items: [{ id: Number(asked.split("/")[2]) * 10 }] });

describe("slices", () => {
  test("are asked for side by side, and given in their order with a state that covers no more than them", async () => {
    let most = 0;
    const { url } = await start((held) => {
      for (const list of held.filter(({ path: asked }) => asked === "/orgs")) list.answer(orgs(6));
      most = Math.max(most, held.length);
      const isLastPair = held.some(({ path: asked }) => asked.startsWith("/orgs/6/"));
      if (held.length >= 3 || isLastPair) for (const one of [...held].reverse()) one.answer(member(one));
    });
    const read = await readAll(new Members(contextOf({ url }).context));
    expect(read.error).toBeUndefined();
    expect(read.values).toEqual([1, 2, 3, 4, 5, 6].map((orgId) => ({ orgId, id: orgId * 10 })));
    expect(most).toBeGreaterThanOrEqual(3);
    let given = 0;
    for (const { rows, state } of read.batches) {
      given += rows.count;
      const covered = Array.isArray(state?.["states"]) ? state["states"].length : 0;
      expect(covered).toBeLessThanOrEqual(given);
    }
  });

  test("whose turn has not come fail when it comes, after the records of those before them", async () => {
    const { url } = await start((held) => {
      for (const one of [...held].reverse()) {
        one.answer(one.path === "/orgs" ? orgs(4) : one.path.startsWith("/orgs/3/") ? { oops: true } : member(one));
      }
    });
    const read = await readAll(new Members(contextOf({ url }).context));
    expect([read.values.map(({ id }) => id), String(read.error)]).toEqual([
      [10, 20],
      expect.stringMatching(/GET \/orgs\/3\/members, HTTP 200: The reply has no list of records/),
    ]);
  });

  test("are read one by one where one must be through before the next", async () => {
    let most = 0;
    const { url } = await start((held) => {
      most = Math.max(most, held.length);
      for (const one of [...held]) one.answer(one.path === "/orgs" ? orgs(5) : member(one));
    });
    const read = await readAll(new OneByOne(contextOf({ url }).context));
    expect([read.values.length, read.error, most]).toEqual([5, undefined, 1]);
  });
});

describe("a parent", () => {
  test("gives its children their slices page by page, and is read once for all of them", async () => {
    class PagedOrgs extends Orgs {
      protected override readonly paginator = new CursorToken({ param: "after", at: "next" });
    }
    class Children extends Members {
      protected override slices() {
        return this.each(PagedOrgs, ({ id }) => ({ orgId: id }));
      }
    }
    class Others extends Children {
      override readonly name = "others";
    }
    let lists = 0;
    // The second page of the parents is given when children of the first one have been asked for.
    const { url } = await start((held) => {
      const isFirst = ({ path: asked, query }: Held) => asked === "/orgs" && !query.has("after");
      const children = held.filter(({ path: asked }) => asked !== "/orgs");
      lists += held.at(-1)?.path === "/orgs" ? 1 : 0;
      for (const one of held.filter(isFirst)) one.answer({ ...orgs(2), next: "p2" });
      if (children.length === 0) return;
      for (const one of [...held]) one.answer(one.path === "/orgs" ? { items: [{ id: 3 }], next: null } : member(one));
    });
    const { context } = contextOf({ url });
    const [own, other] = await Promise.all([readAll(new Children(context)), readAll(new Others(context))]);
    expect([own.error, other.error]).toEqual([undefined, undefined]);
    expect(own.values.map(({ id }) => id)).toEqual([10, 20, 30]);
    expect(other.values).toEqual(own.values);
    expect(lists).toBe(2);
  });
});
