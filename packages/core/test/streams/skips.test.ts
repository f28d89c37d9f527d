/** What rules to skip leave out, and what they must not. */
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { FakeApi } from "@sluice/testkit";
import { ConfigError, SystemError, TransientError } from "../../src/errors/connector-error.js";
import { SkippedError } from "../../src/errors/skipped-error.js";
import { type ErrorRule, when } from "../../src/http/error-rule.js";
import { path } from "../../src/http/path.js";
import { PageNumberPaginator } from "../../src/pagination/page-number.js";
import type { Slice } from "../../src/streams/stream.js";
import { contextOf, Items, readAll } from "../support/streams.js";

let api: FakeApi;
beforeEach(async () => {
  api = await FakeApi.start();
});
afterEach(() => api.close());

const WHOLE = { wholeStream: true };

/** The list of `/items`, with these rules. */
function items(errors: readonly ErrorRule[]) {
  class Ruled extends Items {
    override readonly errors = errors;
  }
  return new Ruled(contextOf(api).context);
}

describe("a stream without slices", () => {
  test("is skipped by a status 200 with an error code", async () => {
    api.get("/items", () => ({ json: { error: { code: "NO_PLAN" } } }));
    const rule = when({ status: 200, at: "error.code", is: "NO_PLAN" }).skip("The plan does not cover it.", WHOLE);
    const read = await readAll(items([rule]));
    expect(read.error).toBeInstanceOf(SkippedError);
    expect(read.values).toEqual([]);
  });

  test("fails if the rule is not for the whole stream", async () => {
    api.get("/items", () => ({ json: { error: { code: "NO_PLAN" } } }));
    const read = await readAll(items([when({ at: "error.code" }).skip("The plan does not cover it.")]));
    expect(read.error).toBeInstanceOf(ConfigError);
    expect(read.error).not.toBeInstanceOf(SkippedError);
    expect(String(read.error)).toContain("GET /items answered HTTP 200. The plan does not cover it.");
  });

  test("is skipped at once by a status that is retried else", async () => {
    api.get("/items", () => ({ status: 409, json: {} }));
    const read = await readAll(items([when({ status: 409 }).skip("It is locked.", WHOLE)]));
    expect(read.error).toBeInstanceOf(SkippedError);
    expect(api.requests).toHaveLength(1);
  });

  test.each([
    ["text", { status: 403, text: "<html>no plan</html>", headers: { "content-type": "text/html" } }],
    ["text and status 200", { text: "<html>no plan</html>", headers: { "content-type": "text/html" } }],
  ])("is not skipped by a rule with text in a gateway's HTML: %s", async (_what, reply) => {
    api.get("/items", () => reply);
    const read = await readAll(items([when({ status: [200, 403], body: /no plan/ }).skip("No plan.", WHOLE)]));
    expect(read.error).toBeInstanceOf(TransientError);
    expect(read.log).toEqual([]);
    expect(api.requests).toHaveLength(4);
  });

  test("does not hide every 403 by a rule with a status and a text", async () => {
    api.get("/items", () => ({ status: 403, json: { error: "The token was revoked." } }));
    const read = await readAll(items([when({ status: 403, body: /plan/ }).skip("No plan.", WHOLE)]));
    expect(read.error).toBeInstanceOf(ConfigError);
    expect(read.error).not.toBeInstanceOf(SkippedError);
  });
});

describe("slices", () => {
  /** Three slices, of which these answer with other statuses. */
  function slices(refused: Readonly<Record<number, number>>, errors: readonly ErrorRule[]) {
    class Sliced extends Items {
      override readonly errors = errors;
      override readonly addParentFields = ["org"];
      override slices() {
        return Promise.resolve([1, 2, 3].map((org) => ({ org })));
      }
      override path({ org }: Slice) {
        return path`orgs/${org}`;
      }
    }
    api.get("/orgs/:org", ({ params }) => {
      const status = refused[Number(params["org"])];
      return status === undefined ? { json: { items: [{ id: 1 }] } } : { status, json: {} };
    });
    return new Sliced(contextOf(api).context);
  }

  test("are skipped one by one even if the rule is for the whole stream", async () => {
    const read = await readAll(slices({ 2: 403 }, [when({ status: 403 }).skip("No right.", WHOLE)]));
    expect(read.error).toBeUndefined();
    expect(read.values).toHaveLength(2);
  });

  test("fail the stream if one of several reasons is not for the whole stream", async () => {
    const rules = [when({ status: 404 }).skip("No feature.", WHOLE), when({ status: 403 }).skip("No right.")];
    const { error } = await readAll(slices({ 1: 404, 2: 403, 3: 404 }, rules));
    expect(error).not.toBeInstanceOf(SkippedError);
    expect(error).toMatchObject({ status: 403 });
  });
});

describe("a rule to accept", () => {
  const none = when({ status: 404 }).accept();

  test("reads the records of the reply", async () => {
    api.get("/items", () => ({ status: 404, json: { items: [{ id: 1 }] } }));
    const read = await readAll(items([none]));
    expect(read.values).toEqual([{ id: 1 }]);
    expect(read.error).toBeUndefined();
  });

  test("fails on a reply without the list, unless that may be missing", async () => {
    api.get("/items", () => ({ status: 404, json: { message: "none" } }));
    expect((await readAll(items([none]))).error).toBeInstanceOf(SystemError);
    class Optional extends Items {
      override readonly errors = [none];
    }
    const read = await readAll(new Optional(contextOf(api).context, undefined, "items??"));
    expect([read.values, read.error]).toEqual([[], undefined]);
  });
});

test("the child of a skipped stream is skipped too, and not empty", async () => {
  class Parents extends Items {
    override readonly errors = [when({ status: 403 }).skip("No feature.", WHOLE)];
  }
  class Children extends Items {
    override readonly name = "children";
    override slices() {
      return this.each(Parents, ({ id }) => ({ id }));
    }
  }
  api.get("/items", () => ({ status: 403, json: {} }));
  const { error, end } = await readAll(new Children(contextOf(api).context));
  expect(error).toBeInstanceOf(SkippedError);
  expect(String(error)).toContain("The API refuses all of the stream items (HTTP 403). No feature.");
  expect(end).toBeUndefined();
});

describe("a page past the end", () => {
  class Paged extends Items {
    override readonly paginator = new PageNumberPaginator({ param: "page", pastEnd: 404 });
    override readonly errors = [when({ status: 404, body: /expired/ }).fail("system", "The list expired.")];
  }
  const serve = (text: string) =>
    api.get("/items", ({ query }) =>
      query.get("page") === "1" ? { json: { items: [{ id: 1 }] } } : { status: 404, json: { text } },
    );

  test("ends the list by its status", async () => {
    serve("gone");
    const read = await readAll(new Paged(contextOf(api).context));
    expect(read.error).toBeUndefined();
    expect(read.values).toHaveLength(1);
  });

  test("fails the stream where a rule gives the status another meaning", async () => {
    serve("expired");
    const { error } = await readAll(new Paged(contextOf(api).context));
    expect(error).toBeInstanceOf(SystemError);
    expect(String(error)).toContain("The list expired.");
  });
});
