import { beforeAll, describe, expect, test } from "@jest/globals";
import { FaultMatrix, NOT_APPLICABLE } from "../fault-matrix.js";
import { FAULTS } from "../faults.js";
import { parentsOf } from "../parents.js";
import { positionsOfCase } from "../positions.js";
import type { Conformance, Subject } from "./subject.js";

/**
 * Every fault at the first, a middle or the last page of the longest list, in turn: the read recovers and is complete, or it fails
 * with an error. `SLUICE_FAULTS=all` tries each fault at all three pages; `npm run faults` does so too.
 */
export function matrixTests(subject: Subject): void {
  describe("fault matrix", () => {
    let matrix: FaultMatrix;
    beforeAll(async () => {
      matrix = new FaultMatrix(subject.connector, subject.vendor);
      await matrix.prepare(await victimOf(subject));
    });

    const cases = FAULTS.map((fault, index) => [fault.name, fault, positionsOfCase(index)] as const);

    test.each(cases)("%s", async (_name, fault, positions) => {
      for (const position of positions) {
        const { outcome, problems } = await matrix.run(fault, position);
        expect({ position, problems }).toEqual({ position, problems: [] });
        expect(listingProblem(subject.connector, fault.name, outcome)).toBe("");
      }
    });
  });
}

/** A fault that cannot occur is listed by the connector's author, and only such a fault is; "" if that is so. */
export function listingProblem(
  { notApplicable = [] }: Pick<Conformance, "notApplicable">,
  fault: string,
  outcome: string,
): string {
  const isListed = notApplicable.includes(fault);
  if (outcome.startsWith(NOT_APPLICABLE) && !isListed) {
    return `${outcome}. If the API has no such thing, add "${fault}" to notApplicable in the conformance test.`;
  }
  return isListed && !outcome.startsWith(NOT_APPLICABLE)
    ? `The fault can occur (${outcome}). Remove "${fault}" from notApplicable in the conformance test.`
    : "";
}

/** The stream of most pages that is not a parent, because children of a failed parent fail too. Without paged streams, the suite's victim. */
export async function victimOf({ connector, streams }: Pick<Subject, "connector" | "streams">): Promise<string> {
  const parents = new Set([...(await parentsOf(streams)).values()].flat());
  const [[victim] = [connector.victim.stream]] = Object.entries(connector.paged)
    .filter(([name]) => !parents.has(name))
    .sort(([, one], [, other]) => other - one);
  return victim;
}
