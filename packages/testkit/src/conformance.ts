import { afterAll, afterEach, beforeAll, describe } from "@jest/globals";
import type { Stream } from "@sluice/core";
import { contractTests } from "./conformance/contract.js";
import { coverageTests } from "./conformance/coverage.js";
import { faultTests } from "./conformance/faults.js";
import { incrementalTests } from "./conformance/incremental.js";
import { interruptionTests } from "./conformance/interruption.js";
import { matrixTests } from "./conformance/matrix.js";
import { readTests } from "./conformance/read.js";
import { type Conformance, Subject } from "./conformance/subject.js";
import { discovered } from "./discovered.js";

export type { Conformance };

/**
 * The suite that every connector passes: contract, check, a whole read counted, faults, secrets. Await it at the top level of the
 * test file.
 */
export async function describeConnector(connector: Conformance): Promise<void> {
  const subject = new Subject(connector, await streamsOf(connector));

  describe(`${connector.create().title}: conformance`, () => {
    beforeAll(() => subject.start());
    afterEach(() => void subject.vendor.api.reset());
    afterAll(() => subject.vendor.api.close());

    coverageTests(subject);
    contractTests(subject);
    readTests(subject);
    incrementalTests(subject);
    interruptionTests(subject);
    faultTests(subject);
    matrixTests(subject);
  });
}

/** The tests are named after the streams, so these must be known before the first test runs. */
async function streamsOf({ create, start, settings }: Conformance): Promise<readonly Stream[]> {
  const source = create();
  if (!source.isDynamic) return source.describe(settings);
  const { api, config } = await start();
  try {
    return await discovered(source, { ...config, ...settings });
  } finally {
    await api.close();
  }
}
