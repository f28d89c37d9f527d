/** One token for all requests of a source: when it is fetched, renewed, and tried once more. */
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { FakeApi, type FakeRequest } from "@sluice/testkit";
import { type Token, TokenAuth, type TokenAuthOptions } from "../../src/auth/token-auth.js";
import { ConfigError, SystemError, TransientError } from "../../src/errors/connector-error.js";
import type { Exchange } from "../../src/http/exchange.js";
import { RateLimiter } from "../../src/http/rate-limiter.js";
import type { HttpResponse } from "../../src/http/response.js";
import { clientOf, rejectionOf } from "../support/client.js";
import { type TestRun, type TokenServer, testRun, tokenServer } from "../support/token-server.js";

let api: FakeApi;
let tokens: TokenServer;
let run: TestRun;
/** The tokens that the API takes. */
let valid: Set<string>;

const bearer = ({ headers }: FakeRequest) => String(headers["authorization"]).replace("Bearer ", "");

beforeEach(async () => {
  valid = new Set(["token-1", "token-2", "token-3"]);
  api = (await FakeApi.start())
    .gate((request) => (valid.has(bearer(request)) ? undefined : { status: 401 }))
    .get("/items", () => ({ json: [] }));
  tokens = await tokenServer((_request, count) => ({ json: { value: `token-${count}`, seconds: 3600 } }));
  run = testRun(api.url);
});

afterEach(() => Promise.all([api.close(), tokens.close()]));

/** Of a vendor whose tokens live as long as the reply says. */
class VendorAuth extends TokenAuth {
  constructor(options: TokenAuthOptions = { url: tokens.url }) {
    super(options);
  }

  protected async fetchToken(exchange: Exchange): Promise<Token> {
    const reply = await exchange.send({ remedy: "Check the key." });
    const { seconds } = reply.body as { readonly seconds?: number };
    const expiresAtMs = seconds === undefined ? undefined : this.context.clock.now() + seconds * 1000;
    return { value: reply.textAt("value"), expiresAtMs };
  }
}

function clientWith(authenticator = run.connect(new VendorAuth())) {
  const { client, observer } = clientOf(api.url, { authenticator }, run.clock);
  const send = () => client.send(client.request("items"), "items");
  return { client, observer, send };
}

const sentTokens = () => api.requests.map(bearer);

describe("a token", () => {
  test("is fetched once for many requests at once", async () => {
    const { send } = clientWith();
    await Promise.all([send(), send(), send(), send(), send(), send()]);
    await send();
    expect(tokens.requests).toHaveLength(1);
    expect(new Set(sentTokens())).toEqual(new Set(["token-1"]));
  });

  test("is renewed a minute before it expires", async () => {
    const { send } = clientWith();
    await send();
    await run.clock.sleep(3_539_000);
    await send();
    await run.clock.sleep(2_000);
    await send();
    expect(sentTokens()).toEqual(["token-1", "token-1", "token-2"]);
  });

  test("that worked for another request and is refused then has expired, and is renewed once more", async () => {
    const { client, send } = clientWith();
    let refusals = 0;
    api.get("/late", async (request) => {
      if (bearer(request) === "token-3") return { json: [] };
      refusals += 1;
      await send(); // the token works here
      return { status: 401 };
    });
    expect((await client.send(client.request("late"), "late")).status).toBe(200);
    expect([refusals, tokens.requests.length]).toEqual([2, 3]);
  });

  test("that no request was accepted with is not renewed after a second refusal", async () => {
    valid.clear();
    const { send } = clientWith();
    expect(await rejectionOf(send())).toBeInstanceOf(ConfigError);
    expect(sentTokens()).toEqual(["token-1", "token-2"]);
  });

  test("is renewed twice at most for one request, however often it works for others", async () => {
    const { client, send } = clientWith();
    valid.add("token-4");
    api.get("/late", async () => {
      await send();
      return { status: 401 };
    });
    expect(await rejectionOf(client.send(client.request("late"), "late"))).toBeInstanceOf(ConfigError);
    expect(tokens.requests).toHaveLength(3);
  });

  test("that lives for ten seconds is used for nine of them", async () => {
    tokens.answer((_request, count) => ({ json: { value: `token-${count}`, seconds: 10 } }));
    const { send } = clientWith();
    await send();
    await run.clock.sleep(8_900);
    await send();
    await run.clock.sleep(200);
    await send();
    expect(sentTokens()).toEqual(["token-1", "token-1", "token-2"]);
  });

  test("without an expiry is used for a year", async () => {
    tokens.answer(() => ({ json: { value: "token-1" } }));
    const { send } = clientWith();
    await send();
    await run.clock.sleep(365 * 86_400_000);
    await send();
    expect(tokens.requests).toHaveLength(1);
  });

  test("that seems to have expired when it comes is used, and not fetched for each request", async () => {
    tokens.answer(() => ({ json: { value: "token-1", seconds: -60 } }));
    const { send } = clientWith();
    await send();
    await send();
    expect(tokens.requests).toHaveLength(1);
  });

  test("does not expire early because somebody sets the clock", async () => {
    const { send } = clientWith();
    await send();
    run.clock.set(86_400_000);
    await send();
    expect(tokens.requests).toHaveLength(1);
  });

  test("that expires during a long rate limit is renewed before the next attempt", async () => {
    tokens.answer((_request, count) => ({ json: { value: `token-${count}`, seconds: 60 } }));
    api.inject({ at: () => true, reply: { status: 429, headers: { "retry-after": "300" } } });
    const { send } = clientWith();
    await send();
    expect(sentTokens()).toEqual(["token-1", "token-2"]);
  });

  test("is masked before it is first sent", async () => {
    let maskedInTime = false;
    api.gate(() => {
      maskedInTime = run.masked.includes("token-1");
      return undefined;
    });
    await clientWith().send();
    expect(maskedInTime).toBe(true);
  });
});

