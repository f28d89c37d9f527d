import { describe, expect, test } from "@jest/globals";
import { isJsonObject, type JsonObject, type JsonValue } from "@sluice/core";
import { useFake } from "@sluice/testkit/jest";
import { withoutKey } from "../fake/changes.js";
import { startHellobaton } from "../fake/index.js";
import { FORBIDDEN, HTML_ERROR, throttled } from "../fake/replies.js";

const fake = useFake(startHellobaton);

interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: JsonObject;
}

async function get(
  path: string,
  query: Record<string, string> = {},
  headers: Record<string, string> = {},
): Promise<Answer> {
  const search = new URLSearchParams({ api_key: fake().config.api_key, ...query });
  const reply = await fetch(`${fake().config.base_url}${path}?${search}`, { headers, redirect: "manual" });
  const text = await reply.text();
  return { status: reply.status, headers: reply.headers, body: text.startsWith("{") ? JSON.parse(text) : {} };
}

const resultsOf = ({ body }: Answer) => body["results"] as JsonObject[];

describe("the fake", () => {
  test("names all twenty lists at its index, each a URL that works", async () => {
    const { body } = await get("/api/");
    expect(Object.keys(body)).toHaveLength(20);
    const counts: Record<string, unknown> = {};
    for (const [resource, url] of Object.entries(body)) {
      counts[resource] = (await get(new URL(String(url)).pathname)).body["count"];
    }
    expect(counts).toEqual(Object.fromEntries([...fake().expected].map(([name, rows]) => [name, rows.length])));
  });

  test.each(["/api", "/api/tasks", "/api/tasks/320"])("%s: 301 to the same with a slash, query kept", async (path) => {
    const { status, headers } = await get(path, { page: "2" });
    expect(headers.get("location")).toEqual(`${path}/?api_key=${fake().config.api_key}&page=2`);
    expect(status).toBe(301);
  });

  test.each([
    ["no key", { api_key: "" }, {}],
    ["a wrong key", { api_key: "wr0ng.key" }, {}],
    ["the key as a bearer only", { api_key: "" }, { authorization: "Bearer KEY" }],
  ])("%s: 401 with a detail, on every path", async (_name, query, headers) => {
    const bearer = Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [name, value.replace("KEY", fake().config.api_key)]),
    );
    for (const path of ["/api/", "/api/tasks/", "/api/tasks", "/api/tasks/320/"]) {
      const { status, body } = await get(path, query, bearer);
      expect(body).toEqual({ detail: expect.any(String) });
      expect(status).toBe(401);
    }
  });

  test("wraps a page, with links to the host that was asked", async () => {
    const { body } = await get("/api/tasks/", { page: "2", page_size: "50" });
    const { host } = new URL(fake().config.base_url);
    const link = (page: string) => `http://${host}/api/tasks/?api_key=${fake().config.api_key}${page}&page_size=50`;
    expect(body).toEqual({ count: 448, next: link("&page=3"), previous: link(""), results: expect.any(Array) });
  });

  test.each([
    [{}, 100],
    [{ page_size: "7" }, 7],
    [{ page_size: "1000" }, 100],
    [{ page_size: "0" }, 100],
    [{ page_size: "many" }, 100],
    [{ after: "2026-01-01T00:00:00Z", sort: "asc" }, 100],
  ])("%j: %i rows", async (query, count) => {
    expect(resultsOf(await get("/api/tasks/", query as Record<string, string>))).toHaveLength(count);
  });

  test("the last page has no next, the first no previous", async () => {
    expect((await get("/api/tasks/", { page: "5" })).body).toMatchObject({ next: null });
    expect((await get("/api/tasks/", { page: "last" })).body).toMatchObject({ next: null });
    expect((await get("/api/tasks/")).body).toMatchObject({ previous: null });
  });

  test.each(["6", "0", "-1", "two", ""])("page %j: 404 for an invalid page", async (page) => {
    const { status, body } = await get("/api/tasks/", { page });
    expect(body).toEqual({ detail: "Invalid page." });
    expect(status).toBe(404);
  });

  test("gives single records, and 404 for an unknown id", async () => {
    expect((await get("/api/tasks/320/")).body).toEqual(fake().expected.get("tasks")?.[0]);
    expect(await get("/api/tasks/1/")).toMatchObject({ status: 404, body: { detail: "Not found." } });
  });

  test("can refuse, throttle, break, and leave the key out of next", async () => {
    const faults = [FORBIDDEN, throttled(3), throttled(), HTML_ERROR];
    for (const reply of faults) fake().api.inject({ at: fake().at("tasks"), reply });
    const seen = [];
    for (const _ of faults) {
      const { status, headers } = await get("/api/tasks/");
      seen.push([status, headers.get("retry-after")]);
    }
    expect(seen).toEqual([
      [403, null],
      [429, "3"],
      [429, null],
      [502, null],
    ]);
    fake().alter(withoutKey, { resource: "tasks" });
    expect(String((await get("/api/tasks/")).body["next"])).not.toContain("api_key");
    expect((await get("/api/tasks/", { api_key: "wr0ng" })).status).toBe(401);
  });
});

describe("the account", () => {
  const strings = (value: JsonValue): string[] => {
    if (typeof value === "string") return [value];
    if (Array.isArray(value)) return value.flatMap(strings);
    return isJsonObject(value) ? Object.values(value).flatMap((inner) => strings(inner ?? null)) : [];
  };

  test("all links to records lead to one that exists", () => {
    const ids = new Map([...fake().expected].map(([name, rows]) => [name, new Set(rows.map(({ id }) => String(id)))]));
    const dangling = [...fake().expected.values()]
      .flat()
      .flatMap(strings)
      .flatMap((text) => {
        const [, resource = "", id = ""] = /\/api\/([a-z_]+)\/(\d+)\/$/.exec(text) ?? [];
        return resource === "" || ids.get(resource)?.has(id) === true ? [] : [text];
      });
    expect(dangling).toEqual([]);
  });

  test("several lists have more than one page, and one has seven", () => {
    const counts = Object.fromEntries([...fake().expected].map(([name, rows]) => [name, rows.length]));
    expect(counts).toMatchObject({
      activity: 620,
      tasks: 448,
      time_entries: 300,
      comments: 210,
      task_attachments: 130,
    });
  });

  test("ids are numbers and decimals are texts", () => {
    const ids = [...fake().expected.values()].flatMap((rows) => rows.map(({ id }) => id));
    expect(new Set(ids.map((id) => Number.isInteger(id)))).toEqual(new Set([true]));
    const decimal = expect.stringMatching(/^\d+\.\d\d$/);
    expect(fake().expected.get("projects")?.[0]).toMatchObject({
      annual_contract_value: decimal,
      implementation_budget: decimal,
    });
  });

  test("is the same in each run, but for the port", async () => {
    const other = await startHellobaton();
    const text = JSON.stringify([...other.expected]).replaceAll(other.api.url, fake().api.url);
    await other.api.close();
    expect(text).toBe(JSON.stringify([...fake().expected]));
  });
});
