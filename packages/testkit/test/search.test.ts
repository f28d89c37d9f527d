/** The suite's own parts, for a connector whose lists are searches: POST, tokens and bounds in bodies and headers. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from "@jest/globals";
import { incrementalTests } from "../src/conformance/incremental.js";
import { resumptionTests } from "../src/conformance/interruption.js";
import { Subject } from "../src/conformance/subject.js";
import { FAULTS, FaultMatrix, POSITIONS } from "../src/index.js";
import { lostParameters } from "../src/parameters.js";
import { jestRunner } from "./jest-runner.js";
import { SearchSource, startSearch } from "./search-source.js";

const subject = new Subject(
  {
    create: () => new SearchSource(),
    folder: new URL("./", import.meta.url),
    start: startSearch,
    wrongCredentials: (config) => config,
    paged: { orders: 4, invoices: 4, tickets: 4 },
    victim: { stream: "orders", request: /^\/search\/orders$/ },
  },
  new SearchSource().describe(),
);

beforeAll(() => subject.start());
afterEach(() => void subject.vendor.api.reset());
afterAll(() => subject.vendor.api.close());

test.each(["orders", "invoices", "tickets"])("%s: all records are read, and no parameter is lost", async (name) => {
  const output = await subject.run("read", { streams: [name] });
  expect(output.errors()).toEqual([]);
  expect(output.records(name)).toEqual(subject.vendor.expected.get(name));
  expect(lostParameters(subject.vendor.api.requests)).toEqual([]);
  subject.vendor.api.verify();
});

describe("a search that is interrupted", () => resumptionTests(subject, jestRunner));

incrementalTests(subject, jestRunner);

const notApplicable: Readonly<Record<string, readonly string[]>> = {
  orders: ["a total that does not come true", "a flag that says no more pages, too early"],
  invoices: ["a total that does not come true", "a flag that says no more pages, too early"],
  tickets: [
    "a next link to another host",
    "a next link of another scheme",
    "a next link to the same page",
    "a flag that says no more pages, too early",
    "a flag that says more pages, forever",
  ],
};

describe.each(Object.entries(notApplicable))("a fault in the search of %s", (victim, impossible) => {
  let matrix: FaultMatrix;
  beforeAll(async () => {
    matrix = new FaultMatrix(subject.connector, subject.vendor);
    await matrix.prepare(victim);
  });

  // All of them on one stream; on the others those that depend on how its pages are linked, and that repeat a request.
  const quick = FAULTS.filter(({ stalls, name }) => stalls !== true && name !== "a reply larger than the limit").filter(
    ({ concerns = "bodies" }) => ["bodies", "pages"].includes(concerns),
  );
  const faults = quick.filter(
    ({ name, concerns }) => victim === "orders" || concerns === "pages" || /redirect|^503$|^reset/.test(name),
  );
  test.each(faults.map((fault, index) => [fault.name, fault, POSITIONS[index % 3] ?? "first"] as const))(
    "%s",
    async (name, fault, position) => {
      const { outcome, problems } = await matrix.run(fault, position);
      expect(problems).toEqual([]);
      expect([name, outcome.startsWith("not applicable")]).toEqual([name, impossible.includes(name)]);
    },
  );
});

describe("a parameter that a later request lost", () => {
  const request = (json: unknown, form = "", path = "/search") => ({
    method: "POST",
    path,
    params: {},
    query: new URLSearchParams(),
    headers: {},
    body: "",
    json: json as never,
    form: new URLSearchParams(form),
  });

  test("is found in JSON bodies by its path, lists included, and in forms", () => {
    const [first, second] = [{ filter: { state: "open", ids: [1] } }, { filter: { state: "open" }, after: "x" }];
    expect(lostParameters([request(first), request(second)])).toEqual(["/search: filter.ids"]);
    expect(lostParameters([request(undefined, "a[b]=1"), request(undefined, "a=1")])).toEqual(["/search: a[b]"]);
  });

  test("is not one of another list: another endpoint, or another GraphQL document", () => {
    const [one, other] = [
      { query: "{ a }", variables: { x: 1 } },
      { query: "{ b }", variables: {} },
    ];
    expect(lostParameters([request(one), request(other), request({ other: 1 }, "", "/elsewhere")])).toEqual([]);
  });
});