describe("a refused token", () => {
  test("is replaced once, and the request is sent once more", async () => {
    const { send } = clientWith();
    await send();
    valid.delete("token-1"); // revoked in mid-read
    await send();
    expect(sentTokens()).toEqual(["token-1", "token-1", "token-2"]);
    expect(tokens.requests).toHaveLength(2);
  });

  test("of several requests at once is replaced once", async () => {
    const { send } = clientWith();
    await send();
    valid.delete("token-1");
    await Promise.all([send(), send(), send(), send()]);
    expect(tokens.requests).toHaveLength(2);
  });

  test("that another request has renewed already is not renewed again", async () => {
    const { send } = clientWith();
    await send();
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    valid.delete("token-1");
    api.inject({ at: () => true, reply: () => held.then(() => ({ status: 401 })) });
    const late = send(); // refused only after the other one has a new token
    await send();
    release();
    await late;
    expect(sentTokens().at(-1)).toBe("token-2");
    expect(tokens.requests).toHaveLength(2);
  });

  test("is a ConfigError if the new one is refused too, and no third one is fetched by later requests", async () => {
    valid.clear();
    const { send } = clientWith();
    expect(await rejectionOf(send())).toBeInstanceOf(ConfigError);
    expect(await rejectionOf(send())).toBeInstanceOf(ConfigError);
    expect(await rejectionOf(send())).toBeInstanceOf(ConfigError);
    expect(tokens.requests).toHaveLength(2);
  });

  test("is known by other statuses, if the vendor has them", async () => {
    api.gate((request) => (valid.has(bearer(request)) ? undefined : { status: 403 }));
    const { send } = clientWith(run.connect(new VendorAuth({ url: tokens.url, refusals: [401, 403] })));
    await send();
    valid.delete("token-1");
    await send();
    expect(sentTokens()).toEqual(["token-1", "token-1", "token-2"]);
  });

  test("is known by a body of status 200, which is never taken for a success", async () => {
    const expired = { json: { error: "token expired" } };
    api.gate((request) => (valid.has(bearer(request)) ? undefined : expired));
    class BodyAuth extends VendorAuth {
      override isRefusal({ body }: HttpResponse): boolean {
        return body.includes("token expired");
      }
    }
    const { send } = clientWith(run.connect(new BodyAuth()));
    valid.delete("token-1");
    await send();
    expect(sentTokens()).toEqual(["token-1", "token-2"]);
    valid.clear();
    expect(await rejectionOf(send())).toBeInstanceOf(ConfigError);
  });
});

