import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { FakeApi, RESET } from "@sluice/testkit";
import { ConfigError, SystemError } from "../../src/errors/connector-error.js";
import type { Method } from "../../src/http/request.js";
import { form, json, text } from "../../src/http/request-body.js";
import { clientOf, everythingIn, rejectionOf } from "../support/client.js";
import { rawServer } from "../support/raw-server.js";

let api: FakeApi;

beforeEach(async () => {
  api = await FakeApi.start();
  for (const method of ["GET", "POST", "PUT", "PATCH"])
    api.route(method, "/search", (request) => ({ json: { got: request.method, body: request.body } }));
});

afterEach(async () => {
  await api.close();
});

const SEARCH = { method: "POST", body: json({ after: "x" }) } as const;

describe("a request with a body", () => {
  test.each<Method>(["GET", "POST", "PUT", "PATCH"])("is sent as a %s with its length", async (method) => {
    const { client, observer } = clientOf(api.url);
    const request = client.request("search", { a: 1 }, { method, body: json({ name: "Zoë" }) });
    const { body } = await client.send(request, "items");
    expect(body.toString("utf8")).toBe(JSON.stringify({ got: method, body: '{"name":"Zoë"}' }));
    const { headers, query } = api.requests[0] ?? {};
    expect(headers).toMatchObject({ "content-type": "application/json", "content-length": "15" });
    expect(headers).not.toHaveProperty("transfer-encoding");
    expect(query?.toString()).toBe("a=1");
    expect(observer.lines).toEqual([`items: ${method} /search`]);
  });

  test.each([
    [
      "a form",
      form({ filter: { id: [1, 2] } }),
      "application/x-www-form-urlencoded",
      "filter%5Bid%5D=1&filter%5Bid%5D=2",
    ],
    ["a text", text("{ items }", "application/graphql"), "application/graphql", "{ items }"],
  ])("may have %s", async (_what, body, type, expected) => {
    const { client } = clientOf(api.url);
    await client.send(client.request("search", {}, { method: "POST", body }), "items");
    expect(api.requests.map(({ headers, body: got }) => [headers["content-type"], got])).toEqual([[type, expected]]);
  });

  test("may name another content type in its headers, in any case", async () => {
    const { client } = clientOf(api.url);
    const headers = { "Content-Type": "application/vnd.api+json" };
    await client.send(client.request("search", {}, { ...SEARCH, headers }), "items");
    expect(api.requests[0]?.headers["content-type"]).toBe("application/vnd.api+json");
  });

  test("is retried with the same body, because it only reads", async () => {
    api.inject({ at: () => true, reply: { status: 503 } }).inject({ at: () => true, reply: RESET });
    const { client, observer } = clientOf(api.url);
    await client.send(client.request("search", {}, SEARCH), "items");
    expect(api.requests.map(({ body }) => body)).toEqual(Array(3).fill('{"after":"x"}'));
    expect(observer.lines).toContain("items: retry after 503");
  });

  test("is named by its method in an error, which does not show the body", async () => {
    api.inject({ at: () => true, reply: { status: 400, text: "no" } });
    const { client, observer } = clientOf(api.url);
    const body = json({ password: "s3cr3t-word" });
    const error = await rejectionOf(client.send(client.request("search", {}, { method: "POST", body }), "items"));
    expect(error).toHaveProperty("message", expect.stringMatching(/^POST \/search /));
    expect(everythingIn(error) + observer.lines.join()).not.toContain("s3cr3t");
  });

  test.each<Method>(["GET", "POST"])(
    "is sent as a %s through a proxy that forwards, with its length",
    async (method) => {
      const lines: unknown[] = [];
      const proxy = await rawServer((incoming, outgoing) => {
        const parts: Buffer[] = [];
        incoming.on("data", (part: Buffer) => parts.push(part));
        incoming.on("end", () => {
          const { "content-length": length, "content-type": type, "transfer-encoding": coding } = incoming.headers;
          lines.push([incoming.method, incoming.url, length, type, coding, Buffer.concat(parts).toString("utf8")]);
          outgoing.end("[]");
        });
      });
      process.env["http_proxy"] = proxy.url;
      try {
        const { client } = clientOf("http://api.example.com");
        await client.send(client.request("search", {}, { ...SEARCH, method }), "items");
        await client.send(client.request("search"), "items");
      } finally {
        delete process.env["http_proxy"];
        await proxy.close();
      }
      const url = "http://api.example.com/search";
      expect(lines).toEqual([
        [method, url, "13", "application/json", undefined, '{"after":"x"}'],
        ["GET", url, undefined, undefined, undefined, ""],
      ]);
    },
  );
});

