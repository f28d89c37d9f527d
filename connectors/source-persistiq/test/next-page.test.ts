import { describe, expect, test } from "@jest/globals";
import { FakeApi, runSource } from "@sluice/testkit";
import { useFake } from "@sluice/testkit/jest";
import { at } from "../fake/faults.js";
import { startPersistIQ } from "../fake/index.js";
import { PersistIQ } from "../src/index.js";

const fake = useFake(startPersistIQ);
const thief = useFake(async () => ({ api: await FakeApi.start() }));

describe("next_page", () => {
  test("a link to another host is not followed: the key goes nowhere else, and the next page is read", async () => {
    const leads = (fake().expected.get("leads") ?? []).slice(0, 100);
    const envelope = { status: "success", errors: [], has_more: true, next_page: `${thief().api.url}/v1/leads?page=2` };
    fake().api.inject({ at: at("/v1/leads", 1), reply: { json: { ...envelope, leads } } });
    const output = await runSource(new PersistIQ(), "read", { config: fake().config, streams: ["leads"] });
    expect(thief().api.requests).toEqual([]);
    expect(output.errors()).toEqual([]);
    expect(output.status).toBe(0);
    expect(output.records("leads")).toEqual(fake().expected.get("leads"));
  });

  test("a redirect to another host is not followed either", async () => {
    const reply = { status: 302, headers: { location: `${thief().api.url}/v1/leads?page=2` } };
    fake().api.inject({ at: at("/v1/leads", 2), reply });
    const output = await runSource(new PersistIQ(), "read", { config: fake().config, streams: ["leads"] });
    expect(thief().api.requests).toEqual([]);
    expect(output.status).toBe(1);
  });
});
