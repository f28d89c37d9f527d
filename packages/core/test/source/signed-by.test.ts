/** Streams that are signed in another way than the rest of their source. */
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { FakeApi, type FakeRequest, FastClock } from "@sluice/testkit";
import * as z from "zod";
import { ApiKeyHeaderAuth } from "../../src/auth/api-key-header.js";
import { BearerAuth } from "../../src/auth/bearer.js";
import { NoAuth } from "../../src/auth/none.js";
import { OAuthRefreshAuth } from "../../src/auth/oauth-refresh.js";
import { SystemError } from "../../src/errors/connector-error.js";
import type { HttpClient } from "../../src/http/client.js";
import { OffsetPaginator } from "../../src/pagination/offset.js";
import type { JsonObject } from "../../src/protocol/json.js";
import { Source } from "../../src/source/source.js";
import type { StreamContext } from "../../src/streams/context.js";
import { ObserverLog } from "../support/client.js";
import { ExportApi, Report } from "../support/exports.js";
import { contextOf, Items, readAll } from "../support/streams.js";

const config = z.looseObject({});
type Context = StreamContext<z.infer<typeof config>>;

const paged = (context: Context) =>
  [
    context as unknown as StreamContext<undefined>,
    new OffsetPaginator({ param: "from", size: { param: "size", value: 2 }, stopsShort: true }),
  ] as const;

class Projects extends Items {
  override readonly name = "projects";

  constructor(context: Context) {
    super(...paged(context));
  }
}

class Accounts extends Projects {
  override readonly name = "accounts" as "projects";
  override readonly signedBy: string = "account";
}

class Plans extends Projects {
  override readonly name = "plans" as "projects";
  override readonly signedBy = "none";
}

class Users extends Accounts {
  override readonly signedBy = "oauth";
}

class Misspelled extends Projects {
  override readonly signedBy = "acount";
}

class Example extends Source<typeof config> {
  readonly name = "example";
  readonly title = "Example";
  readonly version = "1.2.3";
  readonly documentationUrl = "https://example.com/docs";
  readonly config = config;
  readonly streams = [Projects, Accounts, Plans, Users, Misspelled];
  readonly limits = { concurrency: 2, requestsPerMinute: 1000 };
  baseUrl() {
    return api.url;
  }
  authenticator() {
    return new ApiKeyHeaderAuth({ header: "X-Key", key: "k-project" });
  }
  override authenticators() {
    return {
      account: new BearerAuth({ token: "t-account" }),
      none: new NoAuth(),
      oauth: new OAuthRefreshAuth({
        url: "/token",
        clientId: "id",
        clientSecret: "s",
        refreshToken: "refresh-0",
        rotates: { refreshToken: "refresh_token" },
      }),
    };
  }
  async probe(http: HttpClient) {
    await http.send(http.request("items", {}, { signedBy: "account" }), "check");
  }
}

let api: FakeApi;

beforeEach(async () => {
  api = await FakeApi.start();
});

afterEach(() => api.close());

const ITEMS = [{ id: 1 }, { id: 2 }, { id: 3 }];

function page({ query }: FakeRequest) {
  const from = Number(query.get("from") ?? 0);
  return { json: { items: ITEMS.slice(from, from + 2) } };
}

const credentials = () =>
  api.requests
    .filter(({ path }) => path === "/items")
    .map(({ headers }) => [headers["x-key"], headers["authorization"]]);

const PROJECT = ["k-project", undefined];
const ACCOUNT = [undefined, "Bearer t-account"];

function runContext(saved: JsonObject[] = []) {
  return {
    clock: new FastClock(),
    observer: new ObserverLog(),
    signal: new AbortController().signal,
    saveSettings: async (changes: JsonObject) => void saved.push(changes),
  };
}

async function streamsOf(source = new Example(), settings = {}, saved: JsonObject[] = []) {
  const streams = await source.open(settings, runContext(saved));
  return (type: typeof Projects) => {
    const stream = streams.find((one) => one.constructor === type);
    if (stream === undefined) throw new Error("there is no such stream");
    return stream;
  };
}

describe("a stream that names an authenticator", () => {
  test.each([
    ["is signed by it on each page", Accounts, ACCOUNT],
    ["gets no credentials from NoAuth", Plans, [undefined, undefined]],
  ])("%s", async (_what, type, expected) => {
    api.get("/items", page);
    const { values } = await readAll((await streamsOf())(type));
    expect(values).toEqual(ITEMS);
    expect(credentials()).toEqual([expected, expected]);
  });

  test("leaves the others to the source's authenticator", async () => {
    api.get("/items", page);
    const streamOf = await streamsOf();
    await readAll(streamOf(Accounts));
    await readAll(streamOf(Projects));
    expect(credentials()).toEqual([ACCOUNT, ACCOUNT, PROJECT, PROJECT]);
  });

  test("keeps it over a retry and a redirect", async () => {
    api.get("/items", page);
    api.inject({ at: () => true, reply: { status: 503 } });
    api.inject({ at: () => true, reply: { status: 302, headers: { location: "/items?from=2" } } });
    await readAll((await streamsOf())(Accounts));
    expect(credentials()).toEqual([ACCOUNT, ACCOUNT, ACCOUNT]);
  });

  test("renews its token after a 401, once for each run of a config, and saves a rotated one", async () => {
    api
      .get("/items", (request) =>
        request.headers["authorization"] === "Bearer access-2" ? page(request) : { status: 401 },
      )
      .post("/token", ({ form }) => {
        const count = Number(form.get("refresh_token")?.replace("refresh-", "")) + 1;
        return { json: { access_token: `access-${count}`, refresh_token: `refresh-${count}`, expires_in: 3600 } };
      });
    const saved: JsonObject[] = [];
    const [settings, source] = [{}, new Example()];
    for (let run = 0; run < 2; run++) {
      const streamOf = await streamsOf(source, settings, saved);
      expect((await readAll(streamOf(Users))).values).toEqual(ITEMS);
    }
    expect(saved).toEqual([{ refresh_token: "refresh-1" }, { refresh_token: "refresh-2" }]);
  });

  test("sends nothing if the source does not have it", async () => {
    const { error } = await readAll((await streamsOf())(Misspelled));
    expect(error).toBeInstanceOf(SystemError);
    expect(String(error)).toContain('GET /items was not sent: its authenticator "acount" is unknown.');
    expect(api.requests).toEqual([]);
  });
});

test("a probe may name an authenticator", async () => {
  api.get("/items", page);
  await new Example().check({}, runContext());
  expect(credentials()).toEqual([ACCOUNT]);
});

test("an export that names an authenticator is signed by it, with its downloads", async () => {
  class AccountReport extends Report {
    override readonly signedBy = "account";
  }
  const vendor = await ExportApi.start();
  const { context } = contextOf(vendor.api, undefined, {
    authenticators: { account: new BearerAuth({ token: "t-account" }) },
  });
  expect((await readAll(new AccountReport(context))).values).toHaveLength(3);
  expect(new Set(vendor.api.requests.map(({ headers }) => headers["authorization"]))).toEqual(
    new Set(["Bearer t-account"]),
  );
  await vendor.api.close();
});
