import { describe, expect, test } from "@jest/globals";
import { type FakeRequest, FastClock, runSource } from "@sluice/testkit";
import { useFake } from "@sluice/testkit/jest";
import { startHellobaton } from "../fake/index.js";
import { throttled } from "../fake/replies.js";
import { Hellobaton } from "../src/index.js";

const fake = useFake(startHellobaton);

const ROWS = 1100;
const MINUTE_MS = 60_000;

describe("1000 requests a minute", () => {
  test("are not exceeded in any minute, however fast the pages come", async () => {
    const clock = new FastClock();
    const sentMs: number[] = [];
    const onePerPage = ({ query }: FakeRequest) => {
      sentMs.push(clock.now());
      const id = Number(query.get("page"));
      const next = id < ROWS ? `${fake().config.base_url}/api/tasks/?page=${id + 1}` : null;
      return { json: { count: ROWS, next, previous: null, results: [{ id }] } };
    };
    fake().api.inject({ at: fake().at("tasks"), reply: onePerPage, times: Number.POSITIVE_INFINITY });
    const output = await runSource(new Hellobaton(), "read", { config: fake().config, streams: ["tasks"], clock });
    expect(output.counts()).toEqual({ tasks: ROWS });
    const busiest = sentMs.map((fromMs) => sentMs.filter((ms) => ms >= fromMs && ms < fromMs + MINUTE_MS).length);
    expect(Math.max(...busiest)).toBeLessThanOrEqual(1000);
    // No minute goes to waste. What is under way when this clock is moved comes in behind the move: at most sixteen.
    expect(Math.max(...busiest)).toBeGreaterThanOrEqual(1000 - 16);
  });

  test("a 429 pauses for as long as Retry-After says, and all rows come", async () => {
    const clock = new FastClock();
    fake().api.inject({ at: fake().at("tasks", 3), reply: throttled(17) });
    const output = await runSource(new Hellobaton(), "read", { config: fake().config, streams: ["tasks"], clock });
    expect(output.records("tasks")).toEqual(fake().expected.get("tasks"));
    expect(clock.sleeps.reduce((sum, ms) => sum + ms, 0)).toBeGreaterThanOrEqual(17_000);
  });
});
