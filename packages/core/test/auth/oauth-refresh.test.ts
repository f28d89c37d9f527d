/** A refresh token, once or rotating: what is sent, what is saved, and in which order. */
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { FakeApi } from "@sluice/testkit";
import { OAuthRefreshAuth, type OAuthRefreshOptions } from "../../src/auth/oauth-refresh.js";
import { ConfigError, SystemError, TransientError } from "../../src/errors/connector-error.js";
import { clientOf, everythingIn, rejectionOf } from "../support/client.js";
import { type TestRun, type TokenServer, testRun, tokenServer } from "../support/token-server.js";

let api: FakeApi;
let tokens: TokenServer;
let run: TestRun;
/** What happened, in order: settings that were saved, and tokens that the API got. */
let events: string[];

beforeEach(async () => {
  events = [];
  api = (await FakeApi.start()).get("/items", ({ headers }) => {
    events.push(`used ${String(headers["authorization"])}`);
    return { json: [] };
  });
  tokens = await tokenServer((_request, count) => ({
    json: { access_token: `access-${count}`, refresh_token: `refresh-${count}`, expires_in: 3600 },
  }));
  run = testRun(api.url, {
    saveSettings: async (changes) => {
      await new Promise((resolve) => setImmediate(resolve)); // as a flush takes time
      events.push(`saved ${JSON.stringify(changes)}`);
    },
  });
});

afterEach(() => Promise.all([api.close(), tokens.close()]));

const ROTATES = { refreshToken: "refresh_token" };

function authOf(options: Partial<OAuthRefreshOptions> = {}) {
  const given = { url: `${tokens.url}/oauth/token`, clientId: "id", clientSecret: "s&cret", refreshToken: "refresh-0" };
  return new OAuthRefreshAuth({ ...given, ...options });
}

function sender(auth: OAuthRefreshAuth, testOf: TestRun = run) {
  const { client } = clientOf(api.url, { authenticator: testOf.connect(auth) }, testOf.clock);
  return () => client.send(client.request("items"), "items");
}

const sentRefreshTokens = () => tokens.requests.map(({ form }) => form["refresh_token"]);

describe("the request for an access token", () => {
  test("is a form with the client's credentials, the scopes and the extra parameters", async () => {
    await sender(authOf({ scopes: ["a", "b"], parameters: { audience: "x" } }))();
    const [request] = tokens.requests;
    expect([request?.method, request?.url]).toEqual(["POST", "/oauth/token"]);
    expect(request?.form).toEqual({
      grant_type: "refresh_token",
      refresh_token: "refresh-0",
      client_id: "id",
      client_secret: "s&cret",
      scope: "a b",
      audience: "x",
    });
    expect(request?.headers).not.toHaveProperty("authorization");
    expect(request?.headers).toMatchObject({ "content-type": "application/x-www-form-urlencoded" });
  });

  test("may be JSON, with the credentials as a Basic header whose parts are form-encoded", async () => {
    await sender(authOf({ clientIn: "header", bodyAs: "json" }))();
    const [request] = tokens.requests;
    expect(JSON.parse(request?.body ?? "")).toEqual({ grant_type: "refresh_token", refresh_token: "refresh-0" });
    const basic = Buffer.from("id:s%26cret").toString("base64");
    expect(request?.headers["authorization"]).toBe(`Basic ${basic}`);
    expect(run.masked).toContain(basic);
  });

  test("goes to a path below the API's base URL, if the address is one", async () => {
    api.post("/oauth/token", () => ({ json: { access_token: "access-own" } }));
    await sender(authOf({ url: "/oauth/token" }))();
    expect(events).toEqual(["used Bearer access-own"]);
  });

  test("reads the reply's fields at other paths", async () => {
    tokens.answer(() => ({ json: { data: { at: "access-x", rt: "refresh-x", until: "2100-01-01" } } }));
    const fields = { accessToken: "data.at", refreshToken: "data.rt", expires: "data.until" };
    const send = sender(authOf({ fields }));
    await send();
    expect(events).toEqual(["used Bearer access-x"]);
    expect(run.masked).toEqual(expect.arrayContaining(["access-x", "refresh-x"]));
  });
});