describe("where a token is sent", () => {
  test("is a header with a text before it", async () => {
    api.gate(() => undefined);
    await clientWith(
      run.connect(new VendorAuth({ url: tokens.url, sendAs: { header: "x-auth", prefix: "Token " } })),
    ).send();
    expect(api.requests[0]?.headers["x-auth"]).toBe("Token token-1");
  });

  test("is a parameter, which no page shows, before and after a renewal", async () => {
    api.gate(({ query }) => (valid.has(String(query.get("key"))) ? undefined : { status: 401 }));
    api.get("/page", ({ query }) => ({ json: { next: `/page?key=${query.get("key")}&page=2` } }));
    const { client } = clientWith(run.connect(new VendorAuth({ url: tokens.url, sendAs: { param: "key" } })));
    const first = await client.send(client.request("page"), "items");
    valid.delete("token-1");
    const second = await client.send(client.request("page"), "items");
    expect([first, second].map(({ body }) => body.toString())).toEqual(Array(2).fill('{"next":"/page?page=2"}'));
    expect(api.requests.map(({ query }) => query.get("key"))).toEqual(["token-1", "token-1", "token-2"]);
  });
});

describe("a failed fetch", () => {
  test("is repeated as often as the run's requests are", async () => {
    tokens.answer((_request, count) =>
      count < 3 ? { status: 503, headers: { "retry-after": "7" } } : { json: { value: "token-1" } },
    );
    const { send, observer } = clientWith();
    await send();
    expect(tokens.requests).toHaveLength(3);
    expect(run.clock.sleeps).toEqual([7000, 7000]);
    expect(observer.lines).toContain("items: retry after TransientError");
    tokens.answer(() => ({ status: 502, text: "<html>bad gateway</html>" }));
    const { send: other } = clientWith();
    expect(await rejectionOf(other())).toBeInstanceOf(TransientError);
    expect(tokens.requests).toHaveLength(3 + 4);
    expect(api.requests).toHaveLength(1);
  });

  test("waits for the rate limit of the token endpoint", async () => {
    tokens.answer((_request, count) =>
      count === 1 ? { status: 429, headers: { "retry-after": "90" } } : { json: { value: "token-1" } },
    );
    await clientWith().send();
    expect(run.clock.monotonicMs()).toBeGreaterThanOrEqual(90_000);
  });

  test("because of refused credentials is not repeated by any request, so that no account is locked", async () => {
    tokens.answer(() => ({ status: 401, json: { error: "wrong password" } }));
    const { send } = clientWith();
    const errors = await Promise.all([send(), send(), send()].map(rejectionOf));
    errors.push(await rejectionOf(send()));
    expect(errors.map((error) => error instanceof ConfigError)).toEqual([true, true, true, true]);
    expect(tokens.requests).toHaveLength(1);
  });

  test("leaves the slots of the rate limiter free", async () => {
    tokens.answer((_request, count) => (count === 1 ? { status: 500 } : { json: { value: "token-1" } }));
    const rateLimiter = new RateLimiter({ concurrency: 1, requestsPerMinute: 1000 }, run.clock);
    const authenticator = run.connect(new VendorAuth());
    const { client } = clientOf(api.url, { authenticator, rateLimiter }, run.clock);
    await client.send(client.request("items"), "items");
    await client.send(client.request("items"), "items");
    expect(api.requests).toHaveLength(2);
  });

  test("because of a token that no header can carry is a SystemError that does not show it", async () => {
    tokens.answer(() => ({ json: { value: "tok\nen-ключ" } }));
    const error = await rejectionOf(clientWith().send());
    expect(error).toBeInstanceOf(SystemError);
    expect(String(error)).toMatch(/no header can carry/);
    expect(String(error)).not.toContain("ключ");
  });

  test("because there is no context says where it comes from", async () => {
    const { send } = clientWith(new VendorAuth());
    expect(String(await rejectionOf(send()))).toMatch(/authenticator\(\) of a source/);
  });
});
