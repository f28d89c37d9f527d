import { beforeAll, describe, expect, test } from "@jest/globals";
import { FaultMatrix, POSITIONS } from "../fault-matrix.js";
import { FAULTS } from "../faults.js";
import { parentsOf } from "../parents.js";
import type { Subject } from "./subject.js";

/**
 * Every fault at the first, a middle or the last page of the longest list, in turn: recovered and complete, or failed and told.
 * `SLUICE_FAULTS=all` tries each at all three, which takes three times as long; the repository's `npm run faults` does so too.
 */
export function matrixTests(subject: Subject): void {
  describe("fault matrix", () => {
    let matrix: FaultMatrix;
    beforeAll(async () => {
      matrix = new FaultMatrix(subject.connector, subject.vendor);
      await matrix.prepare(await victimOf(subject));
    });

    const isWhole = process.env["SLUICE_FAULTS"] === "all";
    const cases = FAULTS.map((fault, index) => {
      const positions = isWhole ? POSITIONS : POSITIONS.slice(index % POSITIONS.length).slice(0, 1);
      return [fault.name, fault, positions] as const;
    });

    test.each(cases)("%s", async (_name, fault, positions) => {
      for (const position of positions) {
        const { problems } = await matrix.run(fault, position);
        expect([position, problems]).toEqual([position, []]);
      }
    });
  });
}

/** The list of most pages that is no parent: a parent's failure is its children's too. Where nothing is paged, the suite's own. */
export async function victimOf({ connector }: Pick<Subject, "connector">): Promise<string> {
  const parents = new Set([...(await parentsOf(connector.create())).values()].flat());
  const [[victim] = [connector.victim.stream]] = Object.entries(connector.paged)
    .filter(([name]) => !parents.has(name))
    .sort(([, one], [, other]) => other - one);
  return victim;
}
