/** The suite's own parts, for a connector with an export and with bodies of other formats. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from "@jest/globals";
import type { JsonObject } from "@sluice/core";
import { incrementalTests } from "../src/conformance/incremental.js";
import { resumptionTests } from "../src/conformance/interruption.js";
import { triedOf } from "../src/conformance/matrix.js";
import { Subject } from "../src/conformance/subject.js";
import { configuredCatalog, type FakeRequest, FaultMatrix, POSITIONS } from "../src/index.js";
import { stateInput } from "../src/states.js";
import { jestRunner } from "./jest-runner.js";
import { ReportSource, startReport } from "./report-source.js";

const subject = new Subject(
  {
    create: () => new ReportSource(),
    folder: new URL("./", import.meta.url),
    start: startReport,
    wrongCredentials: (config) => config,
    paged: { spend: 4, rows: 3 },
    victim: { stream: "rows", request: /^\/files\/rows$/ },
  },
  new ReportSource().describe(),
);

beforeAll(() => subject.start());
afterEach(() => void subject.vendor.api.reset());
afterAll(() => subject.vendor.api.close());

test.each(["spend", "rows", "lines", "elements"])("%s: all records are read", async (name) => {
  const output = await subject.run("read", { streams: [name] });
  expect(output.errors()).toEqual([]);
  expect(output.records(name)).toEqual(subject.vendor.expected.get(name));
});

describe("an export that is interrupted", () => {
  resumptionTests(subject, jestRunner);

  test("is resumed after the parts that are written, by the same job", async () => {
    const catalog = configuredCatalog(["spend"]);
    const isOfExport = ({ path }: FakeRequest) => /^\/(parts|reports)\b/.test(path);
    const whole = await subject.run("read", { catalog });
    const sent = subject.vendor.api.requests.filter(isOfExport);
    const state = whole.states("spend").find(({ data }) => (data["export"] as JsonObject)["parts"] === 2)?.data;
    subject.vendor.api.reset();
    await subject.run("read", { catalog, state: stateInput("spend", state ?? {}) });
    const again = subject.vendor.api.requests.filter(isOfExport);
    expect(sent.map(({ method }) => method)).toEqual(["POST", "GET", "GET", "GET", "GET", "GET", "GET"]);
    expect(again.map(({ path }) => path.split("/")[1])).toEqual(["reports", "parts", "parts"]);
  });
});

incrementalTests(subject, jestRunner);

/** Stream → faults that cannot occur in it. */
const notApplicable: Readonly<Record<string, readonly string[]>> = {
  spend: [],
  rows: ["cut without length"], // within the last value of a row
  lines: ["200 with an empty body"], // is a list without records
  elements: [],
};

const tried = triedOf(subject, "spend");

test("an export has faults of its own, and none of pages and tokens", () => {
  const [spend] = tried;
  const concerns = new Set(spend?.faults.map(([, { concerns: its }]) => its));
  expect(concerns).toEqual(new Set([undefined, "bodies", "exports"]));
});

describe.each(tried.map(({ victim, faults }) => [victim, faults] as const))("a fault of %s", (victim, faults) => {
  let matrix: FaultMatrix;
  beforeAll(async () => {
    matrix = new FaultMatrix(subject.connector, subject.vendor);
    await matrix.prepare(victim);
  });
  // Those that depend on formats and steps; of the others the ones that repeat a request.
  const quick = faults.filter(
    ([, { name, concerns }]) =>
      name !== "a reply larger than the limit" &&
      (concerns !== undefined || /^(401|404|503)$|^reset in|redirect/.test(name)),
  );

  test.each(quick.map(([name, fault], index) => [name, fault, POSITIONS[(index + 2) % 3] ?? "last"] as const))(
    "%s",
    async (_name, fault, position) => {
      const { outcome, problems } = await matrix.run(fault, position);
      expect(problems).toEqual([]);
      const isImpossible = outcome.startsWith("not applicable");
      expect([fault.name, isImpossible]).toEqual([fault.name, notApplicable[victim]?.includes(fault.name)]);
    },
  );
});
