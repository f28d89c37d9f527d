/** GraphQL: paging through connections, errors that come with a status of success, and partial data. */
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { FakeApi, type FakeReply } from "@sluice/testkit";
import { SinceCursor } from "../../src/cursors/since.js";
import { isoSeconds } from "../../src/cursors/time-format.js";
import { ConfigError, type ConnectorError, SystemError, TransientError } from "../../src/errors/connector-error.js";
import type { ClientParts } from "../../src/http/client.js";
import { when } from "../../src/http/error-rule.js";
import { RelayPaginator } from "../../src/pagination/relay.js";
import * as s from "../../src/schema/fields.js";
import type { StreamContext } from "../../src/streams/context.js";
import { GraphQlStream } from "../../src/streams/graphql-stream.js";
import type { RecordPath } from "../../src/streams/stream.js";
import type { ObserverLog } from "../support/client.js";
import { contextOf, readAll } from "../support/streams.js";

let api: FakeApi;

beforeEach(async () => {
  api = await FakeApi.start();
});

afterEach(async () => {
  api.verify();
  await api.close();
});

const DOCUMENT = `query ($first: Int, $after: String, $state: State) {
  issues(first: $first, after: $after, state: $state) { nodes { id } pageInfo { hasNextPage endCursor } }
}`;

class Issues extends GraphQlStream<undefined> {
  readonly name = "issues";
  readonly description = "Things of a test.";
  readonly schema = s.record({ id: s.key(s.integer), updatedAt: s.timestamp });
  readonly primaryKey = ["id"];
  readonly document = DOCUMENT;
  override readonly recordsAt: RecordPath = "data.issues.nodes";
  override readonly paginator = new RelayPaginator({ at: "data.issues", size: { value: 2 } });
  readonly observerLog: ObserverLog;

  constructor(context: StreamContext<undefined>) {
    super(context);
    this.observerLog = context.observer as ObserverLog;
  }

  override variables() {
    return { state: "OPEN" };
  }
}

class Partial extends Issues {
  override readonly partialData = true;
}

type Variables = Readonly<Record<string, unknown>>;
const PAGES = 3;
const record = (id: number) => ({ id });
const ids = [0, 1, 2, 3, 4, 5].map(record);

/** One page of the connection; the cursor of the page after it is `c1`, `c2`. */
function pageAfter({ after = "c0" }: Variables) {
  const page = Number(String(after).slice(1));
  const pageInfo = { hasNextPage: page + 1 < PAGES, endCursor: `c${page + 1}` };
  return { nodes: [record(2 * page), record(2 * page + 1)], pageInfo };
}

const sent = () => api.requests.map(({ json }) => json as { query: string; variables: Variables });
const serve = (replyTo: (variables: Variables, index: number) => FakeReply | undefined = () => undefined) => {
  let index = 0;
  api.post("/graphql", ({ json }) => {
    const { variables } = json as { variables: Variables };
    return replyTo(variables, index++) ?? { json: { data: { issues: pageAfter(variables) } } };
  });
};
const stream = (Kind = Issues, client: globalThis.Partial<ClientParts> = {}) =>
  new Kind(contextOf(api, undefined, client).context);
const failing = (code: string | undefined, rest: object = { data: null }, message = "of the API") => ({
  errors: [{ message, ...(code === undefined ? {} : { extensions: { code } }) }],
  ...rest,
});
const once = (reply: FakeReply) => (_variables: Variables, index: number) => (index === 0 ? reply : undefined);

