import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { FakeApi, type FakeReply } from "@sluice/testkit";
import { ConfigError, SystemError } from "../../src/errors/connector-error.js";
import { path } from "../../src/http/path.js";
import { CursorToken } from "../../src/pagination/cursor-token.js";
import { SinglePage } from "../../src/pagination/single-page.js";
import type { Slice } from "../../src/streams/slice.js";
import { contextOf, Items, readAll } from "../support/streams.js";

let api: FakeApi;

beforeEach(async () => {
  api = await FakeApi.start();
});

afterEach(async () => {
  api.verify();
  await api.close();
});

class Orgs extends Items {
  override readonly name = "orgs";
  protected override path() {
    return "orgs";
  }
}

/** The members of each organization. */
class Members extends Items {
  override readonly name: string = "members";
  protected override readonly inject: readonly string[] = ["orgId"];
  protected override slices(): ReturnType<Items["slices"]> {
    return this.each(Orgs, ({ id }) => ({ orgId: id }));
  }
  protected override path({ orgId }: Slice) {
    return path`orgs/${orgId}/members`;
  }
}

class Invites extends Members {
  override readonly name = "invites";
  protected override path({ orgId }: Slice) {
    return path`orgs/${orgId}/invites`;
  }
}

class Lenient extends Members {
  protected override readonly skipSliceOn = [403, 404];
}

class Optional extends Lenient {
  protected override readonly optional = true;
}

/** Organizations by these ids; a member each, numbered ten times that, unless a reply is given for the organization. */
function serve(orgIds: readonly number[], replies: Readonly<Record<string, FakeReply>> = {}) {
  api.get("/orgs", () => ({ json: { items: orgIds.map((id) => ({ id })) } }));
  const children = ({ params }: { params: Readonly<Record<string, string>> }) => {
    const orgId = params["orgId"] ?? "";
    return replies[orgId] ?? { json: { items: [{ id: Number(orgId) * 10 }] } };
  };
  api.get("/orgs/:orgId/members", children).get("/orgs/:orgId/invites", children);
}

const paths = () => api.requests.map(({ path: asked }) => asked);

describe("slices from a parent", () => {
  test("are walked one by one, and each record gets the slice's values in front", async () => {
    serve([1, 2]);
    const read = await readAll(new Members(contextOf(api).context));
    expect(read.texts).toEqual(['{"orgId":1,"id":10}', '{"orgId":2,"id":20}']);
    expect(paths()).toEqual(["/orgs", "/orgs/1/members", "/orgs/2/members"]);
    expect(read.end).toBe("not paged after 2 pages of 2 slices");
  });

  test("read the parent once for two children, also at the same time", async () => {
    serve([1, 2]);
    const { context } = contextOf(api);
    const reads = await Promise.all([readAll(new Members(context)), readAll(new Invites(context))]);
    expect(reads.map(({ values }) => values.length)).toEqual([2, 2]);
    expect(paths().filter((asked) => asked === "/orgs")).toHaveLength(1);
    await readAll(new Invites(context));
    expect(paths().filter((asked) => asked === "/orgs")).toHaveLength(1);
  });

  test("of a parent without records end at once, and the end says why", async () => {
    serve([]);
    const read = await readAll(new Members(contextOf(api).context));
    expect([read.values, read.end, read.error]).toEqual([[], "its parent has no records", undefined]);
  });

  test("may leave out a parent's record, and may be several of one", async () => {
    class Some extends Members {
      protected override slices() {
        return this.each(Orgs, ({ id }) => {
          if (id === 1) return undefined;
          return id === 2 ? { orgId: id } : [{ orgId: id }, { orgId: id + 1 }];
        });
      }
    }
    serve([1, 2, 3]);
    await readAll(new Some(contextOf(api).context));
    expect(paths()).toEqual(["/orgs", "/orgs/2/members", "/orgs/3/members", "/orgs/4/members"]);
  });

  test("fail each child if the parent cannot be read, though the children would skip such a status", async () => {
    api.get("/orgs", () => ({ status: 403 }));
    const { context } = contextOf(api);
    for (const child of [new Optional(context), new Lenient(context)]) {
      const read = await readAll(child);
      expect(read.error).toBeInstanceOf(ConfigError);
      expect(read.end).toBeUndefined();
    }
    expect(paths()).toEqual(["/orgs"]);
  });

  test("stop at a parent's id that no path can carry", async () => {
    class Unnamed extends Members {
      protected override slices() {
        return this.each(Orgs, ({ name }) => ({ orgId: name ?? "" }));
      }
    }
    serve([1]);
    const read = await readAll(new Unnamed(contextOf(api).context));
    expect(read.error).toBeInstanceOf(SystemError);
    expect(paths()).toEqual(["/orgs"]);
  });

  test("pass on what happened while the parent was read", async () => {
    class Teams extends Members {
      override readonly name = "teams";
      protected override slices() {
        return this.each(Lenient, ({ id }) => ({ orgId: id }));
      }
    }
    serve([1, 2], { 1: { status: 403 } });
    const read = await readAll(new Teams(contextOf(api).context));
    expect(read.notes).toEqual([
      { level: "WARN", text: expect.stringMatching(/^as a parent, members: orgId 1 was skipped\b.*HTTP 403/) },
    ]);
    expect(read.texts).toEqual(['{"orgId":20,"id":200}']);
  });
});

