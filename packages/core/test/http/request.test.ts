import { describe, expect, test } from "@jest/globals";
import { ConfigError, SystemError } from "../../src/errors/connector-error.js";
import { applyChange, createRequest, endpointOf, type Query, urlOf } from "../../src/http/request.js";

const BASE = "https://api.example.com";

describe("createRequest", () => {
  test.each([
    [BASE, "v1/tags", `${BASE}/v1/tags`],
    [`${BASE}/`, "/v1/tags", `${BASE}/v1/tags`],
    [`${BASE}//`, "//v1/tags", `${BASE}/v1/tags`],
    [BASE, "", `${BASE}/`],
    ["http://127.0.0.1:8080", "v1", "http://127.0.0.1:8080/v1"],
  ])("joins %s and %j with one slash", (base, path, url) => {
    expect(createRequest(base, path).url).toBe(url);
  });

  test("is frozen, and keeps nothing of the caller's objects", () => {
    const query: Record<string, string> = { a: "1" };
    const request = createRequest(BASE, "x", query);
    query["a"] = "2";
    expect(request.query).toEqual({ a: "1" });
    expect([request, request.query, request.headers].every(Object.isFrozen)).toBe(true);
  });

  test("calls a base URL that is none a mistake of the settings", () => {
    const attempt = () => createRequest("https://my company.example.com", "v1/tags");
    expect(attempt).toThrow(ConfigError);
    expect(attempt).toThrow(/is not a URL. Check the settings/);
  });
});

describe("applyChange", () => {
  const request = applyChange(createRequest(BASE, "v1/tags", { page: 1, size: 10 }), { headers: { "x-a": "1" } });

  test("lays query and headers over what is there", () => {
    const changed = applyChange(request, { query: { page: 2, new: "y" }, headers: { "x-b": "2" } });
    expect(changed).toEqual({
      url: `${BASE}/v1/tags`,
      query: { page: 2, size: 10, new: "y" },
      headers: { "x-a": "1", "x-b": "2" },
    });
    expect(request.query).toEqual({ page: 1, size: 10 });
    expect([changed, changed.query, changed.headers].every(Object.isFrozen)).toBe(true);
  });

  test.each<[string, string, string, Query]>([
    ["an absolute link", `${BASE}/v2/tags?page=3`, `${BASE}/v2/tags`, { page: "3" }],
    ["a link without a query", `${BASE}/v1/tags`, `${BASE}/v1/tags`, {}],
    ["a link from the root", "/v2/tags?cursor=abc", `${BASE}/v2/tags`, { cursor: "abc" }],
    ["a query alone", "?page=2", `${BASE}/v1/tags`, { page: "2" }],
    ["a link beside", "users?x=1", `${BASE}/v1/users`, { x: "1" }],
    ["repeated parameters", "?id=1&id=2&x=3", `${BASE}/v1/tags`, { id: ["1", "2"], x: "3" }],
    ["an empty value", "?a=&b", `${BASE}/v1/tags`, { a: "", b: "" }],
    ["encoded values", "?q=a%20b%26c+d", `${BASE}/v1/tags`, { q: "a b&c d" }],
    ["a fragment", "?page=2#top", `${BASE}/v1/tags`, { page: "2" }],
    ["the default port", "https://api.example.com:443/v3", `${BASE}/v3`, {}],
    ["another case of the host", "HTTPS://API.Example.com/v3", `${BASE}/v3`, {}],
    ["an encoded slash in the path", "/v1/a%2Fb", `${BASE}/v1/a%2Fb`, {}],
  ])("%s replaces path and query", (_what, url, expectedUrl, query) => {
    const changed = applyChange(request, { url });
    expect(changed).toEqual({ url: expectedUrl, query, headers: { "x-a": "1" } });
  });

  test("lays a query over the link's own", () => {
    const changed = applyChange(request, { url: "?page=2&size=10", query: { size: 50 } });
    expect(changed.query).toEqual({ page: "2", size: 50 });
  });

  test.each([
    ["another host", "https://evil.example.org/v1/tags?page=2"],
    ["a host that starts alike", "https://api.example.com.evil.org/"],
    ["a subdomain", "https://x.api.example.com/"],
    ["another scheme", "http://api.example.com/v1/tags"],
    ["another port", "https://api.example.com:8443/v1/tags"],
    ["a link without a scheme", "//evil.example.org/v1/tags"],
    ["backslashes", "\\\\evil.example.org\\x"],
    ["credentials", "https://user:pass@api.example.com/v1/tags"],
    ["a password alone", "https://:pass@api.example.com/v1/tags"],
    ["a user name", "https://user@api.example.com/v1/tags"],
    ["a host behind an @", "https://api.example.com@evil.example.org/"],
    ["a script", "javascript:alert(1)"],
    ["a file", "file:///etc/passwd"],
    ["a text that is no URL", "https://[half"],
  ])("refuses %s", (_what, url) => {
    const change = () => applyChange(request, { url });
    expect(change).toThrow(SystemError);
    expect(change).toThrow(/^GET \/v1\/tags answered with a link /);
  });

  test("says of a foreign link only where it leads, for its query may carry a key", () => {
    const change = () => applyChange(request, { url: "https://u:pw@evil.example.org/path?api_key=s3cr3t" });
    expect(change).toThrow(/to https:\/\/evil\.example\.org,.* Set base_url if the account really lives there\.$/);
    expect(change).not.toThrow(/s3cr3t|pw|path/);
  });
});

describe("urlOf", () => {
  test.each<[Query, string]>([
    [{}, ""],
    [{ a: "1", b: 2, c: false }, "?a=1&b=2&c=false"],
    [{ a: undefined }, ""],
    [{ a: undefined, b: 0 }, "?b=0"],
    [{ a: null, b: "" }, "?b="],
    [{ id: ["1", 2], x: "3" }, "?id=1&id=2&x=3"],
    [{ id: [] }, ""],
    [{ q: "a b&c=d+e/ü" }, "?q=a+b%26c%3Dd%2Be%2F%C3%BC"],
    [{ "filter[state]": "open" }, "?filter%5Bstate%5D=open"],
  ])("writes the query %j as %j", (query, expected) => {
    expect(urlOf(createRequest(BASE, "v1/tags", query))).toBe(`${BASE}/v1/tags${expected}`);
  });

  test("reads back what a link said", () => {
    const link = `${BASE}/v1/tags?id=1&id=2&q=a+b%26c`;
    expect(urlOf(applyChange(createRequest(BASE, "x"), { url: link }))).toBe(link);
  });
});

describe("endpointOf", () => {
  test("shows method and path, never host, query or headers", () => {
    const request = applyChange(createRequest(BASE, "v1/tags/a%2Fb", { api_key: "s3cr3t" }), {
      headers: { Authorization: "Bearer s3cr3t" },
    });
    expect(endpointOf(request)).toBe("GET /v1/tags/a%2Fb");
  });

  test("leaves out a query that a path brought along", () => {
    expect(endpointOf(createRequest(BASE, "v1/tags?api_key=s3cr3t"))).toBe("GET /v1/tags");
  });
});

test("a link's parameter may have any name", () => {
  const request = createRequest("https://api.example.com", "items");
  const next = applyChange(request, { url: "?__proto__=1&constructor=2&constructor=3&=4" });
  expect(urlOf(next)).toBe("https://api.example.com/items?__proto__=1&constructor=2&constructor=3&=4");
});

test("a link with half a surrogate pair is none, for it would be sent as another one", () => {
  const request = createRequest("https://api.example.com", "items");
  expect(() => applyChange(request, { url: "/items?after=\ud800" })).toThrow(SystemError);
});
