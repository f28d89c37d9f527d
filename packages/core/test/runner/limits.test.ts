import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { connectionSpecification, type JsonObject, type JsonValue } from "@sluice/core";
import { FastClock, runSource } from "@sluice/testkit";
import { Acme, atNotes, atProjects, type FakeAcme, startAcme } from "./support/acme.js";

let acme: FakeAcme;
beforeEach(async () => {
  acme = await startAcme();
});
afterEach(() => acme.api.close());

const forEver = Number.POSITIVE_INFINITY;

const read = (limits: JsonObject, { streams = ["notes"], clock = new FastClock() } = {}) =>
  runSource(new Acme(), "read", { config: { ...acme.config, limits }, streams, clock });

const message = (output: Awaited<ReturnType<typeof read>>) => String(output.errors()[0]?.["message"]);

describe("the setting limits", () => {
  test("stands in spec with a title, a meaning and a default for each", () => {
    const { limits = {} } = connectionSpecification(new Acme())["properties"] as Record<string, JsonObject>;
    const { requests_per_minute: vendors, ...own } = limits["properties"] as Record<string, JsonObject>;
    expect(vendors).not.toHaveProperty("default"); // it is each vendor's
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
  ])("refuses %s: %j, and names it", async (name, value) => {
    const output = await read({ [name]: value });
    expect([output.status, output.errors()[0]?.["failure_type"]]).toEqual([1, "config_error"]);
    expect(message(output)).toContain(`limits.${name}`);
  });

  test("attempts is how often a request is tried", async () => {
    acme.api.inject({ at: atNotes, reply: { status: 500 }, times: forEver });
    await read({ attempts: 3 });
    expect(acme.api.requests).toHaveLength(3);
  });

  test("retry_minutes ends the trying though there are attempts left", async () => {
    acme.api.inject({ at: atNotes, reply: { status: 429, headers: { "retry-after": "50" } }, times: forEver });
    const clock = new FastClock();
    const startMs = clock.now();
    const output = await read({ retry_minutes: 3 }, { clock });
    expect([output.status, acme.api.requests.length]).toEqual([1, 4]);
    expect(clock.now() - startMs).toBeLessThanOrEqual(180_000);
  });

  test("longest_wait_minutes is what a server may ask for; a longer wait is not begun", async () => {
    acme.api.inject({ at: atNotes, reply: { status: 429, headers: { "retry-after": "301" } } });
    const clock = new FastClock();
    const output = await read({ longest_wait_minutes: 5 }, { clock });
    expect([output.status, clock.sleeps]).toEqual([1, []]);
    expect(output.errors()[0]?.["failure_type"]).toBe("transient_error");
  });

  test("most_pages ends a list that goes on behind them, with a remedy", async () => {
    const output = await read({ most_pages: 2 }, { streams: ["projects"] });
    expect([output.status, output.records("projects").length]).toEqual([1, 4]);
    expect(message(output)).toMatch(/GET \/v1\/projects.*2 pages.*limits\.most_pages/);
    expect((await read({ most_pages: 3 }, { streams: ["projects"] })).status).toBe(0);
  });

  test("largest_body_mb refuses a larger reply, with a remedy", async () => {
    acme.api.inject({ at: atProjects, reply: { text: `{"items":[]}${" ".repeat(2_000_000)}` } });
    const output = await read({ largest_body_mb: 1 }, { streams: ["projects"] });
    expect([output.status, message(output)]).toEqual([1, expect.stringMatching(/limits\.largest_body_mb/)]);
  });

  test("reply_minutes ends a reply that only drips", async () => {
    acme.api.inject({ at: atNotes, times: forEver, reply: (_request, page) => ({ ...page, delivery: "drip" }) });
    const output = await read({ reply_minutes: 0.0005, attempts: 2 });
    expect([output.status, acme.api.requests.length]).toEqual([1, 2]);
    expect(message(output)).toMatch(/GET \/v1\/notes.*limits\.reply_minutes/);
  });
});

describe("a long wait for the rate limit", () => {
  test("shows one reason with its end, and sends the state again as a sign of life, with the records since", async () => {
    const at = { "retry-after": "3600" };
    acme.api.inject({ at: ({ query }) => query.get("cursor") === "4", reply: { status: 429, headers: at } });
    const limits = { longest_wait_minutes: 90, retry_minutes: 120 };
    const output = await read(limits, { streams: ["projects"] });
    expect([output.status, output.records("projects").length]).toEqual([0, 5]);
    expect(output.statuses("projects")).toEqual(["STARTED", "RUNNING", "RUNNING RATE_LIMITED", "COMPLETE"]);
    const states = output.states("projects");
    expect(states.length).toBeGreaterThan(3 + 1); // a page each, and at least two beats in an hour
    expect(states.reduce((sum, { recordCount }) => sum + recordCount, 0)).toBe(5);
    const [shown] = output.of("TRACE").filter((trace) => JSON.stringify(trace).includes("RATE_LIMITED"));
    const reset = /"quota_reset":(\d+)/.exec(JSON.stringify(shown))?.[1];
    expect(Number(reset)).toBeGreaterThan(Date.now() + 3_500_000);
  });
});
