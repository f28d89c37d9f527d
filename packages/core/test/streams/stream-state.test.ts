/** States that depend on many slices or on a connector's own cursor. */
import { describe, expect, test } from "@jest/globals";
import { FastClock } from "@sluice/testkit";
import { Cursor, type CursorRun } from "../../src/cursors/cursor.js";
import { DescendingCursor } from "../../src/cursors/descending.js";
import { ResumableFullRefresh } from "../../src/cursors/full-refresh.js";
import { ROOT } from "../../src/streams/stream.js";
import { StreamState } from "../../src/streams/stream-state.js";
import { day } from "../support/changes.js";

const cursor = new DescendingCursor({ field: "updatedAt" });
const start = Date.parse("2026-03-01T12:00:00Z");

/**
 * Reads so many slices, each with one record of February 1; returns the states in mid-read. The last slice
 * takes a thousand seconds, so that the checkpoint interval does not suppress its state.
 */
async function readSlices(state: StreamState, count: number, clock: FastClock) {
  const states = [];
  for (let orgId = 1; orgId <= count; orgId++) {
    const slice = state.open({ orgId });
    await clock.sleep(orgId === count ? 1_000_000 : 100);
    slice?.run.accept?.({ id: orgId, updatedAt: day(1) });
    slice?.pageRead(undefined);
    slice?.listRead();
    states.push(state.checkpoint());
  }
  return states;
}

describe("the state of an incremental read with many slices", () => {
  const read = async (count: number) => {
    const clock = new FastClock(start);
    const progress = new StreamState({ cursor, saved: undefined, isPartitioned: true, clock });
    const states = await readSlices(progress, count, clock);
    return { states, end: progress.final() };
  };

  test("is a global cursor at the end, with the duration of the read as its lookback window", async () => {
    const { states, end } = await read(5_001);
    expect(end).toEqual({
      use_global_cursor: true,
      state: { updatedAt: "2026-02-01T00:00:00.000Z" },
      lookback_window: 1_500,
    });
    expect(states.at(-1)).toBeUndefined();
  });

  test("has a cursor for each slice up to the limit", async () => {
    const { end } = await read(5_000);
    expect(end).toMatchObject({ use_global_cursor: false });
  });
});

describe("the state of a full refresh with many slices", () => {
  test("is not saved above the limit, and says at the end that the read is complete", async () => {
    const clock = new FastClock(start);
    const progress = new StreamState({
      cursor: new ResumableFullRefresh(undefined),
      saved: undefined,
      isPartitioned: true,
      clock,
    });
    const states = await readSlices(progress, 5_001, clock);
    expect(states[0]).toMatchObject({ use_global_cursor: false });
    expect(states.at(-1)).toBeUndefined();
    expect(progress.final()).toEqual({ __ab_full_refresh_sync_complete: true });
  });
});

describe("a cursor without a new state", () => {
  class Silent extends Cursor {
    readonly field = undefined;
    readonly summary = "by nothing";

    canResume() {
      return true;
    }

    start(): CursorRun {
      return { changes: [{}], accept: () => true, nextState: () => undefined };
    }
  }
  const saved = { anything: 7 };

  test("keeps the saved state of a list", () => {
    const progress = new StreamState({
      cursor: new Silent(),
      saved,
      isPartitioned: false,
      clock: new FastClock(start),
    });
    progress.open(ROOT)?.listRead();
    expect(progress.checkpoint()).toEqual(saved);
    expect(progress.final()).toEqual(saved);
  });

  test("keeps the saved state of a slice", () => {
    const state = { use_global_cursor: false, states: [{ partition: { orgId: 1, parent_slice: {} }, cursor: saved }] };
    const progress = new StreamState({
      cursor: new Silent(),
      saved: state,
      isPartitioned: true,
      clock: new FastClock(start),
    });
    progress.open({ orgId: 1 })?.listRead();
    expect(progress.checkpoint()).toEqual(state);
    expect(progress.final()).toEqual(state);
  });
});
