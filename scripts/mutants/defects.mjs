import { existsSync } from "node:fs";
import { join } from "node:path";
import { connectorDefects } from "./defects-of-connectors.mjs";
import { coreDefects } from "./defects-of-core.mjs";
import { discoveryDefects } from "./defects-of-discovery.mjs";
import { exampleDefects } from "./defects-of-examples.mjs";
import { faultDefects } from "./defects-of-faults.mjs";
import { syncDefects } from "./defects-of-sync.mjs";

/** Every seeded defect: its name, its edits, and the connector or the test file that must notice it. */
export const defects = [
  ...connectorDefects,
  ...coreDefects,
  ...discoveryDefects,
  ...exampleDefects,
  ...faultDefects,
  ...syncDefects,
];

/** The test file that must notice the defect; for a connector's, its whole conformance suite. */
export function testFileOf({ connector, test }) {
  return test ?? `connectors/source-${connector}/test/conformance.test.ts`;
}

/** The defects whose test file was moved or removed, such as `a page lost: packages/core/test/gone.test.ts`. */
export function withoutTestFile(root, all) {
  return all
    .filter((defect) => !existsSync(join(root, testFileOf(defect))))
    .map((defect) => `${defect.name}: ${testFileOf(defect)}`);
}
