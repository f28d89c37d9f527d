import { describe, expect, test } from "@jest/globals";
import { FastClock } from "@sluice/testkit";
import { CheckpointInterval } from "../../src/cursors/checkpoint-interval.js";
import { PartitionStates } from "../../src/cursors/partition-states.js";
import type { JsonObject } from "../../src/protocol/json.js";

const SMALL = 4_096;
const LARGE = 40_960; // takes five seconds at 8 kB/s, so the minimum of ten seconds applies
const HUGE = 819_200; // takes a hundred seconds at 8 kB/s

describe("the checkpoint of a state", () => {
  test("is always due for a small state, and does not delay a large one", () => {
    const pace = new CheckpointInterval();
    expect([1, 2, 3].map(() => pace.isDue(SMALL, 0))).toEqual([true, true, true]);
    expect(pace.isDue(LARGE, 0)).toBe(true);
  });

  test("is due for a small state even right after a large one", () => {
    const pace = new CheckpointInterval();
    pace.isDue(LARGE, 0);
    expect(pace.isDue(SMALL, 1)).toBe(true);
  });

  test.each([
    ["large", LARGE, 10_000],
    ["just not small", SMALL + 1, 10_000],
    ["huge", HUGE, 100_000],
  ])("is due at once, and again after its interval, for a state that is %s", (_what, bytes, pauseMs) => {
    const pace = new CheckpointInterval();
    const times = [0, 1, pauseMs - 1, pauseMs, pauseMs + 1, 2 * pauseMs - 1, 2 * pauseMs];
    expect(times.map((ms) => pace.isDue(bytes, ms))).toEqual([true, false, false, true, false, false, true]);
  });

  test("does not delay the next one if it was not due", () => {
    const pace = new CheckpointInterval();
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
    ["starts without a state", undefined],
    ["resumes from 5,000 states", saved],
  ])("writes less than 5 MB of states, each of less than 1 MB, if it %s", async (_what, state) => {
    const clock = new FastClock(0);
    const partitions = new PartitionStates(state);
    const pace = new CheckpointInterval();
    const sizes: number[] = [];
    const writtenAt: number[] = [];
    for (let id = 0; id < COUNT; id++) {
      await clock.sleep(60);
      partitions.open(partitionOf(id));
      partitions.save(partitionOf(id), cursor);
      if (partitions.isGlobal || !pace.isDue(partitions.bytes, clock.now())) continue;
      sizes.push(JSON.stringify(partitions.partial()).length);
      writtenAt.push(clock.now());
    }
    const whole = JSON.stringify(partitions.final("updatedAt", clock.now())).length;
    expect(whole / COUNT).toBeGreaterThan(115);
    expect(whole / COUNT).toBeLessThan(135);
    expect([...sizes, whole].reduce((sum, size) => sum + size, 0)).toBeLessThan(5_000_000);
    expect(Math.max(...sizes, whole)).toBeLessThan(1_000_000);
    // The states are frequent enough: an interrupted read loses little more than a minute's work.
    const gaps = [...writtenAt, clock.now()].map((ms, index) => ms - (writtenAt[index - 1] ?? 0));
    expect(Math.max(...gaps)).toBeLessThan(90_000);
  });
});
