/** The way to a token endpoint: which requests are sent, and what each kind of answer becomes. */
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { ConfigError, SystemError, TransientError } from "../../src/errors/connector-error.js";
import { ExchangeClient } from "../../src/http/exchange-client.js";
import { HttpTransport } from "../../src/http/http-transport.js";
import { form } from "../../src/http/request-body.js";
import { everythingIn, rejectionOf } from "../support/client.js";
import { ManualClock } from "../support/clocks.js";
import { type TokenReply, type TokenServer, tokenServer } from "../support/token-server.js";

let tokens: TokenServer;
let elsewhere: TokenServer;
let masked: string[];
let stop: AbortController;

beforeEach(async () => {
  masked = [];
  stop = new AbortController();
  [tokens, elsewhere] = await Promise.all([tokenServer(() => ({ json: {} })), tokenServer(() => ({ json: {} }))]);
});

afterEach(() => Promise.all([tokens.close(), elsewhere.close()]));

const CREDENTIALS = form({ password: "pass-word" });

function exchangeAt(url: string): ExchangeClient {
  return new ExchangeClient(url, {
    baseUrl: "https://api.example.com",
    transport: new HttpTransport("sluice-test/1.0"),
    clock: new ManualClock(),
    signal: stop.signal,
    mask: (secret) => masked.push(secret),
  });
}

const send = (url = `${tokens.url}/token`) =>
  exchangeAt(url).send({ body: CREDENTIALS, remedy: "Check the password." });

describe("the request of an exchange", () => {
  test("goes to the address with its own query, without any credentials of the API", async () => {
    await send(`${tokens.url}/token?tenant=a%20b`);
    expect(tokens.requests).toMatchObject([
      { method: "POST", url: "/token?tenant=a+b", form: { password: "pass-word" } },
    ]);
    expect(tokens.requests[0]?.headers).not.toHaveProperty("authorization");
  });

  test("may be a GET, and go to another path of the host", async () => {
    await exchangeAt(`${tokens.url}/a/token`).send({ method: "GET", path: "/b", query: { c: 1 }, remedy: "" });
    expect(tokens.requests).toMatchObject([{ method: "GET", url: "/b?c=1", body: "" }]);
  });

  test("is not sent to a path that leads to another host", async () => {
    const path = `${elsewhere.url}/token`;
    const error = await rejectionOf(exchangeAt(tokens.url).send({ path, body: CREDENTIALS, remedy: "" }));
    expect(error).toBeInstanceOf(SystemError);
    expect(elsewhere.requests).toEqual([]);
  });

  test("ends when the run does", async () => {
    tokens.answer(() => new Promise(() => undefined));
    const sent = send();
    setImmediate(() => stop.abort(new Error("the run ends")));
    await expect(sent).rejects.toThrow("the run ends");
  });

  test.each([
    ["http://auth.example.com/token", /over https only/],
    ["https://user:pass-word@auth.example.com/token", /has credentials in it/],
    ["https://", /is not a URL/],
  ])("is refused for the address %s, with a message that does not show a password", (url, message) => {
    expect(() => exchangeAt(url)).toThrow(message);
    expect(() => exchangeAt(url)).toThrow(ConfigError);
    expect(() => exchangeAt(url)).not.toThrow(/pass-word/);
  });

  test("does not go to a private address in the cloud, not even through a proxy", () => {
    process.env["DEPLOYMENT_MODE"] = "CLOUD";
    try {
      expect(() => exchangeAt("https://10.0.0.1/token")).toThrow(
        /a private address, which is not allowed in the cloud/,
      );
    } finally {
      delete process.env["DEPLOYMENT_MODE"];
    }
  });
});

describe("a redirect of an exchange", () => {
  test.each([307, 308])("with HTTP %i on the same host repeats method and body", async (status) => {
    tokens.answer(({ url }) => (url === "/token" ? { status, headers: { location: "/new" } } : { json: {} }));
    await send();
    expect(tokens.requests).toMatchObject([
      { url: "/token" },
      { method: "POST", url: "/new", form: { password: "pass-word" } },
    ]);
  });

  test.each([301, 302, 303])("with HTTP %i would drop the body, and is refused", async (status) => {
    tokens.answer(() => ({ status, headers: { location: "/new" } }));
    expect(await rejectionOf(send())).toBeInstanceOf(SystemError);
    expect(tokens.requests).toHaveLength(1);
  });

  test("to another host is refused, and nothing is sent there", async () => {
    tokens.answer(() => ({ status: 307, headers: { location: `${elsewhere.url}/token?code=s3cret-code` } }));
    const error = await rejectionOf(send());
    expect(error).toBeInstanceOf(SystemError);
    expect(String(error)).toContain(`redirected (HTTP 307) to ${elsewhere.url}, and credentials are not sent`);
    expect(everythingIn(error)).not.toContain("s3cret-code");
    expect(elsewhere.requests).toEqual([]);
  });

  test("without an end is refused", async () => {
    tokens.answer(() => ({ status: 307, headers: { location: "/token" } }));
    expect(String(await rejectionOf(send()))).toMatch(/redirected more than 5 times/);
    expect(tokens.requests).toHaveLength(6);
  });
});

