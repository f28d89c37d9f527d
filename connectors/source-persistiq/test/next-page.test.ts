import { afterAll, afterEach, beforeAll, describe, expect, test } from "@jest/globals";
import { FakeApi, runSource } from "@sluice/testkit";
import { at } from "../fake/faults.js";
import { type FakePersistIQ, startPersistIQ } from "../fake/index.js";
import { PersistIQ } from "../src/index.js";

let fake: FakePersistIQ;
let thief: FakeApi;
beforeAll(async () => {
  fake = await startPersistIQ();
  thief = await FakeApi.start();
});
afterEach(() => {
  fake.api.reset();
  thief.reset();
});
afterAll(async () => {
  await fake.api.close();
  await thief.close();
});

describe("next_page", () => {
  test("a link to another host is not followed: the key goes nowhere else, and the next page is read", async () => {
    const leads = (fake.expected.get("leads") ?? []).slice(0, 100);
    const envelope = { status: "success", errors: [], has_more: true, next_page: `${thief.url}/v1/leads?page=2` };
    fake.api.inject({ at: at("/v1/leads", 1), reply: { json: { ...envelope, leads } } });
    const output = await runSource(new PersistIQ(), "read", { config: fake.config, streams: ["leads"] });
    expect(thief.requests).toEqual([]);
    expect([output.status, output.errors()]).toEqual([0, []]);
    expect(output.records("leads")).toEqual(fake.expected.get("leads"));
  });

  test("a redirect to another host is not followed either", async () => {
    const reply = { status: 302, headers: { location: `${thief.url}/v1/leads?page=2` } };
    fake.api.inject({ at: at("/v1/leads", 2), reply });
    const output = await runSource(new PersistIQ(), "read", { config: fake.config, streams: ["leads"] });
    expect(thief.requests).toEqual([]);
    expect(output.status).toBe(1);
  });
});
