import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { FakeApi } from "@sluice/testkit";
import { ApiKeyHeaderAuth } from "../../src/auth/api-key-header.js";
import { type Authenticator, withHeader } from "../../src/auth/authenticator.js";
import { BasicAuth } from "../../src/auth/basic.js";
import { BearerAuth } from "../../src/auth/bearer.js";
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

describe("on the wire", () => {
  test.each<[string, Authenticator, string, string]>([
    ["a bearer token", new BearerAuth("sk_live"), "authorization", "Bearer sk_live"],
    ["a Basic pair", new BasicAuth("user", "pass"), "authorization", `Basic ${base64("user:pass")}`],
    ["a Basic pair without a password", new BasicAuth("sk_live", ""), "authorization", `Basic ${base64("sk_live:")}`],
    ["a password with a colon", new BasicAuth("user", "a:b:c"), "authorization", `Basic ${base64("user:a:b:c")}`],
    ["letters beyond ASCII", new BasicAuth("üser", "ключ"), "authorization", `Basic ${base64("üser:ключ")}`],
    ["a key in a header", new ApiKeyHeaderAuth("x-api-key", "sk_live"), "x-api-key", "sk_live"],
    ["a key in Authorization", new ApiKeyHeaderAuth("Authorization", "sk_live"), "authorization", "sk_live"],
  ])("%s stands in its header, on each request", async (_what, authenticator, header, value) => {
    const { client } = clientOf(api.url, { authenticator });
    await client.send(client.request("me"), "check");
    await client.send(client.request("me", { a: 1 }), "check");
    expect(api.requests.map(({ headers }) => headers[header])).toEqual([value, value]);
    expect(api.requests.map(({ query }) => query.toString())).toEqual(["", "a=1"]);
  });
});

describe.each<[string, Authenticator]>([
  ["BearerAuth", new BearerAuth("sk_live")],
  ["BasicAuth", new BasicAuth("user", "sk_live")],
  ["ApiKeyHeaderAuth", new ApiKeyHeaderAuth("x-api-key", "sk_live")],
])("%s", (_name, authenticator) => {
  const request = applyChange(createRequest("https://api.example.com", "me", { a: 1 }), { headers: { "x-b": "2" } });

  test("signs a copy that differs in one header alone", async () => {
    const before = structuredClone(request);
    const { url, query, headers } = await authenticator.authenticate(request);
    expect(request).toEqual(before);
    expect([url, query, Object.keys(headers).length]).toEqual([request.url, request.query, 2]);
    expect(headers["x-b"]).toBe("2");
    expect(Object.isFrozen(headers)).toBe(true);
  });

  test("leaves replies alone", () => {
    const response = { status: 200, headers: { a: "sk_live" }, body: Buffer.from("sk_live") };
    expect(authenticator.unsign(response)).toBe(response);
  });

  test("does not show its secret when it is printed", () => {
    const shown = `${JSON.stringify(authenticator)} ${Object.values(authenticator).join()} ${String(authenticator)}`;
    expect(shown).not.toContain("sk_live");
  });
});

describe("withHeader", () => {
  test("replaces a header of the same name", () => {
    const request = withHeader(createRequest("https://api.example.com", "me"), "x-a", "1");
    expect(withHeader(request, "x-a", "2").headers).toEqual({ "x-a": "2" });
    expect(request.headers).toEqual({ "x-a": "1" });
  });
});
