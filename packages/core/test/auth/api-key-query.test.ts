import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { FakeApi } from "@sluice/testkit";
import { ApiKeyQueryAuth } from "../../src/auth/api-key-query.js";
import { bodyOf } from "../../src/http/json.js";
import { applyChange, createRequest, urlOf } from "../../src/http/request.js";
import { clientOf, everythingIn, rejectionOf } from "../support/client.js";

const KEY = "sk_live_4f9a";
const URL_OF_API = "https://api.example.com";
const auth = new ApiKeyQueryAuth({ param: "api_key", key: KEY });

function unsigned(body: string | Buffer, headers: Record<string, string> = {}) {
  return auth.scrubResponse({ status: 200, headers, body: Buffer.from(body) });
}

const cleaned = (body: string) => unsigned(body).body.toString("utf8");

describe("ApiKeyQueryAuth signs a request", () => {
  test.each([
    ["a bare request", createRequest(URL_OF_API, "v1"), `${URL_OF_API}/v1?api_key=${KEY}`],
    ["other parameters", createRequest(URL_OF_API, "v1", { query: { a: 1 } }), `${URL_OF_API}/v1?a=1&api_key=${KEY}`],
    [
      "a link that brings the key along",
      applyChange(createRequest(URL_OF_API, "v1"), { url: `/v1?api_key=${KEY}&page=2` }),
      `${URL_OF_API}/v1?api_key=${KEY}&page=2`,
    ],
    [
      "a link that brings another key, twice",
      applyChange(createRequest(URL_OF_API, "v1"), { url: "/v1?page=2&api_key=old&api_key=older" }),
      `${URL_OF_API}/v1?page=2&api_key=${KEY}`,
    ],
  ])("with the key exactly once in %s, on a copy", (_what, request, expected) => {
    const before = structuredClone(request);
    expect(urlOf(auth.authenticate(request))).toBe(expected);
    expect(request).toEqual(before);
  });

  test("with an encoded key", () => {
    const request = new ApiKeyQueryAuth({ param: "key", key: "a&b=c d" }).authenticate(createRequest(URL_OF_API, "v1"));
    expect(urlOf(request)).toBe(`${URL_OF_API}/v1?key=a%26b%3Dc+d`);
  });
});

