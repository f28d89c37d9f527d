import { describe, expect, test } from "@jest/globals";
import { FastClock, runSource } from "@sluice/testkit";
import { useFake } from "@sluice/testkit/jest";
import { startVitally, tooMany } from "../fake/index.js";
import { Vitally } from "../src/index.js";

const fake = useFake(startVitally);

/** How long a read of some streams waits in all, in seconds of the clock. */
async function waitOf(streams: string[], config = {}): Promise<number> {
  const clock = new FastClock();
  const output = await runSource(new Vitally(), "read", { config: { ...fake().config, ...config }, streams, clock });
  expect(output.errors()).toEqual([]);
  expect(output.status).toBe(0);
  return clock.sleeps.reduce((sum, ms) => sum + ms, 0) / 1000;
}

describe("the limit of 1000 requests a minute", () => {
  test("a 429 waits the seconds of RateLimit-Reset, where nothing else is said", async () => {
    fake().api.inject({ at: () => true, reply: tooMany(7) });
    const waited = await waitOf(["custom_fields"]);
    expect(waited).toBeGreaterThanOrEqual(7);
    expect(waited).toBeLessThan(10);
  });

  test("Retry-After is heard too, should the vendor send it", async () => {
    fake().api.inject({ at: () => true, reply: tooMany(1, 9) });
    const waited = await waitOf(["custom_fields"]);
    expect(waited).toBeGreaterThanOrEqual(9);
    expect(waited).toBeLessThan(12);
  });

  test("a good reply that says that nothing is left makes the next request wait", async () => {
    const headers = { "RateLimit-Limit": "1000, 1000;window=60", "RateLimit-Remaining": "0", "RateLimit-Reset": "5" };
    const json = { results: [{ id: "a" }], next: "more" };
    fake().api.inject({ at: () => true, reply: { json, headers } });
    fake().api.inject({ at: () => true, reply: { json: { results: [{ id: "b" }], next: null } } });
    const waited = await waitOf(["users"]);
    expect(waited).toBeGreaterThanOrEqual(5);
    expect(waited).toBeLessThan(8);
  });

  test("a read of the whole account does not wait", async () => {
    expect(await waitOf(["*"])).toBe(0);
  });

  test("request 1001 waits for its minute, without a refusal before it", async () => {
    const survey_ids = Array.from({ length: 1001 }, (_, number) => `survey-${number}`);
    fake().api.inject({ at: () => true, reply: { json: { data: [], next: null } }, times: Number.POSITIVE_INFINITY });
    const waited = await waitOf(["survey_responses"], { survey_ids });
    expect(waited).toBeGreaterThanOrEqual(59);
    expect(fake().api.requests).toHaveLength(1001);
  });
});
