import { describe, expect, test } from "@jest/globals";
import { SliceOrder } from "../../src/cursors/slice-order.js";
import { fromStart, passList, STARTED, UNREADABLE } from "../support/passes.js";

const cursor = new SliceOrder("parentUpdatedAt", "parent");
const saved = { parentUpdatedAt: "2026-02-10T00:00:00Z" };
const slice = (parentUpdatedAt: unknown) => ({ parentId: 1, parentUpdatedAt: parentUpdatedAt as string });

describe("children that are read again when their parent changes", () => {
  test("are all emitted, whatever times they carry themselves", () => {
    const children = [{ id: 1 }, { id: 2, parentUpdatedAt: "2026-01-01T00:00:00Z" }];
    const read = passList(cursor, children, { saved, slice: slice("2026-02-11T00:00:00Z") });
    expect([read.queries, read.emitted]).toEqual([[{}], children]);
  });

  test.each([
    ["later than the saved one", "2026-02-11T00:00:00Z", { parentUpdatedAt: "2026-02-11T00:00:00Z" }],
    ["the saved one, in other words", "2026-02-10T01:00:00+01:00", saved],
    ["earlier than the saved one, as after a look back", "2026-02-09T23:59:30Z", saved],
    ["later, though its text is not", "2026-02-09T23:00:00-05:00", { parentUpdatedAt: "2026-02-09T23:00:00-05:00" }],
    ["after the start of the run", fromStart(1), { parentUpdatedAt: STARTED }],
  ])("leave a state that covers their parent's time where it is %s", (_what, time, expected) => {
    expect(passList(cursor, [], { saved, slice: slice(time) }).state).toEqual(expected);
  });

  test("take the state from the slice and never from a record", () => {
    const read = passList(cursor, [{ parentUpdatedAt: "2026-02-28T00:00:00Z" }], {
      saved,
      slice: slice("2026-02-11T00:00:00Z"),
    });
    expect(read.state).toEqual({ parentUpdatedAt: "2026-02-11T00:00:00Z" });
  });

  test("without a saved state begin one", () => {
    expect(passList(cursor, [], { slice: slice("2026-02-11T00:00:00Z") }).state).toEqual({
      parentUpdatedAt: "2026-02-11T00:00:00Z",
    });
  });

  test.each(UNREADABLE)("are read, and do not move the state, where their parent's time is %s", (_what, value) => {
    const read = passList(cursor, [{ id: 1 }], { saved, slice: slice(value) });
    expect([read.emitted, read.state]).toEqual([[{ id: 1 }], saved]);
    expect(passList(cursor, [], { slice: slice(value) }).state).toBeUndefined();
  });
});

test("one state serves all slices, and people are told whose children are read", () => {
  expect([cursor.isStreamWide, cursor.field]).toEqual([true, "parentUpdatedAt"]);
  expect(cursor.summary).toContain("each parent that changed");
});
