import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { FakeApi } from "@sluice/testkit";
import { ApiKeyHeaderAuth } from "../../src/auth/api-key-header.js";
import { ApiKeyQueryAuth } from "../../src/auth/api-key-query.js";
import { type Authenticator, withHeader } from "../../src/auth/authenticator.js";
import { BasicAuth } from "../../src/auth/basic.js";
import { BearerAuth } from "../../src/auth/bearer.js";
import { HeadersAuth } from "../../src/auth/headers.js";
import { NoAuth } from "../../src/auth/none.js";
import { ConfigError } from "../../src/errors/connector-error.js";
import { applyChange, createRequest } from "../../src/http/request.js";
import { clientOf } from "../support/client.js";

let api: FakeApi;

beforeEach(async () => {
  api = (await FakeApi.start()).get("/me", () => ({ json: { echo: "sk_live" } }));
});

afterEach(async () => {
  await api.close();
});

const base64 = (text: string) => Buffer.from(text, "utf8").toString("base64");

describe("an authenticator over HTTP", () => {
  test.each<[string, Authenticator, string, string]>([
    ["a bearer token", new BearerAuth({ token: "sk_live" }), "authorization", "Bearer sk_live"],
    [
      "a Basic pair",
      new BasicAuth({ username: "user", password: "pass" }),
      "authorization",
      `Basic ${base64("user:pass")}`,
    ],
    [
      "a Basic pair without a password",
      new BasicAuth({ username: "sk_live", password: "" }),
      "authorization",
      `Basic ${base64("sk_live:")}`,
    ],
    [
      "a password with a colon",
      new BasicAuth({ username: "user", password: "a:b:c" }),
      "authorization",
      `Basic ${base64("user:a:b:c")}`,
    ],
    [
      "letters beyond ASCII",
      new BasicAuth({ username: "üser", password: "ключ" }),
      "authorization",
      `Basic ${base64("üser:ключ")}`,
    ],
    ["a key in a header", new ApiKeyHeaderAuth({ header: "x-api-key", key: "sk_live" }), "x-api-key", "sk_live"],
    [
      "a key in Authorization",
      new ApiKeyHeaderAuth({ header: "Authorization", key: "sk_live" }),
      "authorization",
      "sk_live",
    ],
    [
      "the second of several headers",
      new HeadersAuth({ headers: { "x-key": "sk_live", "x-secret": "s3cr3t" } }),
      "x-secret",
      "s3cr3t",
    ],
  ])("sends the header on each request for %s", async (_what, authenticator, header, value) => {
    const { client } = clientOf(api.url, { authenticator });
    await client.send(client.request("me"), "check");
    await client.send(client.request("me", { a: 1 }), "check");
    expect(api.requests.map(({ headers }) => headers[header])).toEqual([value, value]);
    expect(api.requests.map(({ query }) => query.toString())).toEqual(["", "a=1"]);
  });
});

describe.each<[string, Authenticator]>([
  ["BearerAuth", new BearerAuth({ token: "sk_live" })],
  ["BasicAuth", new BasicAuth({ username: "user", password: "sk_live" })],
  ["ApiKeyHeaderAuth", new ApiKeyHeaderAuth({ header: "x-api-key", key: "sk_live" })],
  ["HeadersAuth", new HeadersAuth({ headers: { "x-api-key": "sk_live" } })],
])("%s", (_name, authenticator) => {
  const request = applyChange(createRequest("https://api.example.com", "me", { query: { a: 1 } }), {
    headers: { "x-b": "2" },
  });

  test("signs a copy that differs in one header only", async () => {
    const before = structuredClone(request);
    const { url, query, headers } = await authenticator.authenticate(request);
    expect(request).toEqual(before);
    expect(url).toEqual(request.url);
    expect(query).toEqual(request.query);
    expect(Object.keys(headers)).toHaveLength(2);
    expect(headers["x-b"]).toBe("2");
    expect(Object.isFrozen(headers)).toBe(true);
  });

  test("does not change responses", () => {
    const response = { status: 200, headers: { a: "sk_live" }, body: Buffer.from("sk_live") };
    expect(authenticator.scrubResponse(response)).toBe(response);
  });

  test("does not show its secret when it is printed", () => {
    const shown = `${JSON.stringify(authenticator)} ${Object.values(authenticator).join()} ${String(authenticator)}`;
    expect(shown).not.toContain("sk_live");
  });
});

