import type { Test, TestRunner } from "../test-runner.js";

/** So long may any test of the suite take on a busy machine. */
const BASE_MS = 60_000;

/** Many tests read all streams: so much longer may they take for each. */
const PER_STREAM_MS = 3000;

/** The runner, with limits of time that grow with the number of streams, whatever limit it is configured with. */
export function withTimeLimit(runner: TestRunner, streams: number): TestRunner {
  const limitMs = BASE_MS + streams * PER_STREAM_MS;
  const { afterAll, afterEach, beforeAll, test } = runner;
  const each = (rows: readonly string[]) => (name: string, run: (row: string) => Promise<void>) =>
    test.each(rows)(name, run, limitMs);
  return {
    ...runner,
    afterAll: (run) => afterAll(run, limitMs),
    afterEach: (run) => afterEach(run, limitMs),
    beforeAll: (run) => beforeAll(run, limitMs),
    test: Object.assign((name: string, run: () => Promise<void>) => test(name, run, limitMs), { each }) as Test,
  };
}
