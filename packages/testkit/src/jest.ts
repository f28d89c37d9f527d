import { afterAll, afterEach, beforeAll, describe, expect, test } from "@jest/globals";
import { type Conformance, conformanceTests, type RequestMatch } from "./conformance.js";
import type { FakeApi } from "./fake-api.js";
import type { TestRunner } from "./test-runner.js";
import { fakeOf } from "./use-fake.js";

export type { Conformance, RequestMatch };

const jest: TestRunner = { afterAll, afterEach, beforeAll, describe, expect, test };

/**
 * The suite that every connector passes: contract, check, a whole read counted, faults, secrets. Await it at the top level of the
 * test file.
 */
export function describeConnector(connector: Conformance): Promise<void> {
  return conformanceTests(connector, jest);
}

/**
 * Starts a fake before the tests of a file or a `describe` block, resets it after each of them, and closes it after the last.
 *
 * @returns the fake, for use within tests.
 */
export function useFake<Fake extends { readonly api: FakeApi }>(start: () => Promise<Fake>): () => Fake {
  return fakeOf(start, jest);
}