describe("inject", () => {
  test("takes several values in their order, and replaces the record's own", async () => {
    class Pairs extends Members {
      protected override readonly inject = ["region", "orgId"];
      protected override slices() {
        return Promise.resolve([{ orgId: 1, region: "eu", unused: "x" }]);
      }
    }
    serve([], { 1: { json: { items: [{ id: 5 }, { id: 6, orgId: "own" }] } } });
    const read = await readAll(new Pairs(contextOf(api).context));
    expect(read.values).toEqual([
      { region: "eu", orgId: 1, id: 5 },
      { region: "eu", orgId: 1, id: 6 },
    ]);
  });

  test("of a value that the slices do not have is a mistake of the connector", async () => {
    class Wrong extends Members {
      protected override readonly inject = ["teamId"];
    }
    serve([1]);
    const read = await readAll(new Wrong(contextOf(api).context));
    expect(read.error).toBeInstanceOf(SystemError);
    expect(String(read.error)).toContain('members injects "teamId"');
  });
});

describe("slices in an array", () => {
  const listed = (slices: readonly Slice[], inject: readonly string[]) =>
    class extends Members {
      protected override readonly inject = inject;
      protected override slices() {
        return Promise.resolve(slices);
      }
    };

  test.each([
    [["orgId"], "2 requests are to come, one for each orgId"],
    [["orgId", "day"], "2 requests are to come, one for each orgId × day"],
    [[], "2 requests are to come, one for each slice"],
  ])("are announced by their number, with inject %j", async (inject, text) => {
    serve([]);
    const Listed = listed(
      [1, 2].map((orgId) => ({ orgId, day: "2026-02-01" })),
      inject,
    );
    const read = await readAll(new Listed(contextOf(api).context));
    expect(read.batches[0]?.notes).toEqual([{ level: "INFO", text }]);
    expect(read.values).toHaveLength(2);
  });

  test("are not announced where there is no more than the stream itself", async () => {
    serve([1]);
    expect((await readAll(new Orgs(contextOf(api).context))).notes).toEqual([]);
  });
});

