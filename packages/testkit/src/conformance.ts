import type { Stream } from "@sluice/core";
import { fetchesTokens } from "./concerns.js";
import { contractTests } from "./conformance/contract.js";
import { coverageTests } from "./conformance/coverage.js";
import { faultTests } from "./conformance/faults.js";
import { incrementalTests } from "./conformance/incremental.js";
import { interruptionTests } from "./conformance/interruption.js";
import { matrixTests, victimOf } from "./conformance/matrix.js";
import { readTests } from "./conformance/read.js";
import { type Conformance, type RequestMatch, Subject } from "./conformance/subject.js";
import { withTimeLimit } from "./conformance/time-limit.js";
import { discovered } from "./discovered.js";
import type { TestRunner } from "./test-runner.js";

export type { Conformance, RequestMatch };

/** The implementation of `describeConnector`, for a test runner. */
export async function conformanceTests(connector: Conformance, given: TestRunner): Promise<void> {
  const { streams, usesTokens } = await factsOf(connector);
  const runner = withTimeLimit(given, streams.length);
  const { afterAll, afterEach, beforeAll, describe } = runner;
  const subject = new Subject(connector, streams, usesTokens);
  const victim = await victimOf(subject);

  describe(`${connector.create().title}: conformance`, () => {
    beforeAll(() => subject.start());
    afterEach(() => void subject.vendor.api.reset());
    afterAll(() => subject.vendor.api.close());

    coverageTests(subject, runner);
    contractTests(subject, runner);
    readTests(subject, runner);
    incrementalTests(subject, runner);
    interruptionTests(subject, runner);
    faultTests(subject, runner);
    matrixTests(subject, victim, runner);
  });
}

interface Facts {
  readonly streams: readonly Stream[];
  readonly usesTokens: boolean;
}

/** The tests are named after the streams and their faults, so these must be known before the first test runs. */
async function factsOf({ create, start, settings }: Conformance): Promise<Facts> {
  const source = create();
  const { api, config: own } = await start();
  const config = { ...own, ...settings };
  try {
    const streams = source.isDynamic ? await discovered(source, config) : source.describe(settings);
    return { streams, usesTokens: fetchesTokens(source, { config }) };
  } finally {
    await api.close();
  }
}