describe("a refresh token that rotates", () => {
  test("is saved before the new access token is first used", async () => {
    await sender(authOf({ rotates: ROTATES }))();
    expect(events).toEqual(['saved {"refresh_token":"refresh-1"}', "used Bearer access-1"]);
  });

  test("is saved with the access token and its expiry, also in nested settings", async () => {
    const rotates = {
      refreshToken: "credentials.refresh_token",
      accessToken: "credentials.access_token",
      expiresAt: "credentials.expires_at",
    };
    const expiresAt = new Date(run.clock.now() + 3_600_000).toISOString();
    await sender(authOf({ rotates }))();
    const credentials = { refresh_token: "refresh-1", access_token: "access-1", expires_at: expiresAt };
    expect(events[0]).toBe(`saved ${JSON.stringify({ credentials })}`);
  });

  test("is used by the next refresh", async () => {
    const send = sender(authOf({ rotates: ROTATES }));
    await send();
    await run.clock.sleep(3_600_000);
    await send();
    expect(sentRefreshTokens()).toEqual(["refresh-0", "refresh-1"]);
  });

  test("is used up once by two streams at once", async () => {
    const send = sender(authOf({ rotates: ROTATES }));
    await Promise.all([send(), send(), send()]);
    expect(sentRefreshTokens()).toEqual(["refresh-0"]);
    expect(events.filter((event) => event.startsWith("saved"))).toHaveLength(1);
  });

  test("stays as it is if the reply brings none, and nothing is saved", async () => {
    tokens.answer((_request, count) => ({ json: { access_token: `access-${count}`, expires_in: 60 } }));
    const send = sender(authOf({ rotates: ROTATES }));
    await send();
    await run.clock.sleep(60_000);
    await send();
    expect(sentRefreshTokens()).toEqual(["refresh-0", "refresh-0"]);
    expect(events).toEqual(["used Bearer access-1", "used Bearer access-2"]);
  });

  test("that cannot be saved ends the read before its access token is used", async () => {
    const failing = testRun(api.url, { saveSettings: () => Promise.reject(new SystemError("The disk is full.")) });
    expect(String(await rejectionOf(sender(authOf({ rotates: ROTATES }), failing)()))).toContain("The disk is full.");
    expect(events).toEqual([]);
  });

  test("is saved by the next attempt if saving failed, without using up another one", async () => {
    let attempts = 0;
    const saveSettings = async () => {
      attempts++;
      if (attempts === 1) throw new TransientError("The pipe is busy.");
    };
    await sender(authOf({ rotates: ROTATES }), testRun(api.url, { saveSettings }))();
    expect(attempts).toBe(2);
    expect(sentRefreshTokens()).toEqual(["refresh-0"]);
    expect(events).toEqual(["used Bearer access-1"]);
  });

  test("is not used up where nothing can save the next one", async () => {
    const auth = authOf({ rotates: ROTATES });
    const { signal } = new AbortController();
    auth.connect({ clock: run.clock, signal, mask: () => undefined, exchange: () => ({ send: unused }) });
    const { client } = clientOf(api.url, { authenticator: auth }, run.clock);
    const error = await rejectionOf(client.send(client.request("items"), "items"));
    expect(error).toBeInstanceOf(ConfigError);
    expect(String(error)).toMatch(/only once, and nothing here can save the next one/);
    expect(tokens.requests).toEqual([]);
  });
});

function unused(): never {
  throw new Error("no exchange was expected");
}

describe("a saved access token", () => {
  test("is used while it lives, so that no refresh token is used up", async () => {
    const expiresAt = new Date(run.clock.now() + 600_000).toISOString();
    const send = sender(authOf({ saved: { accessToken: "access-0", expiresAt } }));
    await send();
    expect(tokens.requests).toEqual([]);
    await run.clock.sleep(550_000);
    await send();
    expect(events).toEqual(["used Bearer access-0", "used Bearer access-1"]);
  });

  test("without an expiry is used until it is refused", async () => {
    api.gate(({ headers }) => (headers["authorization"] === "Bearer access-0" ? { status: 401 } : undefined));
    await sender(authOf({ saved: { accessToken: "access-0", expiresAt: "" } }))();
    expect(api.requests).toHaveLength(2);
    expect(events).toEqual(["used Bearer access-1"]);
  });

  test("that has expired is not sent", async () => {
    const expiresAt = new Date(run.clock.now() - 1000).toISOString();
    await sender(authOf({ saved: { accessToken: "access-0", expiresAt } }))();
    expect(events).toEqual(["used Bearer access-1"]);
    expect(run.masked).toContain("access-0");
  });
});

describe("a refused refresh token", () => {
  test.each([
    ["invalid_grant with 400", { status: 400, json: { error: "invalid_grant", error_description: "revoked" } }],
    ["invalid_grant with 401", { status: 401, json: { error: "invalid_grant" } }],
    ["an error of status 200", { json: { ok: false, error: "invalid_refresh_token" } }],
  ])("is a ConfigError that says what to do, for %s", async (_what, reply) => {
    tokens.answer(() => reply);
    const error = await rejectionOf(sender(authOf())());
    expect(error).toBeInstanceOf(ConfigError);
    expect(String(error)).toMatch(
      /POST \/oauth\/token answered.*Authorize the connector again, and put the new refresh/,
    );
    expect(everythingIn(error)).not.toContain("refresh-0");
  });

  test("has no status, which a stream could take for the API's", async () => {
    tokens.answer(() => ({ status: 403, json: { error: "access_denied" } }));
    expect(await rejectionOf(sender(authOf())())).toMatchObject({ status: undefined, failureType: "config_error" });
  });
});