test("HeadersAuth sends all of its headers, and NoAuth none", () => {
  const request = createRequest("https://api.example.com", "me");
  const signed = new HeadersAuth({ headers: { "x-key": "k", "x-secret": "s" } }).authenticate(request);
  expect(signed.headers).toEqual({ "x-key": "k", "x-secret": "s" });
  expect(new NoAuth().authenticate(request)).toBe(request);
});

describe("a secret that cannot be sent", () => {
  const CONTROL = /cannot be sent: it has a line break or another control character inside\. Copy it again/;
  const BEYOND = /cannot be sent: it has a character that no header can carry.*Copy it again/;

  test.each<[string, (secret: string) => Authenticator, string]>([
    ["BearerAuth", (token) => new BearerAuth({ token }), "The token"],
    [
      "ApiKeyHeaderAuth",
      (key) => new ApiKeyHeaderAuth({ header: "x-api-key", key }),
      "The key in the header x-api-key",
    ],
    ["ApiKeyQueryAuth", (key) => new ApiKeyQueryAuth({ param: "key", key }), "The key in the parameter key"],
    ["HeadersAuth", (key) => new HeadersAuth({ headers: { "x-key": key } }), "The header x-key"],
    ["BasicAuth", (password) => new BasicAuth({ username: "u", password }), "The password of Basic authentication"],
    ["BasicAuth", (username) => new BasicAuth({ username, password: "" }), "The user name of Basic authentication"],
  ])("causes a ConfigError of %s that does not show it", (_name, make, what) => {
    for (const secret of ["sk_li\nve", "sk_li\r\nve", "sk_li\0ve", "sk_li\x7fve", "sk_li\tve", "sk_li\x85ve"]) {
      expect(() => make(secret)).toThrow(ConfigError);
      expect(() => make(secret)).toThrow(CONTROL);
      expect(() => make(secret)).toThrow(what);
      expect(() => make(secret)).not.toThrow(/sk_li/);
    }
  });

  test.each<[string, (secret: string) => Authenticator]>([
    ["BearerAuth", (token) => new BearerAuth({ token })],
    ["ApiKeyHeaderAuth", (key) => new ApiKeyHeaderAuth({ header: "x-api-key", key })],
  ])("causes a ConfigError of %s if it is beyond Latin-1", (_name, make) => {
    for (const secret of ["sk_li\u200bve", "sk_li\u2019ve", "ключ", "sk_li🔑"]) {
      expect(() => make(secret)).toThrow(ConfigError);
      expect(() => make(secret)).toThrow(BEYOND);
      expect(() => make(secret)).not.toThrow(/sk_li|ключ/);
    }
  });

  test("causes a ConfigError of an authenticator with its own header", () => {
    const request = createRequest("https://api.example.com", "me");
    expect(() => withHeader(request, "x-token", "a\nb")).toThrow("The secret in the header x-token cannot be sent");
  });

  test("may have Latin-1 characters", async () => {
    const { client } = clientOf(api.url, { authenticator: new BearerAuth({ token: "clé" }) });
    await client.send(client.request("me"), "check");
    expect(api.requests[0]?.headers["authorization"]).toBe("Bearer clé");
  });
});

describe("withHeader", () => {
  test("replaces a header of the same name", () => {
    const request = withHeader(createRequest("https://api.example.com", "me"), "x-a", "1");
    expect(withHeader(request, "x-a", "2").headers).toEqual({ "x-a": "2" });
    expect(request.headers).toEqual({ "x-a": "1" });
  });
});
