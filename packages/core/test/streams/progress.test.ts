/** How far reads have come, where that shows only with many slices or with a cursor of a connector's own. */
import { describe, expect, test } from "@jest/globals";
import { FastClock } from "@sluice/testkit";
import { Cursor, type Pass } from "../../src/cursors/cursor.js";
import { NewestFirst } from "../../src/cursors/newest-first.js";
import { PagePosition } from "../../src/cursors/page-position.js";
import { Resumable } from "../../src/streams/full-refresh.js";
import { CursorPerSlice, SingleCursor } from "../../src/streams/incremental.js";
import type { Progress } from "../../src/streams/progress.js";
import { ROOT } from "../../src/streams/slice.js";
import { day } from "../support/changes.js";

const cursor = new NewestFirst("updatedAt");
const start = Date.parse("2026-03-01T12:00:00Z");

/**
 * Reads so many slices, each with one record of the first of February; returns the states that came in mid-read. The last
 * slice takes a thousand seconds, so that it is not the pace of states that keeps back the last one.
 */
async function readSlices(progress: Progress, count: number, clock: FastClock) {
  const states = [];
  for (let orgId = 1; orgId <= count; orgId++) {
    const part = progress.open({ orgId });
    await clock.sleep(orgId === count ? 1_000_000 : 100);
    part?.take?.({ id: orgId, updatedAt: day(1) });
    part?.page?.(undefined);
    part?.walked();
    states.push(progress.state());
  }
  return states;
}

describe("an incremental read of more slices than have a state each", () => {
  const read = async (count: number) => {
    const clock = new FastClock(start);
    const progress = new CursorPerSlice(cursor, undefined, clock);
    const states = await readSlices(progress, count, clock);
    return { states, end: progress.end() };
  };

  test("ends with one for all, whose window is the time that the read took", async () => {
    const { states, end } = await read(5_001);
    expect(end).toEqual({
      use_global_cursor: true,
      state: { updatedAt: "2026-02-01T00:00:00.000Z" },
      lookback_window: 1_500,
    });
    expect(states.at(-1)).toBeUndefined();
  });

  test("has one for each, if there is none more", async () => {
    const { end } = await read(5_000);
    expect(end).toMatchObject({ use_global_cursor: false });
  });
});

describe("a full refresh of more slices than have a state each", () => {
  test("leaves none once there are too many, and at its end that all was read", async () => {
    const clock = new FastClock(start);
    const progress = new Resumable(new PagePosition(undefined), { cursor, saved: undefined, clock });
    const states = await readSlices(progress, 5_001, clock);
    expect(states[0]).toMatchObject({ use_global_cursor: false });
    expect([states.at(-1), progress.end()]).toEqual([undefined, { __ab_full_refresh_sync_complete: true }]);
  });
});

describe("a cursor that has nothing to save after a pass", () => {
  class Silent extends Cursor {
    readonly field = undefined;
    readonly summary = "by nothing";

    understands() {
      return true;
    }

    pass(): Pass {
      return { queries: [{}], take: () => true, walked: () => undefined };
    }
  }
  const saved = { anything: 7 };

  test("keeps what was saved of a list", () => {
    const progress = new SingleCursor(new Silent(), saved, new FastClock(start));
    progress.open(ROOT).walked();
    expect([progress.state(), progress.end()]).toEqual([saved, saved]);
  });

  test("keeps what was saved of a slice", () => {
    const state = { use_global_cursor: false, states: [{ partition: { orgId: 1, parent_slice: {} }, cursor: saved }] };
    const progress = new CursorPerSlice(new Silent(), state, new FastClock(start));
    progress.open({ orgId: 1 }).walked();
    expect([progress.state(), progress.end()]).toEqual([state, state]);
  });
});
