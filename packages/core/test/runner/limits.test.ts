import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import type { JsonObject, JsonValue } from "@sluice/core";
import { connectionSpecification } from "@sluice/core/internal";
import { FastClock, runSource } from "@sluice/testkit";
import { Acme, atNotes, atProjects, type FakeAcme, startAcme } from "./support/acme.js";

let acme: FakeAcme;
beforeEach(async () => {
  acme = await startAcme();
});
afterEach(() => acme.api.close());

const ALWAYS = Number.POSITIVE_INFINITY;

const read = (limits: JsonObject, { streams = ["notes"], clock = new FastClock() } = {}) =>
  runSource(new Acme(), "read", { config: { ...acme.config, limits }, streams, clock });

const message = (output: Awaited<ReturnType<typeof read>>) => String(output.errors()[0]?.["message"]);

describe("the setting limits", () => {
  test("appears in spec with a title, a description and a default for each limit", () => {
    const { limits = {} } = connectionSpecification(new Acme())["properties"] as Record<string, JsonObject>;
    const { requests_per_minute: vendors, ...own } = limits["properties"] as Record<string, JsonObject>;
    expect(Object.keys(own)).not.toHaveLength(0);
    expect(vendors).not.toHaveProperty("default"); // each vendor has its own
    for (const [name, field] of Object.entries(own)) {
      expect([name, field]).toEqual([
        name,
        expect.objectContaining({
          title: expect.any(String),
          description: expect.any(String),
          default: expect.any(Number),
        }),
      ]);
    }
  });

  test.each<[string, JsonValue]>([
    ["attempts", 0],
    ["attempts", 1.5],
    ["retry_minutes", -1],
    ["largest_body_mb", "many"],
    ["idle_seconds", 0],
  ])("refuses the value of %s: %j", async (name, value) => {
    const output = await read({ [name]: value });
    expect(output.status).toBe(1);
    expect(output.errors()[0]?.["failure_type"]).toBe("config_error");
    expect(message(output)).toContain(`limits.${name}`);
  });

  test("attempts limits how often a request is sent", async () => {
    acme.api.inject({ at: atNotes, reply: { status: 500 }, times: ALWAYS });
    await read({ attempts: 3 });
    expect(acme.api.requests).toHaveLength(3);
  });

  test("retry_minutes ends the retries even if attempts are left", async () => {
    acme.api.inject({ at: atNotes, reply: { status: 429, headers: { "retry-after": "50" } }, times: ALWAYS });
    const clock = new FastClock();
    const startMs = clock.now();
    const output = await read({ retry_minutes: 3 }, { clock });
    expect(output.status).toBe(1);
    expect(acme.api.requests).toHaveLength(4);
    expect(clock.now() - startMs).toBeLessThanOrEqual(180_000);
  });

  test("longest_wait_minutes fails a request at once if the server asks for a longer wait", async () => {
    acme.api.inject({ at: atNotes, reply: { status: 429, headers: { "retry-after": "301" } } });
    const clock = new FastClock();
    const output = await read({ longest_wait_minutes: 5 }, { clock });
    expect(output.status).toBe(1);
    expect(clock.sleeps).toEqual([]);
    expect(output.errors()[0]?.["failure_type"]).toBe("transient_error");
  });

  test("most_pages stops a list with more pages and says what to do", async () => {
    const output = await read({ most_pages: 2 }, { streams: ["projects"] });
    expect(output.status).toBe(1);
    expect(output.records("projects")).toHaveLength(4);
    expect(message(output)).toMatch(/GET \/v1\/projects.*2 pages.*limits\.most_pages/);
    expect((await read({ most_pages: 3 }, { streams: ["projects"] })).status).toBe(0);
  });

  test("largest_body_mb refuses a larger reply and says what to do", async () => {
    acme.api.inject({ at: atProjects, reply: { text: `{"items":[]}${" ".repeat(2_000_000)}` } });
    const output = await read({ largest_body_mb: 1 }, { streams: ["projects"] });
    expect(output.status).toBe(1);
    expect(message(output)).toEqual(expect.stringMatching(/limits\.largest_body_mb/));
  });

  test("reply_minutes aborts a reply that arrives too slowly", async () => {
    acme.api.inject({
      at: atNotes,
      times: ALWAYS,
      reply: (_request, page) => ({ ...page, delivery: "stall in body" }),
    });
    const output = await read({ reply_minutes: 0.005, attempts: 2 }); // 300 ms: on a busy machine the request takes some itself
    expect(output.status).toBe(1);
    expect(acme.api.requests).toHaveLength(2);
    expect(message(output)).toMatch(/GET \/v1\/notes.*limits\.reply_minutes/);
  });
});

describe("a long wait for the rate limit", () => {
  test("reports one reason with its end, and repeats the state as a heartbeat", async () => {
    const at = { "retry-after": "3600" };
    acme.api.inject({ at: ({ query }) => query.get("cursor") === "4", reply: { status: 429, headers: at } });
    const limits = { longest_wait_minutes: 90, retry_minutes: 120 };
    const output = await read(limits, { streams: ["projects"] });
    expect(output.status).toBe(0);
    expect(output.records("projects")).toHaveLength(5);
    expect(output.statuses("projects")).toEqual(["STARTED", "RUNNING", "RUNNING RATE_LIMITED", "COMPLETE"]);
    const states = output.states("projects");
    expect(states.length).toBeGreaterThan(3 + 1); // one for each page, and at least two heartbeats in an hour
    expect(states.reduce((sum, { recordCount }) => sum + recordCount, 0)).toBe(5);
    const [shown] = output.of("TRACE").filter((trace) => JSON.stringify(trace).includes("RATE_LIMITED"));
    const reset = /"quota_reset":(\d+)/.exec(JSON.stringify(shown))?.[1];
    expect(Number(reset)).toBeGreaterThan(Date.now() + 3_500_000);
  });
});
