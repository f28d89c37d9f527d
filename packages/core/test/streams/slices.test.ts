import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { FakeApi, type FakeReply } from "@sluice/testkit";
import { ConfigError, SystemError, TransientError } from "../../src/errors/connector-error.js";
import { SkippedError } from "../../src/errors/skipped-error.js";
import { when } from "../../src/http/error-rule.js";
import { path } from "../../src/http/path.js";
import { CursorTokenPaginator } from "../../src/pagination/cursor-token.js";
import { SinglePagePaginator } from "../../src/pagination/single-page.js";
import type { Slice } from "../../src/streams/stream.js";
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
  override path() {
    return "orgs";
  }
}

/** The members of each organization. */
class Members extends Items {
  override readonly name: string = "members";
  override readonly addParentFields: readonly string[] = ["orgId"];
  override slices(): ReturnType<Items["slices"]> {
    return this.each(Orgs, ({ id }) => ({ orgId: id }));
  }
  override path({ orgId }: Slice) {
    return path`orgs/${orgId}/members`;
  }
}

class Invites extends Members {
  override readonly name = "invites";
  override path({ orgId }: Slice) {
    return path`orgs/${orgId}/invites`;
  }
}

/** Their records lack the organization. */
class PlainMembers extends Members {
  override readonly addParentFields = [];
}

/** The roles of each member, whose path has the organization too. */
class Roles extends Items {
  override readonly name = "roles";
  override slices(): ReturnType<Items["slices"]> {
    return this.each(PlainMembers, ({ id }, { orgId = null }) => ({ orgId, memberId: id }));
  }
  override path({ orgId, memberId }: Slice) {
    return path`orgs/${orgId}/members/${memberId}/roles`;
  }
}

class Lenient extends Members {
  override readonly errors = [when({ status: [403, 404] }).skip("No right.")];
}

class Optional extends Members {
  override readonly errors = [when({ status: [403, 404] }).skip("No such feature.", { wholeStream: true })];
}

