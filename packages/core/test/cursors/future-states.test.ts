import { describe, expect, test } from "@jest/globals";
import { ClientSideCursor } from "../../src/cursors/client-side.js";
import { epochSeconds } from "../../src/cursors/time-format.js";
import type { JsonValue } from "../../src/protocol/json.js";
import { DAY_MS, fromStart, STARTED_MS } from "../support/cursor-runs.js";

describe("a state in the future", () => {
  const now = STARTED_MS;
  const cursor = new ClientSideCursor({ field: "updatedAt" });

  test.each<[string, JsonValue, boolean]>([
    ["a time more than a day ahead", { updatedAt: fromStart(DAY_MS + 1) }, true],
    ["a time within the difference of clocks", { updatedAt: fromStart(DAY_MS) }, false],
    ["a time in the past", { updatedAt: fromStart(-1) }, false],
    ["a state without a time", { cursor: 7, token: "x", done: true, more: null }, false],
    [
      "a time of one of many partitions",
      {
        states: [
          { partition: { orgId: 1 }, cursor: { updatedAt: fromStart(-1) } },
          { partition: { orgId: 2 }, cursor: { updatedAt: fromStart(2 * DAY_MS) } },
        ],
      },
      true,
    ],
  ])("recognizes %s", (_what, state, expected) => {
    expect(cursor.isAhead(state, now)).toBe(expected);
  });

  test("recognizes a number by the format of the cursor", () => {
    const numeric = new ClientSideCursor({ field: "updated", fieldAs: epochSeconds });
    expect(numeric.isAhead({ updated: (now + 2 * DAY_MS) / 1000 }, now)).toBe(true);
    expect(numeric.isAhead({ updated: (now - 2 * DAY_MS) / 1000 }, now)).toBe(false);
  });

  test("is looked for in cursors, not partitions that are named by a time", () => {
    const partition = { until: "2099-01-01" };
    const state = (at: string) => ({ states: [{ partition, cursor: { updatedAt: at } }] });
    expect(cursor.isAhead(state("2026-01-01"), STARTED_MS)).toBe(false);
    expect(cursor.isAhead(state("2099-01-01"), STARTED_MS)).toBe(true);
  });
});
