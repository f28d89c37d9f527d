import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Defect } from "./defect.js";
import { connectorDefects } from "./defects-of-connectors.js";
import { coreDefects } from "./defects-of-core.js";
import { discoveryDefects } from "./defects-of-discovery.js";
import { exampleDefects } from "./defects-of-examples.js";
import { faultDefects } from "./defects-of-faults.js";
import { syncDefects } from "./defects-of-sync.js";

/** Every seeded defect. */
export const defects: readonly Defect[] = [
  ...connectorDefects,
  ...coreDefects,
  ...discoveryDefects,
  ...exampleDefects,
  ...faultDefects,
  ...syncDefects,
];

/** The test file that must notice the defect; for a connector's, its whole conformance suite. */
export function testFileOf({ connector, test }: Defect): string {
  return test ?? `connectors/source-${connector}/test/conformance.test.ts`;
}

/** The defects whose test file was moved or removed, such as `a page lost: packages/core/test/gone.test.ts`. */
export function withoutTestFile(root: string, all: readonly Defect[]): readonly string[] {
  return all
    .filter((defect) => !existsSync(join(root, testFileOf(defect))))
    .map((defect) => `${defect.name}: ${testFileOf(defect)}`);
}
