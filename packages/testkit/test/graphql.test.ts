/** The suite's own parts, for a connector whose streams share one path: only the documents distinguish their requests. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from "@jest/globals";
import { incrementalTests } from "../src/conformance/incremental.js";
import { resumptionTests } from "../src/conformance/interruption.js";
import { Subject } from "../src/conformance/subject.js";
import { FAULTS, FaultMatrix, POSITIONS } from "../src/index.js";
import { operationOf } from "../src/operation.js";
import { lostParameters } from "../src/parameters.js";
import { GraphQlSource, Issues, Labels, startGraphQl } from "./graphql-source.js";
import { jestRunner } from "./jest-runner.js";

const subject = new Subject(
  {
    create: () => new GraphQlSource(),
    folder: new URL("./", import.meta.url),
    start: startGraphQl,
    wrongCredentials: (config) => config,
    paged: { issues: 4, labels: 4 },
    victim: { stream: "labels", request: (request) => operationOf(request).startsWith("query Labels") },
  },
  new GraphQlSource().describe(),
);

beforeAll(() => subject.start());
afterEach(() => void subject.vendor.api.reset());
afterAll(() => subject.vendor.api.close());

test("all records are read, and no parameter is lost", async () => {
  const output = await subject.run("read");
  expect(output.errors()).toEqual([]);
  for (const name of ["issues", "labels"]) {
    expect([name, output.records(name)]).toEqual([name, subject.vendor.expected.get(name)]);
  }
  expect(lostParameters(subject.vendor.api.requests)).toEqual([]);
  subject.vendor.api.verify();
});

test("a victim can be named by a function of the request, where streams share a path", async () => {
  const { api } = subject.vendor;
  api.inject({ at: (request) => subject.isVictims(request), times: Number.POSITIVE_INFINITY, reply: { status: 400 } });
  const output = await subject.run("read");
  expect(output.errors("labels")).toHaveLength(1);
  expect(output.records("issues")).toEqual(subject.vendor.expected.get("issues"));
});

describe("a read that is interrupted", () => resumptionTests(subject, jestRunner));

incrementalTests(subject, jestRunner);

const IMPOSSIBLE = ["a total that does not come true", "a flag that says no more pages, too early"];

test("errors next to the data cannot be a fault where the stream declares them", async () => {
  class Partial extends Labels {
    override readonly partialData = true;
  }
  class PartialSource extends GraphQlSource {
    override readonly streams = [Issues, Partial];
  }
  const matrix = new FaultMatrix({ ...subject.connector, create: () => new PartialSource() }, subject.vendor);
  await matrix.prepare("labels");
  const fault = FAULTS.find(({ name }) => name === "GraphQL errors next to the data");
  const cell = fault && (await matrix.run(fault, "first"));
  expect(cell?.outcome).toMatch(/^not applicable: its partialData/);
});

describe.each(["issues", "labels"])("a fault in the connection of %s, but not in the other", (victim) => {
  let matrix: FaultMatrix;
  beforeAll(async () => {
    matrix = new FaultMatrix(subject.connector, subject.vendor);
    await matrix.prepare(victim);
  });

  // Faults that would hit the other stream too, if its requests counted, and those that depend on how pages are linked.
  const faults = FAULTS.filter(
    ({ name, concerns }) =>
      concerns === "pages" || concerns === "GraphQL" || /^(401|503|200 with HTML|500, forever)$/.test(name),
  );
  test.each(faults.map((fault, index) => [fault.name, fault, POSITIONS[index % 3] ?? "first"] as const))(
    "%s",
    async (name, fault, position) => {
      const { outcome, problems } = await matrix.run(fault, position);
      expect(problems).toEqual([]);
      expect([name, outcome.startsWith("not applicable")]).toEqual([name, IMPOSSIBLE.includes(name)]);
    },
  );
});