const HTML = { text: "<html>access_token=t0ken-in-html</html>", headers: { "content-type": "text/html" } };

describe("an answer of the token endpoint", () => {
  test.each<[string, TokenReply, unknown, RegExp]>([
    ["400 without a known code", { status: 400, json: { message: "no" } }, ConfigError, /refused\. Check the password/],
    ["401 without a body", { status: 401 }, ConfigError, /refused\. Check the password/],
    ["401 in HTML", { status: 401, ...HTML }, ConfigError, /refused\. Check the password/],
    ["403", { status: 403, json: {} }, ConfigError, /refused\. Check the password/],
    ["422", { status: 422, json: {} }, ConfigError, /refused\. Check the password/],
    ["invalid_grant", { status: 400, json: { error: "invalid_grant" } }, ConfigError, /\(invalid_grant\).*password/],
    ["invalid_client", { status: 400, json: { error: "invalid_client" } }, ConfigError, /client ID and the client/],
    ["invalid_request", { status: 400, json: { error: "invalid_request" } }, SystemError, /bug in the connector/],
    ["a busy server with 400", { status: 400, json: { error: "temporarily_unavailable" } }, TransientError, /later/],
    ["403 in HTML", { status: 403, ...HTML }, SystemError, /whether a proxy answers/],
    ["404", { status: 404, json: {} }, SystemError, /address of the token endpoint/],
    ["429", { status: 429 }, TransientError, /Try again later/],
    ["500", { status: 500, json: { error: "invalid_grant" } }, TransientError, /Try again later/],
    ["503 in HTML", { status: 503, ...HTML }, TransientError, /Try again later/],
    ["304", { status: 304 }, SystemError, /address of the token endpoint/],
  ])("is an error of the right kind for %s", async (_what, reply, type, message) => {
    tokens.answer(() => reply);
    const error = await rejectionOf(send());
    expect(error).toBeInstanceOf(type);
    expect(String(error)).toMatch(message);
    expect(everythingIn(error)).not.toMatch(/t0ken-in-html|pass-word/);
  });

  test("has a status for a rate limit only, and the wait that it asks for", async () => {
    tokens.answer(() => ({ status: 429, headers: { "retry-after": "5" } }));
    expect(await rejectionOf(send())).toMatchObject({ isRateLimit: true, waitHintMs: 5000 });
    tokens.answer(() => ({ status: 503, headers: { "retry-after": "6" } }));
    expect(await rejectionOf(send())).toMatchObject({ isRateLimit: false, status: undefined, waitHintMs: 6000 });
  });

  test("says in the log why it refuses, and nothing else of the body", async () => {
    const json = { error: "access_denied", error_description: "no\nentry", request: { access_token: "t0ken-1234" } };
    tokens.answer(() => ({ status: 400, json }));
    expect(await rejectionOf(send())).toMatchObject({ detail: "HTTP 400 access_denied: no entry" });
  });

  test("has the tokens in it masked, those of an error included", async () => {
    const json = {
      error: "the token t0ken-1234 is old",
      data: [{ newToken: "t0ken-1234", token_type: "sessionwide" }],
    };
    tokens.answer(() => ({ status: 400, json }));
    await rejectionOf(send());
    expect(masked).toEqual(["t0ken-1234"]);
  });

  test("without a token is a SystemError that names the fields only", async () => {
    tokens.answer(() => ({ json: { accessToken: "t0ken-1234", id: 1 } }));
    const error = await rejectionOf(send().then((reply) => reply.textAt("access_token")));
    expect(error).toBeInstanceOf(SystemError);
    expect(error).toMatchObject({ detail: "the fields are: accessToken, id" });
    expect(everythingIn(error)).not.toContain("t0ken-1234");
  });

  test.each([null, 42, "", { a: 1 }])("with %j in place of a token is a SystemError", async (token) => {
    tokens.answer(() => ({ json: { token } }));
    expect(await rejectionOf(send().then((reply) => reply.textAt("token")))).toBeInstanceOf(SystemError);
  });

  test.each<[string, TokenReply]>([
    ["HTML", HTML],
    ["half a token", { text: '{"token":"t0ken-1234' }],
    ["nothing", {}],
  ])("with status 200 and %s is a SystemError that does not show it", async (_what, reply) => {
    tokens.answer(() => reply);
    const error = await rejectionOf(send().then((answer) => answer.textAt("token")));
    expect(error).toBeInstanceOf(SystemError);
    expect(String(error)).toMatch(/that is not JSON in place of a token/);
    expect(everythingIn(error)).not.toMatch(/t0ken/);
  });
});
