import { describe, expect, test } from "@jest/globals";
import { evenly, requestAt } from "../src/positions.js";

describe("the selection of cases", () => {
  test.each([
    [[1, 2, 3], 6, [1, 2, 3]],
    [[1, 2, 3, 4], 3, [1, 3, 4]],
    [[1, 2, 3, 4, 5, 6, 7, 8, 9], 3, [1, 5, 9]],
    [[1, 2, 3, 4, 5, 6, 7, 8, 9], 2, [1, 9]],
    [[], 6, []],
  ])("takes from %j at most %i items, with both ends: %j", (items, max, chosen) => {
    expect(evenly(items, max)).toEqual(chosen);
  });

  test.each([
    [1, [0, 0, 0]],
    [2, [0, 1, 1]],
    [25, [0, 12, 24]],
  ])("finds the first, the middle and the last of %i requests", (requests, indexes) => {
    expect([requestAt("first", requests), requestAt("middle", requests), requestAt("last", requests)]).toEqual(indexes);
  });
});
