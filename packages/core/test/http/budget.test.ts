import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { FakeApi, FastClock } from "@sluice/testkit";
import { remainingRequests, wholeNumber } from "../../src/http/budget.js";
import { when } from "../../src/http/error-rule.js";
import { RateLimiter } from "../../src/http/rate-limiter.js";
import type { HttpResponse } from "../../src/http/response.js";
import { clientOf } from "../support/client.js";

describe("remainingRequests", () => {
  test.each([
    [{ "ratelimit-remaining": "7" }, 7],
    [{ "x-ratelimit-remaining": "0" }, 0],
    [{ "x-rate-limit-remaining": "499" }, 499],
    [{ "x-ratelimit-remaining": "many" }, undefined],
    [{}, undefined],
  ])("reads %j as %p", (headers, remaining) => {
    expect(remainingRequests(headers)).toBe(remaining);
  });

  test.each([
    ["100", 100],
    [" 100, 100;w=60", 100],
    ["1m", undefined],
    ["-5", undefined],
    ["1e9", undefined],
    ["", undefined],
    [undefined, undefined],
  ])("reads the header value %p as %p", (value, number) => {
    expect(wholeNumber(value)).toBe(number);
  });
});

describe("RateLimiter.observe", () => {
  const START_MS = Date.parse("2026-02-01T10:00:00Z");
  let clock: FastClock;
  beforeEach(() => {
    clock = new FastClock(START_MS);
  });
  const send = async (limiter: RateLimiter, requests: number) => {
    for (let sent = 0; sent < requests; sent++) {
      await limiter.run(
        async () => undefined,
        new AbortController().signal,
        () => undefined,
      );
    }
    return clock.now() - START_MS;
  };

  test("uses the announced limit, larger or smaller", async () => {
    const limiter = new RateLimiter(
      { concurrency: 1, requestsPerMinute: 2, perMinuteHeader: "x-ratelimit-limit" },
      clock,
    );
    limiter.observe({ "x-ratelimit-limit": "10" });
    expect(await send(limiter, 10)).toBe(0);
    limiter.observe({ "x-ratelimit-limit": "1" });
    expect(await send(limiter, 1)).toBe(60_000);
  });

  test.each(["0", "lots", ""])("keeps the limit if the header is %p", async (value) => {
    const limiter = new RateLimiter(
      { concurrency: 1, requestsPerMinute: 2, perMinuteHeader: "x-ratelimit-limit" },
      clock,
    );
    limiter.observe({ "x-ratelimit-limit": value });
    expect(await send(limiter, 3)).toBe(60_000);
  });

  test("does not read another header as a limit per minute", async () => {
    const limiter = new RateLimiter({ concurrency: 1, requestsPerMinute: 2 }, clock);
    limiter.observe({ "x-ratelimit-limit": "5000" });
    expect(await send(limiter, 3)).toBe(60_000);
  });

  test("waits for the reset if no requests are left", async () => {
    const limiter = new RateLimiter({ concurrency: 1, requestsPerMinute: 100 }, clock);
    limiter.observe({ "x-ratelimit-remaining": "0", "x-ratelimit-reset": "30" });
    expect(await send(limiter, 1)).toBe(30_000);
  });

  test.each([
    [{ "x-ratelimit-remaining": "1", "x-ratelimit-reset": "30" }],
    [{ "x-ratelimit-remaining": "0" }],
    [{ "x-ratelimit-reset": "30" }],
  ])("does not wait after %j", async (headers) => {
    const limiter = new RateLimiter({ concurrency: 1, requestsPerMinute: 100 }, clock);
    limiter.observe(headers);
    expect(await send(limiter, 1)).toBe(0);
  });

  test("waits for half an hour at most if the reset is far away", async () => {
    const limiter = new RateLimiter({ concurrency: 1, requestsPerMinute: 100 }, clock);
    limiter.observe({ "ratelimit-remaining": "0", "ratelimit-reset": "999999" });
    expect(await send(limiter, 1)).toBe(1_800_000);
  });
});

describe("a client whose replies say how long to wait", () => {
  let api: FakeApi;
  beforeEach(async () => {
    api = await FakeApi.start();
    api.get("/tags", () => ({ json: [] }));
  });
  afterEach(() => api.close());

  test("prefers the wait that a rule reads in a 429 to the headers", async () => {
    api.inject({ at: () => true, reply: { status: 429, headers: { "retry-after": "1" }, text: "wait 42" } });
    const afterMs = ({ body }: HttpResponse) => Number(/\d+/.exec(body.toString("utf8"))?.[0]) * 1000;
    const { client, clock } = clientOf(api.url, { errors: [when({ status: 429 }).rateLimit({ afterMs })] });
    const startMs = clock.now();
    await client.send(client.request("tags"), "tags");
    expect(clock.now() - startMs).toBe(42_000);
  });

  test("pauses if a response says that no requests are left", async () => {
    api.everyReply(() => ({ "x-ratelimit-remaining": "0", "x-ratelimit-reset": "5" }));
    const { client, clock, observer } = clientOf(api.url);
    const startMs = clock.now();
    await client.send(client.request("tags"), "tags");
    await client.send(client.request("tags"), "tags");
    expect(clock.now() - startMs).toBe(5000);
    expect(observer.waits).toEqual([expect.objectContaining({ delayMs: 5000, reason: "rate limit" })]);
  });
});
