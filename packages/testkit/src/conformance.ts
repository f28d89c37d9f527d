import { afterAll, afterEach, beforeAll, describe } from "@jest/globals";
import { contractTests } from "./conformance/contract.js";
import { coverageTests } from "./conformance/coverage.js";
import { faultTests } from "./conformance/faults.js";
import { incrementalTests } from "./conformance/incremental.js";
import { interruptionTests } from "./conformance/interruption.js";
import { matrixTests } from "./conformance/matrix.js";
import { readTests } from "./conformance/read.js";
import { type Conformance, Subject } from "./conformance/subject.js";

export type { Conformance };

/** The suite that every connector passes: contract, check, a whole read counted, faults, secrets. */
export function describeConnector(connector: Conformance): void {
  const subject = new Subject(connector);

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
