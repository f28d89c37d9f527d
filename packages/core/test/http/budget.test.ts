import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { FakeApi, FastClock } from "@sluice/testkit";
import { remainingRequests, wholeNumber } from "../../src/http/budget.js";
import { Throttle } from "../../src/http/throttle.js";
import { clientOf } from "../support/client.js";

describe("the announced budget", () => {
  test.each([
    [{ "ratelimit-remaining": "7" }, 7],
    [{ "x-ratelimit-remaining": "0" }, 0],
    [{ "x-rate-limit-remaining": "499" }, 499],
    [{ "x-ratelimit-remaining": "many" }, undefined],
    [{}, undefined],
  ])("%j leaves %p", (headers, remaining) => {
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
  ])("of %p reads %p", (value, number) => {
    expect(wholeNumber(value)).toBe(number);
  });
});

describe("a throttle that is told of the budget", () => {
  const START_MS = Date.parse("2026-02-01T10:00:00Z");
  let clock: FastClock;
  beforeEach(() => {
    clock = new FastClock(START_MS);
  });
  const send = async (throttle: Throttle, requests: number) => {
    for (let sent = 0; sent < requests; sent++) {
      await throttle.run(
        async () => undefined,
        new AbortController().signal,
        () => undefined,
      );
    }
    return clock.now() - START_MS;
  };

  test("uses a larger limit that its header announces, and a smaller one too", async () => {
    const throttle = new Throttle(
      { concurrency: 1, requestsPerMinute: 2, perMinuteHeader: "x-ratelimit-limit" },
      clock,
    );
    throttle.learn({ "x-ratelimit-limit": "10" });
    expect(await send(throttle, 10)).toBe(0);
    throttle.learn({ "x-ratelimit-limit": "1" });
    expect(await send(throttle, 1)).toBe(60_000);
  });

  test.each(["0", "lots", ""])("keeps its limit where the header says %p", async (value) => {
    const throttle = new Throttle(
      { concurrency: 1, requestsPerMinute: 2, perMinuteHeader: "x-ratelimit-limit" },
      clock,
    );
    throttle.learn({ "x-ratelimit-limit": value });
    expect(await send(throttle, 3)).toBe(60_000);
  });

  test("does not take another header for a limit a minute", async () => {
    const throttle = new Throttle({ concurrency: 1, requestsPerMinute: 2 }, clock);
    throttle.learn({ "x-ratelimit-limit": "5000" });
    expect(await send(throttle, 3)).toBe(60_000);
  });

  test("waits for the reset when nothing is left", async () => {
    const throttle = new Throttle({ concurrency: 1, requestsPerMinute: 100 }, clock);
    throttle.learn({ "x-ratelimit-remaining": "0", "x-ratelimit-reset": "30" });
    expect(await send(throttle, 1)).toBe(30_000);
  });

  test.each([
    [{ "x-ratelimit-remaining": "1", "x-ratelimit-reset": "30" }],
    [{ "x-ratelimit-remaining": "0" }],
    [{ "x-ratelimit-reset": "30" }],
  ])("goes on after %j", async (headers) => {
    const throttle = new Throttle({ concurrency: 1, requestsPerMinute: 100 }, clock);
    throttle.learn(headers);
    expect(await send(throttle, 1)).toBe(0);
  });

  test("does not let a server park it: a reset far away is waited for half an hour at most", async () => {
    const throttle = new Throttle({ concurrency: 1, requestsPerMinute: 100 }, clock);
    throttle.learn({ "ratelimit-remaining": "0", "ratelimit-reset": "999999" });
    expect(await send(throttle, 1)).toBe(1_800_000);
  });
});

describe("a client whose vendor says elsewhere how long to wait", () => {
  let api: FakeApi;
  beforeEach(async () => {
    api = await FakeApi.start();
    api.get("/tags", () => ({ json: [] }));
  });
  afterEach(() => api.close());

  test("obeys the source's own reading of a 429 before the headers", async () => {
    api.inject({ at: () => true, reply: { status: 429, headers: { "retry-after": "1" }, text: "wait 42" } });
    const waitHint = ({ body }: { readonly body: Buffer }) => Number(/\d+/.exec(body.toString("utf8"))?.[0]) * 1000;
    const { client, clock } = clientOf(api.url, { waitHint });
    const startMs = clock.now();
    await client.send(client.request("tags"), "tags");
    expect(clock.now() - startMs).toBe(42_000);
  });

  test("pauses when a reply says that nothing is left", async () => {
    api.everyReply(() => ({ "x-ratelimit-remaining": "0", "x-ratelimit-reset": "5" }));
    const { client, clock, observer } = clientOf(api.url);
    const startMs = clock.now();
    await client.send(client.request("tags"), "tags");
    await client.send(client.request("tags"), "tags");
    expect(clock.now() - startMs).toBe(5000);
    expect(observer.waits).toEqual([expect.objectContaining({ delayMs: 5000, reason: "rate limit" })]);
  });
});