describe("ApiKeyQueryAuth removes the key from a response", () => {
  test.each([
    ["the only parameter", `https://x/v1?api_key=${KEY}`, "https://x/v1"],
    ["the first", `https://x/v1?api_key=${KEY}&page=2`, "https://x/v1?page=2"],
    ["in the middle", `https://x/v1?page=2&api_key=${KEY}&size=9`, "https://x/v1?page=2&size=9"],
    ["the last", `https://x/v1?page=2&api_key=${KEY}`, "https://x/v1?page=2"],
    ["twice in a row", `https://x/v1?api_key=${KEY}&api_key=${KEY}`, "https://x/v1"],
    ["twice in a row, before others", `https://x/v1?api_key=${KEY}&api_key=${KEY}&page=2`, "https://x/v1?page=2"],
    ["first and last", `https://x/v1?api_key=${KEY}&page=2&api_key=${KEY}`, "https://x/v1?page=2"],
    ["before a fragment", `https://x/v1?api_key=${KEY}#top`, "https://x/v1#top"],
    ["unless a customer's own link has another key", "https://y/f?api_key=theirs", "https://y/f?api_key=theirs"],
    ["unless the key is only the start of a value", `https://y/f?api_key=${KEY}9`, `https://y/f?api_key=${KEY}9`],
    ["unless the API has masked it", "https://x/v1?api_key=***&page=2", "https://x/v1?api_key=***&page=2"],
    [
      "unless another name only has the same end",
      "https://x/v1?my_api_key=1&page=2",
      "https://x/v1?my_api_key=1&page=2",
    ],
    ["unless another name only has the same start", "https://x/v1?api_keys=1&page=2", "https://x/v1?api_keys=1&page=2"],
    ["unless it is not a parameter", "set api_key=… in your shell", "set api_key=… in your shell"],
  ])("in a link: %s", (_where, link, expected) => {
    const body = JSON.stringify({ next: link, _self: link, results: [{ id: 1, url: link }] });
    const clean = JSON.stringify({ next: expected, _self: expected, results: [{ id: 1, url: expected }] });
    expect(cleaned(body)).toBe(clean);
    const escaped = (text: string) => text.replaceAll("&", "\\u0026").replaceAll("/", "\\/");
    expect(cleaned(escaped(body))).toBe(escaped(clean));
    const htmlSafe = (text: string) => text.replaceAll("&", "\\u0026").replaceAll("=", "\\u003d");
    expect(cleaned(htmlSafe(body))).toBe(htmlSafe(clean));
  });

  test.each([
    ["as it is", "ab/cd.ef", "ab/cd.ef"],
    ["with its slashes escaped by JSON", "ab/cd/ef", "ab\\/cd\\/ef"],
    ["percent-encoded", "a&b=c", "a%26b%3Dc"],
    ["percent-encoded in lower case", "a&b=c", "a%26b%3dc"],
    ["with a plus for a blank", "a b", "a+b"],
    ["with letters beyond ASCII", "schlüssel", "schlüssel"],
  ])("if the key is written %s", (_how, key, written) => {
    const body = Buffer.from(`{"next":"https://x/v1?api_key=${written}&page=2"}`);
    const clean = new ApiKeyQueryAuth({ param: "api_key", key }).scrubResponse({ status: 200, headers: {}, body });
    expect(clean.body.toString("utf8")).toBe('{"next":"https://x/v1?page=2"}');
  });

  test("in HTML, whose quotes end a link", () => {
    expect(cleaned(`<a href="/v1?api_key=${KEY}">one</a> <a href='/v1?p=1&api_key=${KEY}'>two</a>`)).toBe(
      `<a href="/v1">one</a> <a href='/v1?p=1'>two</a>`,
    );
  });

  test("of a parameter whose name has special characters of regular expressions", () => {
    const authWithSpecials = new ApiKeyQueryAuth({ param: "auth[key]+", key: KEY });
    const body = Buffer.from(`{"next":"/v1?page=2&auth[key]+=${KEY}&authkkey=1"}`);
    expect(authWithSpecials.scrubResponse({ status: 200, headers: {}, body }).body.toString()).toBe(
      '{"next":"/v1?page=2&authkkey=1"}',
    );
  });

  test("in headers", () => {
    const headers = {
      location: `/v2/tags?api_key=${KEY}&page=1`,
      link: `<https://x/v1?page=2&api_key=${KEY}>; rel="next", <https://x/v1?api_key=${KEY}>; rel="first"`,
      etag: "abc",
    };
    expect(unsigned("", headers).headers).toEqual({
      location: "/v2/tags?page=1",
      link: '<https://x/v1?page=2>; rel="next", <https://x/v1>; rel="first"',
      etag: "abc",
    });
  });

  test("without changes of multibyte characters, other encodings and the status", () => {
    const text = `{"name":"ключ 🔑 \u2028","next":"/v1?q=ü&api_key=${KEY}"}`;
    expect(cleaned(text)).toBe(`{"name":"ключ 🔑 \u2028","next":"/v1?q=ü"}`);
    const bytes = Buffer.concat([Buffer.from([0xff, 0x80, 0xfe]), Buffer.from(`?api_key=${KEY}`), Buffer.from([0x22])]);
    expect([...unsigned(bytes).body]).toEqual([0xff, 0x80, 0xfe, 0x22]);
    expect(auth.scrubResponse({ status: 503, headers: {}, body: Buffer.from("") }).status).toBe(503);
  });

  test("without a copy if the body does not have the key", () => {
    const body = Buffer.from('{"a":1}');
    expect(auth.scrubResponse({ status: 200, headers: {}, body }).body).toBe(body);
  });
});

describe("ApiKeyQueryAuth over HTTP", () => {
  let api: FakeApi;

  beforeEach(async () => {
    api = await FakeApi.start();
  });

  afterEach(async () => {
    await api.close();
  });

  test("sends the key once in each request and keeps it out of pagination", async () => {
    api.get("/tags", ({ query }) => {
      const page = Number(query.get("page") ?? 1);
      return { json: { next: `${api.url}/tags?api_key=${query.get("api_key")}&page=${page + 1}` } };
    });
    const { client, observer } = clientOf(api.url, { authenticator: auth });
    let request = client.request("tags");
    for (let page = 0; page < 3; page++) {
      const { value } = bodyOf(request, await client.send(request, "tags"));
      const { next } = value as { next: string };
      expect(next).not.toContain(KEY);
      request = applyChange(request, { url: next });
      expect(request.query).toEqual({ page: String(page + 2) });
    }
    expect(api.requests.map(({ query }) => query.getAll("api_key"))).toEqual([[KEY], [KEY], [KEY]]);
    expect(observer.lines.join()).not.toContain(KEY);
  });

  test("follows a redirect that repeats the key with one key", async () => {
    api.get("/old", ({ query }) => ({
      status: 302,
      headers: { location: `/tags?api_key=${query.get("api_key")}&a=1` },
    }));
    api.get("/tags", () => ({ json: [] }));
    const { client } = clientOf(api.url, { authenticator: auth });
    await client.send(client.request("old"), "tags");
    expect(api.requests[1]?.query.toString()).toBe(`a=1&api_key=${KEY}`);
  });

  test("throws no key with an error that repeats the link", async () => {
    api.get("/tags", ({ query }) => ({ status: 400, text: `bad link /tags?api_key=${query.get("api_key")}&page=x` }));
    const { client } = clientOf(api.url, { authenticator: auth });
    const error = await rejectionOf(client.send(client.request("tags"), "tags"));
    expect(error).toHaveProperty("detail", "HTTP 400 bad link /tags?page=x");
    expect(everythingIn(error)).not.toContain(KEY);
  });
});