describe("a connection", () => {
  test("is paged by the cursor of its pageInfo, with the page size as a variable and all other variables repeated", async () => {
    serve();
    const { values, error, end } = await readAll(stream());
    expect(error).toBeUndefined();
    expect(values).toEqual(ids);
    expect(end).toContain("data.issues.pageInfo.hasNextPage said no");
    expect(sent()).toEqual([
      { query: DOCUMENT, variables: { state: "OPEN", first: 2 } },
      { query: DOCUMENT, variables: { state: "OPEN", first: 2, after: "c1" } },
      { query: DOCUMENT, variables: { state: "OPEN", first: 2, after: "c2" } },
    ]);
  });

  test("may use other variables, another path, edges and a named operation", async () => {
    class Edges extends Issues {
      override readonly recordsAt = "data.issues.edges.*.node";
      override readonly operationName = "Issues";
      override readonly paginator = new RelayPaginator({
        at: "data.issues",
        after: "cursor",
        size: { param: "limit", value: 2 },
      });
      override path() {
        return "api/v2";
      }
    }
    api.post("/api/v2", ({ json }) => {
      const { variables } = json as { variables: Variables };
      const { nodes, pageInfo } = pageAfter({ after: variables["cursor"] ?? "c0" });
      return { json: { data: { issues: { edges: nodes.map((node) => ({ node })), pageInfo } } } };
    });
    expect((await readAll(stream(Edges))).values).toEqual(ids);
    expect(sent()[1]).toEqual({
      query: DOCUMENT,
      operationName: "Issues",
      variables: { state: "OPEN", limit: 2, cursor: "c1" },
    });
  });

  test("whose document forgets the pageInfo fails, and does not end with its first page", async () => {
    serve(() => ({ json: { data: { issues: { nodes: [record(0)] } } } }));
    const { error } = await readAll(stream());
    expect(error).toBeInstanceOf(SystemError);
    expect(String(error)).toContain("Add pageInfo { hasNextPage endCursor } to the document.");
  });

  test("that is null has no further page", async () => {
    class Nullable extends Issues {
      override readonly recordsAt = "data.issues.nodes??";
    }
    serve(() => ({ json: { data: { issues: null } } }));
    expect(await readAll(stream(Nullable))).toMatchObject({ values: [], error: undefined });
  });

  test("whose document ignores the cursor fails, because its second page is the first one again", async () => {
    serve(() => ({ json: { data: { issues: pageAfter({}) } } }));
    const { error, values } = await readAll(stream());
    expect(String(error)).toMatch(/^SystemError: POST \/graphql: pagination was stopped/);
    expect(values).toEqual(ids.slice(0, 2));
  });

  test("is not taken for a repeated page, because the cursor in the body distinguishes requests of one path", async () => {
    serve();
    const { error, pages } = await readAll(stream());
    expect(error).toBeUndefined();
    expect(pages).toBe(PAGES);
    expect(api.requests.map(({ method, path, query }) => `${method} ${path}?${query}`)).toEqual(
      Array(PAGES).fill("POST /graphql?"),
    );
  });

  test("resumes at the cursor of its state", async () => {
    serve();
    const whole = await readAll(stream());
    expect(whole.states[0]).toEqual({ "variables.after": "c1" });
    api.reset();
    const rest = await readAll(stream(), { mode: "full_refresh", state: { "variables.after": "c2" } });
    expect(rest.values).toEqual(ids.slice(4));
    expect(sent().map(({ variables }) => variables)).toEqual([{ state: "OPEN", first: 2, after: "c2" }]);
  });

  test("is read from its start if the cursor of its state is refused with a status of success", async () => {
    serve(({ after }, index) => (index === 0 && after === "c9" ? { json: failing("BAD_USER_INPUT") } : undefined));
    const read = await readAll(stream(), { mode: "full_refresh", state: { "variables.after": "c9" } });
    expect(read.values).toEqual(ids);
    expect(read.log).toEqual([{ level: "WARN", text: expect.stringContaining("The list is read from its start.") }]);
  });

  test("gets the bound of a cursor as a variable", async () => {
    class Since extends Issues {
      override readonly cursor = new SinceCursor({
        field: "updatedAt",
        from: "variables.since",
        in: "body",
        as: isoSeconds,
      });
    }
    serve();
    const state = { updatedAt: "2026-01-02T00:00:00Z" };
    await readAll(stream(Since), { mode: "incremental", state });
    expect(sent().map(({ variables }) => variables["since"])).toEqual(Array(3).fill("2026-01-01T23:59:59Z"));
  });
});

