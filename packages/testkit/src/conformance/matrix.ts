import { beforeAll, describe, expect, test } from "@jest/globals";
import { FaultMatrix, POSITIONS } from "../fault-matrix.js";
import { FAULTS } from "../faults.js";
import { parentsOf } from "../parents.js";
import type { Subject } from "./subject.js";

/** Every fault at the first, a middle and the last page of the longest list: recovered and complete, or failed and told. */
export function matrixTests(subject: Subject): void {
  describe("fault matrix", () => {
    let matrix: FaultMatrix;
    beforeAll(async () => {
      matrix = new FaultMatrix(subject.connector, subject.vendor);
      await matrix.prepare(await victimOf(subject));
    });

    test.each(FAULTS.map((fault) => [fault.name, fault] as const))("%s", async (_name, fault) => {
      for (const position of POSITIONS) {
        const { problems } = await matrix.run(fault, position);
        expect([position, problems]).toEqual([position, []]);
      }
    });
  });
}

/** The list of most pages that is no parent: a parent's failure is its children's too. */
export async function victimOf({ connector }: Pick<Subject, "connector">): Promise<string> {
  const parents = new Set([...(await parentsOf(connector.create())).values()].flat());
  const [[victim] = [""]] = Object.entries(connector.paged)
    .filter(([name]) => !parents.has(name))
    .sort(([, one], [, other]) => other - one);
  return victim;
}