/** Serves organizations with these ids and one member each, with ten times the id, unless there is a reply for the organization. */
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
  test("are read in order, and each record starts with the slice's values", async () => {
    serve([1, 2]);
    const read = await readAll(new Members(contextOf(api).context));
    expect(read.texts).toEqual(['{"orgId":1,"id":10}', '{"orgId":2,"id":20}']);
    expect(paths()).toEqual(["/orgs", "/orgs/1/members", "/orgs/2/members"]);
    expect(read.end).toBe("not paged after 2 pages of 2 slices");
  });

  test("read the parent once for two children, even at the same time", async () => {
    serve([1, 2]);
    const { context } = contextOf(api);
    const reads = await Promise.all([readAll(new Members(context)), readAll(new Invites(context))]);
    expect(reads.map(({ values }) => values.length)).toEqual([2, 2]);
    expect(paths().filter((asked) => asked === "/orgs")).toHaveLength(1);
    await readAll(new Invites(context));
    expect(paths().filter((asked) => asked === "/orgs")).toHaveLength(1);
  });

  test("have values of the parent's slice, which the parent's records lack", async () => {
    serve([1, 2]);
    api.get("/orgs/:orgId/members/:memberId/roles", () => ({ json: { items: [{ id: 7 }] } }));
    await readAll(new Roles(contextOf(api).context));
    expect(paths()).toEqual(expect.arrayContaining(["/orgs/1/members/10/roles", "/orgs/2/members/20/roles"]));
  });

  test("end at once with a reason if the parent has no records", async () => {
    serve([]);
    const read = await readAll(new Members(contextOf(api).context));
    expect(read.values).toEqual([]);
    expect(read.end).toBe("its parent has no records");
    expect(read.error).toBeUndefined();
  });

  test("may be none or several for one parent record", async () => {
    class Some extends Members {
      override slices() {
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

  test("fail each child if the parent cannot be read, even with a status that the children skip", async () => {
    api.get("/orgs", () => ({ status: 403, json: { error: "refused" } }));
    const { context } = contextOf(api);
    for (const child of [new Optional(context), new Lenient(context)]) {
      const read = await readAll(child);
      expect(read.error).toBeInstanceOf(ConfigError);
      expect(read.end).toBeUndefined();
    }
    expect(paths()).toEqual(["/orgs"]);
  });

  test("fail at a parent's id that is invalid in a path", async () => {
    class Unnamed extends Members {
      override slices() {
        return this.each(Orgs, ({ name }) => ({ orgId: name ?? "" }));
      }
    }
    serve([1]);
    const read = await readAll(new Unnamed(contextOf(api).context));
    expect(read.error).toBeInstanceOf(SystemError);
    expect(paths()).toEqual(["/orgs"]);
  });

  test("report events of the parent's read", async () => {
    class Teams extends Members {
      override readonly name = "teams";
      override slices() {
        return this.each(Lenient, ({ id }) => ({ orgId: id }));
      }
    }
    serve([1, 2], { 1: { status: 403, json: { error: "refused" } } });
    const read = await readAll(new Teams(contextOf(api).context));
    expect(read.log).toEqual([{ level: "WARN", text: expect.stringMatching(/^orgId 1 was skipped\b.*HTTP 403/) }]);
    expect(read.texts).toEqual(['{"orgId":20,"id":200}']);
  });
});

describe("addParentFields", () => {
  test("adds several values in order and replaces the record's own", async () => {
    class Pairs extends Members {
      override readonly addParentFields = ["region", "orgId"];
      override slices() {
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

  test("reports a bug of the connector if the slices lack the value", async () => {
    class Wrong extends Members {
      override readonly addParentFields = ["teamId"];
    }
    serve([1]);
    const read = await readAll(new Wrong(contextOf(api).context));
    expect(read.error).toBeInstanceOf(SystemError);
    expect(String(read.error)).toContain('members adds the parent field "teamId"');
  });
});

describe("slices in an array", () => {
  const listed = (slices: readonly Slice[], inject: readonly string[]) =>
    class extends Members {
      override readonly addParentFields = inject;
      override slices() {
        return Promise.resolve(slices);
      }
    };

  test.each([
    [["orgId"], "2 requests follow, one for each orgId"],
    [["orgId", "day"], "2 requests follow, one for each orgId × day"],
    [[], "2 requests follow, one for each slice"],
  ])("log their number with addParentFields %j", async (inject, text) => {
    serve([]);
    const Listed = listed(
      [1, 2].map((orgId) => ({ orgId, day: "2026-02-01" })),
      inject,
    );
    const read = await readAll(new Listed(contextOf(api).context));
    expect(read.log).toEqual([{ level: "INFO", text }]);
    expect(read.values).toHaveLength(2);
  });

  test("do not log their number if the stream is not partitioned", async () => {
    serve([1]);
    expect((await readAll(new Orgs(contextOf(api).context))).log).toEqual([]);
  });
});

describe("a refused slice", () => {
  test("is skipped with a warning that names it", async () => {
    serve([1, 2, 3], { 2: { status: 403, json: { error: "refused" } } });
    const read = await readAll(new Lenient(contextOf(api).context));
    expect(read.log).toEqual([{ level: "WARN", text: expect.stringMatching(/^orgId 2 was skipped\b.*HTTP 403/) }]);
    expect(read.values.map(({ id }) => id)).toEqual([10, 30]);
    expect(read.end).toBe("not paged after 2 pages of 3 slices, 1 skipped");
    expect(read.error).toBeUndefined();
  });

  describe("with several windows of one parent", () => {
    class Windows extends Lenient {
      override slices() {
        return this.each(Orgs, ({ id }) => ["a", "b", "c"].map((window) => ({ orgId: id, window })));
      }
      override query({ window }: Slice) {
        return { window };
      }
    }

    test("skips the whole parent with one warning and without further requests", async () => {
      serve([1, 2], { 1: { status: 403, json: { error: "refused" } } });
      const read = await readAll(new Windows(contextOf(api).context));
      expect(read.log).toEqual([{ level: "WARN", text: expect.stringMatching(/^orgId 1 was skipped\b.*HTTP 403/) }]);
      expect(paths().filter((path) => path === "/orgs/1/members")).toHaveLength(1);
      expect(read.texts).toHaveLength(3);
      expect(read.end).toBe("not paged after 3 pages of 6 slices, 3 skipped");
      expect(read.error).toBeUndefined();
    });

    test("fails the stream if every parent is refused", async () => {
      serve([1, 2], { 1: { status: 403, json: { error: "refused" } }, 2: { status: 404, json: { error: "refused" } } });
      expect((await readAll(new Windows(contextOf(api).context))).error).toBeInstanceOf(ConfigError);
    });

    test("fails the stream if a part of the parent was read", async () => {
      serve([1]);
      api.inject({
        at: ({ query }) => query.get("window") === "b",
        reply: { status: 403, json: { error: "refused" } },
      });
      const read = await readAll(new Windows(contextOf(api).context));
      expect(read.error).toBeInstanceOf(ConfigError);
      expect(read.texts).toHaveLength(1);
    });
  });

  test("fails the read if no rule matches its status", async () => {
    serve([1, 2, 3], { 2: { status: 402 } });
    const read = await readAll(new Lenient(contextOf(api).context));
    expect(read.error).toMatchObject({ status: 402 });
    expect(read.values.map(({ id }) => id)).toEqual([10]);
  });

  test("fails the read if there are no rules", async () => {
    serve([1, 2], { 1: { status: 404, json: { error: "refused" } } });
    expect((await readAll(new Members(contextOf(api).context))).error).toMatchObject({ status: 404 });
  });

  test("fails the read at a later page, because the slice would be incomplete", async () => {
    class Paged extends Lenient {
      override readonly paginator = new CursorTokenPaginator({ at: "next", param: "cursor" });
    }
    serve([1, 2], { 1: { json: { items: [{ id: 10 }], next: "b" } } });
    api.inject({
      at: ({ query }) => query.get("cursor") === "b",
      times: 9,
      reply: { status: 404, json: { error: "refused" } },
    });
    const read = await readAll(new Paged(contextOf(api).context));
    expect(read.error).toMatchObject({ status: 404 });
    expect(read.values).toHaveLength(1);
    expect(read.end).toBeUndefined();
  });

  test("fails the read with the first error if all slices are refused", async () => {
    serve([1, 2], { 1: { status: 403, json: { error: "refused" } }, 2: { status: 404, json: { error: "refused" } } });
    const read = await readAll(new Lenient(contextOf(api).context));
    expect(read.error).toMatchObject({ status: 403 });
    expect(read.log).toHaveLength(2);
    expect(read.end).toBeUndefined();
  });

  test("skips the stream as a whole if all slices are refused and the rule allows that", async () => {
    serve([1, 2], { 1: { status: 403, json: { error: "refused" } }, 2: { status: 404, json: { error: "refused" } } });
    const read = await readAll(new Optional(contextOf(api).context));
    expect(read.error).toBeInstanceOf(SkippedError);
    expect(String(read.error)).toContain("The API refuses all of the stream members (HTTP 403). No such feature.");
    expect(read.values).toEqual([]);
    expect(read.log.map(({ level }) => level)).toEqual(["WARN", "WARN"]);
    expect(read.states).toEqual([]);
  });

  describe("of a stream that is not partitioned", () => {
    class Whole extends Items {
      override readonly errors = [when({ status: 403 }).skip("No right.")];
      override readonly paginator = new SinglePagePaginator();
    }
    class Missing extends Items {
      override readonly errors = [when({ status: 403 }).skip("The plan does not cover it.", { wholeStream: true })];
    }

    test("fails the stream", async () => {
      api.get("/items", () => ({ status: 403, json: { error: "refused" } }));
      expect((await readAll(new Whole(contextOf(api).context))).error).toMatchObject({ status: 403 });
    });

    test("skips the stream with a warning if the rule allows that", async () => {
      api.get("/items", () => ({ status: 403, json: { error: "refused" } }));
      const read = await readAll(new Missing(contextOf(api).context));
      expect(read.error).toBeInstanceOf(SkippedError);
      expect(read.log).toEqual([
        {
          level: "WARN",
          text: "the list was skipped because the API refuses it (HTTP 403). The plan does not cover it.",
        },
      ]);
    });
  });

  describe("has the API's own form", () => {
    const foreign: readonly (readonly [string, FakeReply])[] = [
      ["a web page", { status: 403, text: "<html>Forbidden</html>", headers: { "content-type": "text/html" } }],
      ["a plain text", { status: 404, text: "404 page not found", headers: { "content-type": "text/plain" } }],
      ["no body", { status: 403 }],
      [
        "a web page that calls itself JSON",
        { status: 403, text: "<html/>", headers: { "content-type": "application/json" } },
      ],
      ["JSON that calls itself a web page", { status: 403, text: "{}", headers: { "content-type": "text/html" } }],
    ];

    test.each(foreign)("so %s is retried and the slice is read", async (_what, reply) => {
      serve([1], { 1: { json: { items: [{ id: 7 }] } } });
      api.inject({ at: ({ path }) => path === "/orgs/1/members", times: 2, reply });
      const read = await readAll(new Lenient(contextOf(api).context));
      expect(read.error).toBeUndefined();
      expect(read.values).toHaveLength(1);
      expect(read.log).toEqual([]);
    });

    test.each(foreign)("so %s fails the stream if it persists", async (_what, reply) => {
      serve([1, 2], { 1: reply });
      const { error } = await readAll(new Lenient(contextOf(api).context));
      expect(error).toBeInstanceOf(TransientError);
      expect(String(error)).toContain("a gateway or proxy may have answered");
    });
  });
});