describe("a request without a body", () => {
  test("is what a GET is whose body is empty", async () => {
    const { client } = clientOf(api.url);
    for (const body of [json({}), form({})]) await client.send(client.request("search", {}, { body }), "items");
    expect(api.requests.map(({ headers }) => headers["content-type"])).toEqual([undefined, undefined]);
    expect(api.requests.map(({ headers }) => headers["content-length"])).toEqual([undefined, undefined]);
  });

  test.each<Method>(["POST", "PUT", "PATCH"])("has the length 0 as a %s, and no content type", async (method) => {
    const { client } = clientOf(api.url);
    await client.send(client.request("search", {}, { method }), "items");
    expect(api.requests[0]?.headers).toMatchObject({ "content-length": "0" });
    expect(api.requests[0]?.headers).not.toHaveProperty("content-type");
  });
});

describe("a redirect of a request with a body", () => {
  test.each([307, 308])("repeats method and body after a %i", async (status) => {
    api.post("/old", () => ({ status, headers: { location: "/search?page=2" } }));
    const { client } = clientOf(api.url);
    const { body } = await client.send(client.request("old", {}, SEARCH), "items");
    expect(body.toString("utf8")).toBe(JSON.stringify({ got: "POST", body: '{"after":"x"}' }));
  });

  test.each([301, 302, 303, 307, 308])("keeps the body of a GET after a %i", async (status) => {
    api.get("/old", () => ({ status, headers: { location: "/search" } }));
    const { client } = clientOf(api.url);
    const { body } = await client.send(client.request("old", {}, { body: SEARCH.body }), "items");
    expect(body.toString("utf8")).toBe(JSON.stringify({ got: "GET", body: '{"after":"x"}' }));
  });

  test.each([300, 301, 302, 303])("is refused after a %i, which would turn the POST into a GET", async (status) => {
    api.post("/old", () => ({ status, headers: { location: "/search" } }));
    const { client } = clientOf(api.url);
    const error = await rejectionOf(client.send(client.request("old", {}, SEARCH), "items"));
    expect(error).toBeInstanceOf(SystemError);
    expect(error).toHaveProperty(
      "message",
      expect.stringContaining(`POST /old was redirected with HTTP ${status}, which`),
    );
    expect(api.requests).toHaveLength(1);
  });

  test("is refused to another origin, whatever its status", async () => {
    api.post("/old", () => ({ status: 307, headers: { location: "https://elsewhere.example/search" } }));
    const { client } = clientOf(api.url);
    const error = await rejectionOf(client.send(client.request("old", {}, SEARCH), "items"));
    expect(error).toHaveProperty("message", expect.stringContaining("link to https://elsewhere.example"));
  });
});

describe("the headers of a request", () => {
  test("are sent with names in lower case", async () => {
    const { client } = clientOf(api.url);
    const request = client.request("search", {}, { headers: { "X-Version": "2026-01" } });
    expect(request.headers).toEqual({ "x-version": "2026-01" });
    await client.send(request, "items");
    expect(api.requests[0]?.headers["x-version"]).toBe("2026-01");
  });

  test.each(["a b", "", "x:y", "é", "Host", "Content-Length", "transfer-encoding", "connection"])(
    "are refused with the name %j",
    (name) => {
      const { client } = clientOf(api.url);
      expect(() => client.request("search", {}, { headers: { [name]: "1" } })).toThrow(SystemError);
    },
  );

  test.each(["a\r\nx-injected: 1", "”", "\u0000"])("are refused with the value %j, which is not shown", (value) => {
    const { client } = clientOf(api.url);
    const attempt = () => client.request("search", {}, { headers: { "x-a": `s3cr3t${value}` } });
    expect(attempt).toThrow(ConfigError);
    expect(attempt).toThrow(/^The header x-a cannot be sent/);
    expect(attempt).not.toThrow(/s3cr3t/);
  });
});
