import { afterEach, describe, expect, test } from "@jest/globals";
import type { JsonObject } from "@sluice/core";
import { FakeApi, type FakeReply, type Output, runSource } from "@sluice/testkit";
import { useFake } from "@sluice/testkit/jest";
import { withoutKey } from "../fake/changes.js";
import { startHellobaton } from "../fake/index.js";
import { Hellobaton } from "../src/index.js";

const fake = useFake(startHellobaton);
/** Another host, until the test ends. */
let elsewhere: FakeApi | undefined;
afterEach(async () => {
  await elsewhere?.close();
  elsewhere = undefined;
});

const read = (streams?: string[], config: JsonObject = fake().config) =>
  runSource(new Hellobaton(), "read", { config, debug: true, ...(streams === undefined ? {} : { streams }) });

/** The forms of the key that an output shows, the half behind the dot included. */
function shown({ stdout, stderr }: Output, key: string): string[] {
  const half = key.split(".")[1] ?? key;
  const forms = [half, encodeURIComponent(half), Buffer.from(half).toString("base64").slice(0, -4)];
  return forms.filter((form) => `${stdout}${stderr}`.includes(form));
}

const keysOf = () => fake().api.requests.map(({ query }) => query.getAll("api_key"));

describe("the key in the query", () => {
  test("is in each request exactly once, and in no header", async () => {
    const output = await read();
    expect(output.status).toBe(0);
    expect(fake().api.requests.length).toBeGreaterThan(30);
    expect(keysOf()).toEqual(fake().api.requests.map(() => [fake().config.api_key]));
    const headers = fake().api.requests.map((request) => JSON.stringify(request.headers));
    expect(headers.filter((text) => text.includes(fake().config.api_key))).toEqual([]);
  });

  test("is in each request too if the API leaves it out of its links", async () => {
    fake().alter(withoutKey, { resource: "tasks" });
    const output = await read(["tasks"]);
    expect(output.records("tasks")).toEqual(fake().expected.get("tasks"));
    expect(keysOf()).toEqual(Array.from({ length: 5 }, () => [fake().config.api_key]));
  });

  test("is encoded, whatever is in it", async () => {
    const api_key = "abc&page=9.d+e f/%41#ü=";
    await runSource(new Hellobaton(), "check", { config: { ...fake().config, api_key } });
    expect(fake().api.requests.length).toBeGreaterThan(0);
    const { requests } = fake().api;
    expect(new Set(requests.map(({ query }) => String(query.getAll("api_key"))))).toEqual(new Set([api_key]));
    expect(new Set(requests.map(({ query }) => query.get("page")))).toEqual(new Set(["1"]));
  });

  test("is set once after a redirect that brings it along twice", async () => {
    const { api_key } = fake().config;
    const Location = `/api/phases/?api_key=${api_key}&page=1&api_key=${api_key}&page_size=100`;
    fake().api.inject({ at: fake().at("phases"), reply: { status: 301, headers: { Location } } });
    const output = await read(["phases"]);
    expect(output.records("phases")).toEqual(fake().expected.get("phases"));
    expect(keysOf()).toEqual([[api_key], [api_key]]);
    expect(shown(output, api_key)).toEqual([]);
  });

  test("does not go to the host to which a redirect points", async () => {
    elsewhere = await FakeApi.start();
    const Location = `${elsewhere.url}/api/phases/?api_key=${fake().config.api_key}`;
    fake().api.inject({ at: fake().at("phases"), reply: { status: 301, headers: { Location } } });
    const output = await read(["phases"]);
    expect(elsewhere.requests).toEqual([]);
    expect(output.status).toBe(1);
    expect(shown(output, fake().config.api_key)).toEqual([]);
  });
});

describe("the key in an answer", () => {
  test("is in the links of the fake, so that the tests below mean something", async () => {
    const { api_key, base_url } = fake().config;
    const reply = await fetch(`${base_url}/api/comments/?page=2&api_key=${api_key}`);
    const body = (await reply.json()) as { next: string; previous: string; results: { _self: string }[] };
    for (const link of [body.next, body.previous, body.results[0]?._self]) expect(link).toContain(`api_key=${api_key}`);
  });

  test("reaches neither log, state nor record, not even with --debug", async () => {
    const output = await read();
    expect(output.status).toBe(0);
    expect(shown(output, fake().config.api_key)).toEqual([]);
    expect(output.stdout).not.toContain("api_key");
  });

  test("is taken out of _self, and the address stays whole", async () => {
    const output = await read(["comments"]);
    const addresses = output.records("comments").map((comment) => comment["_self"]);
    expect(addresses).toEqual((fake().expected.get("comments") ?? []).map(({ _self }) => _self));
    expect(addresses[0]).toBe(`${fake().config.base_url}/api/comments/1501/`);
  });

  const failing: readonly (readonly [string, (key: string, link: string) => FakeReply])[] = [
    ["400 that repeats it", (key) => ({ status: 400, json: { api_key: [`${key} is wrong`] } })],
    ["401 that repeats it", (key) => ({ status: 401, json: { detail: `Invalid key ${key}.` } })],
    ["403 with the link", (_key, link) => ({ status: 403, json: { detail: `GET ${link} is forbidden.` } })],
    ["404 with the link", (_key, link) => ({ status: 404, text: `<a href="${link}">not here</a>` })],
    ["404 with the link encoded", (_key, link) => ({ status: 404, text: encodeURIComponent(link) })],
    ["404 whose text is cut within the key", (key) => ({ status: 404, text: "x".repeat(480) + key })],
    ["500 with the link in HTML", (_key, link) => ({ status: 500, text: `<pre>${link.replace("&", "&amp;")}</pre>` })],
    ["200 with the link in HTML", (_key, link) => ({ text: `<html><base href="${link}"></html>` })],
    ["200 with another shape", (key, link) => ({ json: { next: link, detail: key } })],
    ["200 with a list that is a link", (_key, link) => ({ json: { count: 1, next: null, results: link } })],
    ["200 that is cut", (key, link) => ({ text: `{"count": 300, "next": "${link}", "key": "${key}"` })],
  ];
  test.each(failing)("%s: is not in the error, the trace or the log", async (_name, reply) => {
    const { api_key, base_url } = fake().config;
    const link = `${base_url}/api/users/?page=2&api_key=${api_key}&page_size=100`;
    const fault = { at: fake().at("users"), reply: reply(api_key, link), times: Number.POSITIVE_INFINITY };
    fake().api.inject(fault);
    const output = await read(["users"]);
    expect(output.errors("users")).toEqual([expect.anything()]);
    expect(output.status).toBe(1);
    expect(shown(output, api_key)).toEqual([]);
    fake()
      .api.reset()
      .inject({ ...fault, at: fake().at("projects") });
    const checked = await runSource(new Hellobaton(), "check", { config: fake().config, debug: true });
    expect(checked.of("CONNECTION_STATUS")).toEqual([expect.objectContaining({ status: "FAILED" })]);
    expect(shown(checked, api_key)).toEqual([]);
  });
});
