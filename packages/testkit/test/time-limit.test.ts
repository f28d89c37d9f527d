import { afterAll, afterEach, beforeAll, describe, expect, test } from "@jest/globals";
import { withTimeLimit } from "../src/conformance/time-limit.js";
import type { Test, TestRunner } from "../src/test-runner.js";

/** A runner that only notes the limits it is given. */
function recorder(): { readonly runner: TestRunner; readonly limits: (number | undefined)[] } {
  const limits: (number | undefined)[] = [];
  const hook = (_run: () => void, limitMs?: number) => void limits.push(limitMs);
  const one = (_name: string, _run: () => void, limitMs?: number) => void limits.push(limitMs);
  const own = { test: Object.assign(one, { each: () => one }) as unknown as Test };
  return {
    runner: {
      afterAll: hook,
      afterEach: hook,
      beforeAll: hook,
      describe,
      expect: expect as TestRunner["expect"],
      ...own,
    },
    limits,
  };
}

test("gives hooks and tests more time for more streams", () => {
  const limitsFor = (streams: number) => {
    const { limits, runner } = recorder();
    const limited = withTimeLimit(runner, streams);
    for (const hook of [limited.beforeAll, limited.afterEach, limited.afterAll]) hook(() => undefined);
    limited.test("a test", () => undefined);
    limited.test.each(["a row"])("%s", () => undefined);
    return limits;
  };
  expect(limitsFor(1)).toEqual(Array(5).fill(63_000));
  expect(limitsFor(100)).toEqual(Array(5).fill(360_000));
});

const limited = withTimeLimit({ afterAll, afterEach, beforeAll, describe, expect, test }, 1);

limited.test.each([
  ["a", 1],
  ["b", 2],
] as [string, number][])("passes the values of a row on: %s, %i", (letter, number) => {
  expect("ab"[number - 1]).toBe(letter);
});
