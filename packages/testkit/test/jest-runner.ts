import { afterAll, afterEach, beforeAll, describe, expect, test } from "@jest/globals";
import type { TestRunner } from "../src/test-runner.js";

/** For parts of the conformance suite that a test uses by themselves. */
export const jestRunner: TestRunner = { afterAll, afterEach, beforeAll, describe, expect, test };
