import { describe, expect, test } from "@jest/globals";
import { FastClock } from "@sluice/testkit";
import { Partitions } from "../../src/cursors/partitions.js";
import { StatePace } from "../../src/cursors/state-pace.js";
import type { JsonObject } from "../../src/protocol/json.js";

const SMALL = 4_096;
const LARGE = 40_960; // five seconds' worth, so that the ten seconds count
const HUGE = 819_200; // a hundred seconds' worth

describe("a state", () => {
  test("that is small is due whenever it is asked for, and makes no large one wait", () => {
    const pace = new StatePace();
    expect([1, 2, 3].map(() => pace.isDue(SMALL, 0))).toEqual([true, true, true]);
    expect(pace.isDue(LARGE, 0)).toBe(true);
  });

  test("that is small is due though a large one was just written", () => {
    const pace = new StatePace();
    pace.isDue(LARGE, 0);
    expect(pace.isDue(SMALL, 1)).toBe(true);
  });

  test.each([
    ["large", LARGE, 10_000],
    ["just not small", SMALL + 1, 10_000],
    ["huge", HUGE, 100_000],
  ])("that is %s is due at once, and again when its time has passed", (_what, bytes, pauseMs) => {
    const pace = new StatePace();
    const times = [0, 1, pauseMs - 1, pauseMs, pauseMs + 1, 2 * pauseMs - 1, 2 * pauseMs];
    expect(times.map((ms) => pace.isDue(bytes, ms))).toEqual([true, false, false, true, false, false, true]);
  });

  test("that is not due does not put off the next one", () => {
    const pace = new StatePace();
    pace.isDue(LARGE, 0);
    pace.isDue(HUGE, 9_999);
    expect(pace.isDue(LARGE, 10_000)).toBe(true);
  });
});

describe("a read of 5,000 partitions in five minutes", () => {
  const COUNT = 5_000;
  const cursor = { updatedAt: "2026-02-10T10:00:00.137Z" };
  const partitionOf = (id: number) => ({ organizationId: `08d8f29c-${String(id).padStart(8, "0")}` });
  const saved = {
    use_global_cursor: false,
    states: Array.from({ length: COUNT }, (_, id) => ({ partition: partitionOf(id), cursor })),
  };

  test.each<[string, JsonObject | undefined]>([
    ["that begins with none", undefined],
    ["that goes on from as many", saved],
  ])("%s writes less than 5 MB of states, each of less than 1 MB", async (_what, state) => {
    const clock = new FastClock(0);
    const partitions = new Partitions(state);
    const pace = new StatePace();
    const sizes: number[] = [];
    const writtenAt: number[] = [];
    for (let id = 0; id < COUNT; id++) {
      await clock.sleep(60);
      partitions.open(partitionOf(id));
      partitions.walked(partitionOf(id), cursor);
      if (partitions.isCommon || !pace.isDue(partitions.bytes, clock.now())) continue;
      sizes.push(JSON.stringify(partitions.partial()).length);
      writtenAt.push(clock.now());
    }
    const whole = JSON.stringify(partitions.whole("updatedAt", clock.now())).length;
    expect(whole / COUNT).toBeGreaterThan(115);
    expect(whole / COUNT).toBeLessThan(135);
    expect([...sizes, whole].reduce((sum, size) => sum + size, 0)).toBeLessThan(5_000_000);
    expect(Math.max(...sizes, whole)).toBeLessThan(1_000_000);
    // Not bought with silence: what a read that breaks off has lost is little more than a minute's work.
    const gaps = [...writtenAt, clock.now()].map((ms, index) => ms - (writtenAt[index - 1] ?? 0));
    expect(Math.max(...gaps)).toBeLessThan(90_000);
  });
});