describe("GraphQL errors with status 200", () => {
  test.each(["RATE_LIMITED", "THROTTLED"])(
    "%s in extensions reaches the client's retry, as a rate limit",
    async (code) => {
      serve(once({ json: failing(code), headers: { "retry-after": "7" } }));
      const { client, clock, observer, context } = contextOf(api);
      expect(client).toBe(context.http);
      expect((await readAll(new Issues(context))).values).toEqual(ids);
      expect(clock.sleeps).toEqual([7000]);
      expect(observer.rules).toEqual([`issues: the GraphQL error ${code} → rateLimit`]);
      expect(observer.waits).toEqual([expect.objectContaining({ reason: "rate limit" })]);
    },
  );

  test("INTERNAL_SERVER_ERROR is retried", async () => {
    serve(once({ json: failing("INTERNAL_SERVER_ERROR") }));
    expect((await readAll(stream())).values).toEqual(ids);
  });

  test("INTERNAL_SERVER_ERROR that lasts is a transient error", async () => {
    serve(() => ({ json: failing("INTERNAL_SERVER_ERROR") }));
    const { error } = await readAll(stream());
    expect(error).toBeInstanceOf(TransientError);
    expect(String(error)).toContain("POST /graphql answered HTTP 200 with the GraphQL error INTERNAL_SERVER_ERROR. ");
  });

  test.each([
    ["UNAUTHENTICATED", "The credentials were refused."],
    ["FORBIDDEN", "The credentials may not read this."],
  ])("%s is a config error", async (code, text) => {
    serve(() => ({ json: failing(code) }));
    const { error } = await readAll(stream());
    expect(error).toBeInstanceOf(ConfigError);
    expect(String(error)).toContain(`POST /graphql answered HTTP 200 with the GraphQL error ${code}. ${text}`);
    expect(api.requests).toHaveLength(1);
  });

  test("are found by their type, where they have no extensions", async () => {
    serve(once({ json: { data: null, errors: [{ type: "RATE_LIMITED", message: "later" }] } }));
    expect((await readAll(stream())).values).toEqual(ids);
  });

  test("UNAUTHENTICATED leads to a new token where the authenticator takes it for a refusal", async () => {
    serve(once({ json: failing("UNAUTHENTICATED") }));
    let renewals = 0;
    const authenticator: ClientParts["authenticator"] = {
      authenticate: (request) => request,
      scrubResponse: (response) => response,
      isRefusal: ({ body }) => body.includes("UNAUTHENTICATED"),
      renew: () => ++renewals === 1,
    };
    expect((await readAll(stream(Issues, { authenticator }))).values).toEqual(ids);
    expect(renewals).toBe(1);
  });

  test.each([200, 400, 422])(
    "of any other kind are a system error with the API's first message in the log, HTTP %i too",
    async (status) => {
      const second = { message: "another one" };
      serve(() => ({
        status,
        json: { errors: [...failing("BAD_USER_INPUT", {}, 'No field "x"\non Issue').errors, second] },
      }));
      const error = (await readAll(stream())).error as ConnectorError;
      expect(error).toBeInstanceOf(SystemError);
      expect(error.message).toBe(
        `POST /graphql answered HTTP ${status} with GraphQL errors. The API refused the query, or answered only a part of it. ` +
          "Please report it with the log, which has the API's message.",
      );
      expect(error.detail).toBe(`HTTP ${status}, GraphQL error "No field "x" on Issue" (BAD_USER_INPUT), and 1 more`);
    },
  );

  test.each<[number, string | undefined, new (...args: never[]) => ConnectorError]>([
    [400, "FORBIDDEN", ConfigError],
    [401, undefined, ConfigError],
    [404, "NOT_FOUND", SystemError],
    [500, undefined, TransientError],
  ])("a reply of HTTP %i with the code %s goes by the code, else by the status", async (status, code, Kind) => {
    serve(() => ({ status, json: failing(code) }));
    const { error } = await readAll(stream());
    expect(error).toBeInstanceOf(Kind);
  });

  test.each([
    ["a list with errors", [{ message: "no" }]],
    ["a text", "no"],
    ["an object", { message: "no" }],
  ])("are judged if they are %s, and the data are whole", async (_what, errors) => {
    serve(({ after }) => ({ json: { data: { issues: pageAfter({ after }) }, errors } }));
    expect((await readAll(stream())).error).toBeInstanceOf(SystemError);
  });

  test.each([
    ["an empty list", []],
    ["null", null],
  ])("are none if they are %s", async (_what, errors) => {
    serve(({ after }) => ({ json: { data: { issues: pageAfter({ after }) }, errors } }));
    expect(await readAll(stream())).toMatchObject({ values: ids, error: undefined });
  });

  test("are not confused with fields of records that have the name", async () => {
    const nodes = [{ id: 1, errors: [{ message: "of a build" }], data: null }];
    serve(() => ({ json: { data: { errors: [1], issues: { ...pageAfter({ after: "c2" }), nodes } } } }));
    expect(await readAll(stream())).toMatchObject({ values: nodes, error: undefined });
  });

  test("are judged by the author's rules first, and by those of the source", async () => {
    class Ruled extends Issues {
      override readonly errors = [when({ at: "errors.*.extensions.code", is: "FORBIDDEN" }).retry()];
    }
    const errors = [when({ at: "errors.*.extensions.code", is: "TURNED_OFF" }).fail("config", "Turn it on.")];
    serve((_variables, index) => ({ json: failing(index === 0 ? "FORBIDDEN" : "TURNED_OFF") }));
    const { error } = await readAll(stream(Ruled, { errors }));
    expect(String(error)).toBe("ConfigError: POST /graphql answered HTTP 200. Turn it on.");
    expect(api.requests).toHaveLength(2);
  });

  test("that are missing, as the data are, leave the failure to the search for records", async () => {
    serve(() => ({ json: {} }));
    const { error } = await readAll(stream());
    expect(error).toBeInstanceOf(SystemError);
    expect(String(error)).toContain("data.issues.nodes");
  });
});

