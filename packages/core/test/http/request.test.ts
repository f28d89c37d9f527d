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

  test("returns a frozen request without references to the caller's objects", () => {
    const query: Record<string, string> = { a: "1" };
    const request = createRequest(BASE, "x", { query });
    query["a"] = "2";
    expect(request.query).toEqual({ a: "1" });
    expect([request, request.query, request.headers].every(Object.isFrozen)).toBe(true);
  });

  test("throws a ConfigError for an invalid base URL", () => {
    const attempt = () => createRequest("https://my company.example.com", "v1/tags");
    expect(attempt).toThrow(ConfigError);
    expect(attempt).toThrow(/is not a URL. Check the settings/);
  });
});

describe("applyChange", () => {
  const request = applyChange(createRequest(BASE, "v1/tags", { query: { page: 1, size: 10 } }), {
    headers: { "x-a": "1" },
  });

  test("merges query and headers", () => {
    const changed = applyChange(request, { query: { page: 2, new: "y" }, headers: { "x-b": "2" } });
    expect(changed).toEqual({
      url: `${BASE}/v1/tags`,
      query: { page: 2, size: 10, new: "y" },
      headers: { "x-a": "1", "x-b": "2" },
      method: "GET",
    });
    expect(request.query).toEqual({ page: 1, size: 10 });
    expect([changed, changed.query, changed.headers].every(Object.isFrozen)).toBe(true);
  });

  test.each<[string, string, string, Query]>([
    ["an absolute link", `${BASE}/v2/tags?page=3`, `${BASE}/v2/tags`, { page: "3" }],
    ["a link without a query", `${BASE}/v1/tags`, `${BASE}/v1/tags`, {}],
    ["an absolute path", "/v2/tags?cursor=abc", `${BASE}/v2/tags`, { cursor: "abc" }],
    ["a query alone", "?page=2", `${BASE}/v1/tags`, { page: "2" }],
    ["a relative link", "users?x=1", `${BASE}/v1/users`, { x: "1" }],
    ["repeated parameters", "?id=1&id=2&x=3", `${BASE}/v1/tags`, { id: ["1", "2"], x: "3" }],
    ["an empty value", "?a=&b", `${BASE}/v1/tags`, { a: "", b: "" }],
    ["encoded values", "?q=a%20b%26c+d", `${BASE}/v1/tags`, { q: "a b&c d" }],
    ["a fragment", "?page=2#top", `${BASE}/v1/tags`, { page: "2" }],
    ["the default port", "https://api.example.com:443/v3", `${BASE}/v3`, {}],
    ["another case of the host", "HTTPS://API.Example.com/v3", `${BASE}/v3`, {}],
    ["an encoded slash in the path", "/v1/a%2Fb", `${BASE}/v1/a%2Fb`, {}],
  ])("%s replaces path and query", (_what, url, expectedUrl, query) => {
    const changed = applyChange(request, { url });
    expect(changed).toEqual({ url: expectedUrl, query, headers: { "x-a": "1" }, method: "GET" });
  });

  test("a link by http to the same host is followed by https, because a TLS proxy hides it from the server", () => {
    expect(applyChange(request, { url: "http://api.example.com/v3?page=2" }).url).toBe(`${BASE}/v3`);
    expect(applyChange(request, { url: "http://api.example.com:80/v3" }).url).toBe(`${BASE}/v3`);
    const onPort = createRequest("https://api.example.com:8443", "v1");
    expect(applyChange(onPort, { url: "http://api.example.com:8443/v3" }).url).toBe("https://api.example.com:8443/v3");
  });

  test("a link by https is not followed from http, because base_url names http", () => {
    const change = () =>
      applyChange(createRequest("http://api.example.com", "v1"), { url: "https://api.example.com/v3" });
    expect(change).toThrow(SystemError);
  });

  test("merges a query into the link's own", () => {
    const changed = applyChange(request, { url: "?page=2&size=10", query: { size: 50 } });
    expect(changed.query).toEqual({ page: "2", size: 50 });
  });

  test.each([
    ["another host", "https://evil.example.org/v1/tags?page=2"],
    ["a host with the same start", "https://api.example.com.evil.org/"],
    ["a subdomain", "https://x.api.example.com/"],
    ["another scheme", "ftp://api.example.com/v1/tags"],
    ["another port by http", "http://api.example.com:8080/v1/tags"],
    ["another host by http", "http://evil.example.org/v1/tags"],
    ["credentials by http", "http://user:pass@api.example.com/v1/tags"],
    ["another port", "https://api.example.com:8443/v1/tags"],
    ["a link without a scheme", "//evil.example.org/v1/tags"],
    ["backslashes", "\\\\evil.example.org\\x"],
    ["credentials", "https://user:pass@api.example.com/v1/tags"],
    ["a password alone", "https://:pass@api.example.com/v1/tags"],
    ["a user name", "https://user@api.example.com/v1/tags"],
    ["a host after an @", "https://api.example.com@evil.example.org/"],
    ["a script", "javascript:alert(1)"],
    ["a file", "file:///etc/passwd"],
    ["a text that is not a URL", "https://[half"],
  ])("refuses %s", (_what, url) => {
    const change = () => applyChange(request, { url });
    expect(change).toThrow(SystemError);
    expect(change).toThrow(/^GET \/v1\/tags returned a link /);
  });

  test("shows only the origin of a link to another host, because its query may have a key", () => {
    const change = () => applyChange(request, { url: "https://u:pw@evil.example.org/path?api_key=s3cr3t" });
    expect(change).toThrow(/to https:\/\/evil\.example\.org,.* Set base_url if the account is on that host\.$/);
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
    expect(urlOf(createRequest(BASE, "v1/tags", { query }))).toBe(`${BASE}/v1/tags${expected}`);
  });

  test("reproduces the query of a link", () => {
    const link = `${BASE}/v1/tags?id=1&id=2&q=a+b%26c`;
    expect(urlOf(applyChange(createRequest(BASE, "x"), { url: link }))).toBe(link);
  });
});

describe("endpointOf", () => {
  test("shows method and path, never host, query or headers", () => {
    const request = applyChange(createRequest(BASE, "v1/tags/a%2Fb", { query: { api_key: "s3cr3t" } }), {
      headers: { Authorization: "Bearer s3cr3t" },
    });
    expect(endpointOf(request)).toBe("GET /v1/tags/a%2Fb");
  });

  test("omits a query that is in the path", () => {
    expect(endpointOf(createRequest(BASE, "v1/tags?api_key=s3cr3t"))).toBe("GET /v1/tags");
  });
});

test("applyChange accepts any name of a link's parameter", () => {
  const request = createRequest("https://api.example.com", "items");
  const next = applyChange(request, { url: "?__proto__=1&constructor=2&constructor=3&=4" });
  expect(urlOf(next)).toBe("https://api.example.com/items?__proto__=1&constructor=2&constructor=3&=4");
});

test("applyChange refuses a link with half a surrogate pair, because it would be sent changed", () => {
  const request = createRequest("https://api.example.com", "items");
  expect(() => applyChange(request, { url: "/items?after=\ud800" })).toThrow(SystemError);
});