describe("a slice that is refused", () => {
  test("on its first page is left out with a warning that names it", async () => {
    serve([1, 2, 3], { 2: { status: 403 } });
    const read = await readAll(new Lenient(contextOf(api).context));
    expect(read.notes).toEqual([{ level: "WARN", text: expect.stringMatching(/^orgId 2 was skipped\b.*HTTP 403/) }]);
    expect(read.values.map(({ id }) => id)).toEqual([10, 30]);
    expect([read.end, read.error]).toEqual(["not paged after 2 pages of 3 slices, 1 skipped", undefined]);
  });

  describe("of several windows of one parent", () => {
    class Windows extends Lenient {
      protected override slices() {
        return this.each(Orgs, ({ id }) => ["a", "b", "c"].map((window) => ({ orgId: id, window })));
      }
      protected override query({ window }: Slice) {
        return { window };
      }
    }

    test("leave out the whole parent with one warning, and ask for no other window of it", async () => {
      serve([1, 2], { 1: { status: 403 } });
      const read = await readAll(new Windows(contextOf(api).context));
      expect(read.notes).toEqual([{ level: "WARN", text: expect.stringMatching(/^orgId 1 was skipped\b.*HTTP 403/) }]);
      expect(paths().filter((path) => path === "/orgs/1/members")).toHaveLength(1);
      expect(read.texts).toHaveLength(3);
      expect([read.end, read.error]).toEqual(["not paged after 3 pages of 6 slices, 3 skipped", undefined]);
    });

    test("fail when every parent is refused", async () => {
      serve([1, 2], { 1: { status: 403 }, 2: { status: 404 } });
      expect((await readAll(new Windows(contextOf(api).context))).error).toBeInstanceOf(ConfigError);
    });

    test("fail when a parent is refused after a part of it was read", async () => {
      serve([1]);
      api.inject({ at: ({ query }) => query.get("window") === "b", reply: { status: 403 } });
      const read = await readAll(new Windows(contextOf(api).context));
      expect(read.error).toBeInstanceOf(ConfigError);
      expect(read.texts).toHaveLength(1);
    });
  });

  test("with a status that is not on the list ends the read", async () => {
    serve([1, 2, 3], { 2: { status: 402 } });
    const read = await readAll(new Lenient(contextOf(api).context));
    expect(read.error).toMatchObject({ status: 402 });
    expect(read.values.map(({ id }) => id)).toEqual([10]);
  });

  test("ends the read where no status is on the list", async () => {
    serve([1, 2], { 1: { status: 404 } });
    expect((await readAll(new Members(contextOf(api).context))).error).toMatchObject({ status: 404 });
  });

  test("on a later page ends the read, for half a slice is not a whole one", async () => {
    class Paged extends Lenient {
      protected override readonly paginator = new CursorToken({ at: "next", param: "cursor" });
    }
    serve([1, 2], { 1: { json: { items: [{ id: 10 }], next: "b" } } });
    api.inject({ at: ({ query }) => query.get("cursor") === "b", times: 9, reply: { status: 404 } });
    const read = await readAll(new Paged(contextOf(api).context));
    expect(read.error).toMatchObject({ status: 404 });
    expect([read.values.length, read.end]).toEqual([1, undefined]);
  });

  test("like all others fails the read with the first refusal", async () => {
    serve([1, 2], { 1: { status: 403 }, 2: { status: 404 } });
    const read = await readAll(new Lenient(contextOf(api).context));
    expect(read.error).toMatchObject({ status: 403 });
    expect(read.notes).toHaveLength(2);
    expect(read.end).toBeUndefined();
  });

  test("like all others does not fail an optional stream", async () => {
    serve([1, 2], { 1: { status: 403 }, 2: { status: 404 } });
    const read = await readAll(new Optional(contextOf(api).context));
    expect([read.error, read.values]).toEqual([undefined, []]);
    expect(read.notes.map(({ level }) => level)).toEqual(["WARN", "WARN"]);
    expect(read.end).toContain("2 skipped");
  });

  test("is none where the stream itself is the only slice", async () => {
    class Whole extends Items {
      protected override readonly skipSliceOn = [403];
      protected override readonly optional = true;
      protected override readonly paginator = new SinglePage();
    }
    api.get("/items", () => ({ status: 403 }));
    expect((await readAll(new Whole(contextOf(api).context))).error).toMatchObject({ status: 403 });
  });
});
