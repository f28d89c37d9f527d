import { bodiesOf, concernsOf } from "../concerns.js";
import type { FaultCase } from "../fault-case.js";
import { FaultMatrix, NOT_APPLICABLE } from "../fault-matrix.js";
import { FAULTS } from "../faults.js";
import { parentsOf } from "../parents.js";
import { type Position, positionsOfCase } from "../positions.js";
import type { TestRunner } from "../test-runner.js";
import type { Conformance, Subject } from "./subject.js";

/**
 * Every fault that a stream can have, at the first, a middle or the last page of the longest list, in turn: the read recovers and is
 * complete, or it fails with an error. Of streams whose bodies are read in another way, one for each way has the faults of bodies
 * and of its own kind. `SLUICE_FAULTS=all` tries each fault at all three pages; `npm run test:faults` does so too.
 */
export function matrixTests(subject: Subject, main: string, runner: TestRunner): void {
  const { beforeAll, describe, expect, test } = runner;
  const tried = triedOf(subject, main);

  test("lists faults under notApplicable only if they are tried", () => {
    const names = tried.flatMap(({ faults }) => faults.map(([name]) => name));
    expect((subject.connector.notApplicable ?? []).filter((name) => !names.includes(name))).toEqual([]);
  });

  for (const { victim, faults } of tried) {
    describe(victim === main ? "fault matrix" : `fault matrix of ${victim}`, () => {
      let matrix: FaultMatrix;
      beforeAll(async () => {
        matrix = new FaultMatrix(subject.connector, subject.vendor);
        await matrix.prepare(victim);
      });

      test.each(faults)("%s", async (name, fault, positions) => {
        for (const position of positions) {
          const { outcome, problems } = await matrix.run(fault, position);
          expect({ position, problems }).toEqual({ position, problems: [] });
          expect(listingProblem(subject.connector, name, outcome)).toBe("");
        }
      });
    });
  }
}

interface Tried {
  readonly victim: string;
  /** By the names under which a connector lists them. */
  readonly faults: readonly (readonly [string, FaultCase, readonly Position[]])[];
}

/** Which faults are tried on which streams. */
export function triedOf(
  { streams, fetchesTokens }: Pick<Subject, "streams" | "fetchesTokens">,
  main: string,
): readonly Tried[] {
  const longest = streams.find(({ name }) => name === main);
  const others = new Map(streams.map((stream) => [bodiesOf(stream), stream]));
  if (longest !== undefined) others.delete(bodiesOf(longest));
  return [...(longest === undefined ? [] : [longest]), ...others.values()].map((stream) => {
    const concerns = concernsOf(stream, fetchesTokens);
    const isMain = stream === longest;
    const faults = FAULTS.map((fault, index) => [fault, positionsOfCase(index)] as const)
      .filter(([{ concerns: its = "bodies" }]) => concerns.has(its))
      .filter(([{ concerns: its }]) => isMain || OF_BODIES.includes(its));
    const nameOf = (fault: FaultCase) => (isMain ? fault.name : `${stream.name}: ${fault.name}`);
    return { victim: stream.name, faults: faults.map(([fault, at]) => [nameOf(fault), fault, at]) };
  });
}

const OF_BODIES: readonly FaultCase["concerns"][] = ["bodies", "exports", "GraphQL"];

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
