import { describe, expect, test } from "@jest/globals";
import { ParentCursor } from "../../src/cursors/parent.js";
import { fromStart, INVALID_TIMES, runCursorOnList, STARTED } from "../support/cursor-runs.js";

const cursor = new ParentCursor({ field: "parentUpdatedAt", parents: "parent" });
const saved = { parentUpdatedAt: "2026-02-10T00:00:00Z" };
const slice = (parentUpdatedAt: unknown) => ({ parentId: 1, parentUpdatedAt: parentUpdatedAt as string });

describe("ParentCursor", () => {
  test("accepts all records, whatever times they have", () => {
    const children = [{ id: 1 }, { id: 2, parentUpdatedAt: "2026-01-01T00:00:00Z" }];
    const read = runCursorOnList(cursor, children, { saved, slice: slice("2026-02-11T00:00:00Z") });
    expect(read.queries).toEqual([{}]);
    expect(read.accepted).toEqual(children);
  });

  test.each([
    ["later than the saved one", "2026-02-11T00:00:00Z", { parentUpdatedAt: "2026-02-11T00:00:00Z" }],
    ["the saved one in another format", "2026-02-10T01:00:00+01:00", saved],
    ["earlier than the saved one, as after a lookback", "2026-02-09T23:59:30Z", saved],
    ["later, though its text is not", "2026-02-09T23:00:00-05:00", { parentUpdatedAt: "2026-02-09T23:00:00-05:00" }],
    ["after the start of the run", fromStart(1), { parentUpdatedAt: STARTED }],
  ])("saves the parent's time if it is %s", (_what, time, expected) => {
    expect(runCursorOnList(cursor, [], { saved, slice: slice(time) }).state).toEqual(expected);
  });

  test("takes the state from the slice and never from a record", () => {
    const read = runCursorOnList(cursor, [{ parentUpdatedAt: "2026-02-28T00:00:00Z" }], {
      saved,
      slice: slice("2026-02-11T00:00:00Z"),
    });
    expect(read.state).toEqual({ parentUpdatedAt: "2026-02-11T00:00:00Z" });
  });

  test("saves a state even if none was saved", () => {
    expect(runCursorOnList(cursor, [], { slice: slice("2026-02-11T00:00:00Z") }).state).toEqual({
      parentUpdatedAt: "2026-02-11T00:00:00Z",
    });
  });

  test.each(INVALID_TIMES)(
    "accepts the records without a change of the state if the parent's time is %s",
    (_what, value) => {
      const read = runCursorOnList(cursor, [{ id: 1 }], { saved, slice: slice(value) });
      expect(read.accepted).toEqual([{ id: 1 }]);
      expect(read.state).toEqual(saved);
      expect(runCursorOnList(cursor, [], { slice: slice(value) }).state).toBeUndefined();
    },
  );
});

test("ParentCursor has one state for all slices, and its summary names the parents", () => {
  expect(cursor.isStreamWide).toBe(true);
  expect(cursor.field).toBe("parentUpdatedAt");
  expect(cursor.summary).toContain("each parent that changed");
});