describe("partial data", () => {
  const partly = (variables: Variables, code = "NOT_VISIBLE") => ({
    json: failing(code, { data: { issues: pageAfter(variables) } }, "Field hidden"),
  });

  test("with status 200 and errors fail by default", async () => {
    serve((variables) => partly(variables));
    const { error, values } = await readAll(stream());
    expect(error).toBeInstanceOf(SystemError);
    expect(values).toEqual([]);
  });

  test("are accepted where the stream declares it, with one warning", async () => {
    serve((variables, index) => (index > 0 ? partly(variables) : undefined));
    const { values, error, log } = await readAll(stream(Partial));
    expect(error).toBeUndefined();
    expect(values).toEqual(ids);
    const text =
      '2 pages came with errors, so that records or fields may be missing: GraphQL error "Field hidden" (NOT_VISIBLE).';
    expect(log).toEqual([{ level: "WARN", text }]);
  });

  test("are accepted whatever the code, because a field may be forbidden, but a rate limit still counts", async () => {
    serve((variables, index) => partly(variables, index === 0 ? "FORBIDDEN" : index === 1 ? "RATE_LIMITED" : "X"));
    const { values, log } = await readAll(stream(Partial));
    expect(values).toEqual(ids);
    expect(api.requests).toHaveLength(4);
    expect(log).toEqual([{ level: "WARN", text: expect.stringContaining("3 pages came with errors") }]);
  });

  test("are warned of though the stream fails later, and not twice in another read", async () => {
    serve((variables, index) => (index === 0 ? partly(variables) : { json: failing("FORBIDDEN") }));
    const one = stream(Partial);
    const { error, log } = await readAll(one);
    expect(error).toBeInstanceOf(ConfigError);
    expect(log).toEqual([{ level: "WARN", text: expect.stringMatching(/^1 page came with errors/) }]);
    expect((await readAll(one)).log).toEqual([]);
  });

  test.each([
    ["null", null],
    ["an empty object", {}],
    ["nothing but null", { viewer: { issues: null }, other: null }],
  ])("that are %s are none, so the errors decide", async (_what, data) => {
    class Nullable extends Partial {
      override readonly recordsAt = "data.viewer.issues??";
    }
    serve(() => ({ json: failing("FORBIDDEN", { data }) }));
    expect((await readAll(stream(Nullable))).error).toBeInstanceOf(ConfigError);
  });

  test("are shown with a short message", async () => {
    serve((variables) => ({ json: failing(undefined, { data: { issues: pageAfter(variables) } }, "x".repeat(5000)) }));
    const { log } = await readAll(stream(Partial));
    expect(log[0]?.text).toContain(`"${"x".repeat(200)}…"`);
  });
});
