import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { FakeApi, RESET } from "../src/index.js";

describe("a fake API", () => {
  let api: FakeApi;
  beforeEach(async () => {
    api = await FakeApi.start();
    api.get("/v1/products/:productId/tags", ({ params, query }) => ({ json: { ...params, page: query.get("page") } }));
  });
  afterEach(() => api.close());

  test("listens on loopback only", () => {
    expect(api.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  });

  test("answers a route with its decoded parameters and the query", async () => {
    const reply = await fetch(`${api.url}/v1/products/a%2Fb/tags?page=2`);
    expect(await reply.json()).toEqual({ productId: "a/b", page: "2" });
    expect(api.requests.map(({ path }) => path)).toEqual(["/v1/products/a%2Fb/tags"]);
  });

  test("a request that no route knows is a 404, and fails verify", async () => {
    expect((await fetch(`${api.url}/v1/nothing`)).status).toBe(404);
    expect(() => api.verify()).toThrow("no route: GET /v1/nothing");
  });

  test("answers every method by its own route, and passes on the body as text, JSON or form", async () => {
    const seen: unknown[] = [];
    for (const method of ["POST", "PUT", "PATCH"])
      api.route(method, "/search/:id", ({ method: got, body, json, form, params }) => {
        seen.push([got, params, body, json, [...form]]);
        return {};
      });
    const send = (method: string, type: string, body: string) =>
      fetch(`${api.url}/search/x`, { method, body, headers: { "content-type": type } });
    await send("POST", "application/vnd.api+json; charset=utf-8", '{"a":[1]}');
    await send("PUT", "application/x-www-form-urlencoded", "a[b]=1&a[b]=2");
    await send("PATCH", "application/json", "{");
    const params = { id: "x" };
    expect(seen).toEqual([
      ["POST", params, '{"a":[1]}', { a: [1] }, []],
      [
        "PUT",
        params,
        "a[b]=1&a[b]=2",
        undefined,
        [
          ["a[b]", "1"],
          ["a[b]", "2"],
        ],
      ],
      ["PATCH", params, "{", undefined, []],
    ]);
    expect((await fetch(`${api.url}/search/x`)).status).toBe(404);
  });

  test("awaits gates, handlers and faults", async () => {
    const soon = async <T>(value: T) => {
      await new Promise(setImmediate);
      return value;
    };
    api
      .gate(({ query }) => soon(query.has("key") ? undefined : { status: 401 }))
      .post("/slow", () => soon({ text: "done" }))
      .inject({ at: ({ query }) => query.has("bad"), reply: (_request, { text }) => soon({ text: `${text}, badly` }) });
    const send = async (query: string) => (await fetch(`${api.url}/slow?${query}`, { method: "POST" })).text();
    expect([await send("key"), await send("key&bad"), await send("")]).toEqual(["done", "done, badly", ""]);
  });

  test("a handler that throws is a 500, and fails verify", async () => {
    api.put("/broken", () => {
      throw new Error("no such thing");
    });
    expect((await fetch(`${api.url}/broken`, { method: "PUT" })).status).toBe(500);
    expect(() => api.verify()).toThrow("PUT /broken: no such thing");
  });

  test("an expectation that is not met fails verify, one that is met does not", async () => {
    api.expect("page 2", ({ query }) => query.get("page") === "2");
    expect(() => api.verify()).toThrow("expected and not seen: page 2");
    await fetch(`${api.url}/v1/products/p/tags?page=2`);
    expect(() => api.verify()).not.toThrow();
  });

  test("the gate comes before the routes", async () => {
    api.gate(({ headers }) => (headers["x-api-key"] === "k" ? undefined : { status: 401 }));
    expect((await fetch(`${api.url}/v1/products/p/tags`)).status).toBe(401);
    expect((await fetch(`${api.url}/v1/products/p/tags`, { headers: { "X-API-Key": "k" } })).status).toBe(200);
  });

  test("a fault comes before the gate, as often as it says", async () => {
    api.gate(() => ({ status: 401 })).inject({ at: () => true, times: 2, reply: { status: 503 } });
    const statuses = [];
    for (let round = 0; round < 3; round++) statuses.push((await fetch(`${api.url}/v1/products/p/tags`)).status);
    expect(statuses).toEqual([503, 503, 401]);
  });

  test("a reset ends the connection without an answer", async () => {
    api.inject({ at: () => true, reply: RESET });
    await expect(fetch(`${api.url}/v1/products/p/tags`)).rejects.toThrow();
  });

  test("every reply gets the common headers, and its own win", async () => {
    api
      .everyReply(() => ({ "x-quota": "9", "content-type": "text/unusual" }))
      .get("/own", () => ({ headers: { "x-quota": "1" } }));
    const headers = (await fetch(`${api.url}/v1/products/p/tags`)).headers;
    expect(headers.get("x-quota")).toBe("9");
    expect(headers.get("content-type")).toBe("text/unusual");
    expect((await fetch(`${api.url}/own`)).headers.get("x-quota")).toBe("1");
  });

  test("answers late requests of a run that ended before a reset, without a log entry or a fault", async () => {
    const requestOf = (run: string) =>
      fetch(`${api.url}/v1/products/p/tags`, { headers: { "user-agent": `x/1+run.${run}` } });
    await requestOf("a1");
    api.reset().inject({ at: () => true, reply: { status: 503 } });
    expect((await requestOf("a1")).status).toBe(200);
    expect(api.requests).toEqual([]);
    expect((await requestOf("b2")).status).toBe(503);
    expect(api.requests).toHaveLength(1);
  });

  test("reset forgets faults, requests and expectations, and keeps the routes", async () => {
    api.inject({ at: () => true, times: 9, reply: { status: 500 } }).expect("never", () => false);
    await fetch(`${api.url}/v1/nothing`);
    api.reset();
    expect((await fetch(`${api.url}/v1/products/p/tags`)).status).toBe(200);
    expect(api.requests).toHaveLength(1);
    expect(() => api.verify()).not.toThrow();
  });
});
