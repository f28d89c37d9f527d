import { beforeEach, describe, expect, test } from "@jest/globals";
import { type FakeReply, FastClock, runSource } from "@sluice/testkit";
import { useFake } from "@sluice/testkit/jest";
import { at, tooManyRequests, tooManyRequestsByHeader } from "../fake/faults.js";
import { startPersistIQ, usualHeaders } from "../fake/index.js";
import { PersistIQ } from "../src/index.js";
import { waitInText } from "../src/rate-limit.js";

const fake = useFake(startPersistIQ);
beforeEach(() => void announce(500));

const NOW_MS = Date.parse("2026-03-02T12:00:00Z");
const NOW_SECONDS = NOW_MS / 1000;

/** Every reply announces a limit, if there is one, and was sent now: a reset time is measured against the server's clock. */
function announce(perMinute?: number): void {
  const headers = perMinute === undefined ? () => ({}) : usualHeaders(perMinute);
  fake().api.everyReply(() => ({ ...headers(), date: new Date(NOW_MS).toUTCString() }));
}

/** Reads a stream, the second page of which is refused once, and returns the waits. */
async function waitsAfter(refusal: FakeReply): Promise<number[]> {
  const clock = new FastClock(NOW_MS);
  fake().api.inject({ at: at("/v1/leads", 2), reply: refusal });
  const output = await runSource(new PersistIQ(), "read", { config: fake().config, streams: ["leads"], clock });
  expect(output.errors()).toEqual([]);
  expect(output.status).toBe(0);
  expect(output.records("leads")).toEqual(fake().expected.get("leads"));
  return clock.sleeps;
}

describe("a refusal", () => {
  test("is obeyed until the second that its text names", async () => {
    expect(await waitsAfter(tooManyRequests(NOW_SECONDS + 37))).toEqual([37_000]);
  });

  test("is obeyed by the server's clock where ours is an hour fast", async () => {
    const { json } = tooManyRequests(NOW_SECONDS - 3600 + 37);
    const headers = { date: new Date(NOW_MS - 3_600_000).toUTCString() };
    expect(await waitsAfter({ status: 429, headers, json: json ?? null })).toEqual([37_000]);
  });

  test("is obeyed until x-ratelimit-reset", async () => {
    expect(await waitsAfter(tooManyRequestsByHeader(NOW_SECONDS + 41))).toEqual([41_000]);
  });

  test("with both is obeyed by its header", async () => {
    const { json } = tooManyRequests(NOW_SECONDS + 37);
    const { headers } = tooManyRequestsByHeader(NOW_SECONDS + 12);
    expect(await waitsAfter({ status: 429, json, ...(headers && { headers }) })).toEqual([12_000]);
  });

  test("without a hint costs a whole window, and not all attempts in quick succession", async () => {
    expect(await waitsAfter({ status: 429 })).toEqual([60_000]);
  });

  test("shows as RATE_LIMITED, and check waits for a short one", async () => {
    fake().api.inject({ at: at("/v1/users", 1), reply: tooManyRequests(NOW_SECONDS + 9) });
    const clock = new FastClock(NOW_MS);
    const output = await runSource(new PersistIQ(), "check", { config: fake().config, clock });
    expect(output.of("CONNECTION_STATUS")).toEqual([{ status: "SUCCEEDED" }]);
    expect(clock.sleeps).toEqual([9000]);
    fake().api.inject({ at: at("/v1/users", 1), reply: tooManyRequests(NOW_SECONDS + 30) });
    const read = await runSource(new PersistIQ(), "read", {
      config: fake().config,
      streams: ["users"],
      clock: new FastClock(NOW_MS),
    });
    expect(read.statuses("users")).toContain("RUNNING RATE_LIMITED");
  });

  test.each([
    ["a second to come", 429, `at ${NOW_SECONDS + 20}.`, 20_000],
    ["a second just past", 429, `at ${NOW_SECONDS - 1}.`, 0],
    ["a second far off, by a clock that is wrong", 429, `at ${NOW_SECONDS + 86_400}.`, 60_000],
    ["numbers that are not seconds", 429, "more than 100 requests; request 12345678901234567890", 60_000],
    ["another refusal", 503, `at ${NOW_SECONDS + 20}.`, undefined],
    ["a success", 200, `at ${NOW_SECONDS + 20}.`, undefined],
  ])("%s: %i %s", (_name, status, text, expected) => {
    expect(waitInText({ status, headers: {}, body: Buffer.from(text) }, NOW_MS)).toBe(expected);
  });
});

/** Leads of 150 pages, a record each; returns how long the reading of them was held back. */
async function heldBackMs(): Promise<number> {
  fake().api.inject({
    at: at("/v1/leads"),
    times: 150,
    reply: ({ query }) => {
      const page = Number(query.get("page"));
      return { json: { status: "success", errors: [], has_more: page < 150, leads: [{ id: `l_${page}` }] } };
    },
  });
  const clock = new FastClock(NOW_MS);
  const output = await runSource(new PersistIQ(), "read", { config: fake().config, streams: ["leads"], clock });
  expect(output.counts()).toEqual({ leads: 150 });
  expect(output.status).toBe(0);
  return clock.sleeps.reduce((sum, ms) => sum + ms, 0);
}

describe("the limit", () => {
  test("is 100 requests a minute where replies announce none", async () => {
    announce();
    expect(await heldBackMs()).toBe(60_000);
  });

  test("is a larger one as soon as replies announce it", async () => {
    expect(await heldBackMs()).toBe(0);
  });

  test("is a smaller one likewise", async () => {
    announce(50);
    expect(await heldBackMs()).toBe(120_000);
  });

  test("announced as used up, it holds requests back until the reset that is named with it", async () => {
    const reply = { json: { status: "success", errors: [], has_more: true, tags: [{ id: "tag_1" }] } };
    const headers = { "x-ratelimit-remaining": "0", "x-ratelimit-reset": String(NOW_SECONDS + 23) };
    fake().api.inject({ at: at("/v1/tags", 1), reply: { ...reply, headers } });
    const clock = new FastClock(NOW_MS);
    await runSource(new PersistIQ(), "read", { config: fake().config, streams: ["tags"], clock });
    expect(clock.sleeps).toEqual([23_000]);
  });
});
