import { beforeAll, describe, expect, test } from "@jest/globals";
import { listingProblem } from "../src/conformance/matrix.js";
import { FAULTS, type FaultCase, FaultMatrix, POSITIONS } from "../src/index.js";
import { useFake } from "../src/jest.js";
import { contentOf, Paging } from "../src/paging.js";
import { PAGING_FAULTS as PAGING } from "../src/paging-faults.js";
import { headersOf } from "../src/reply-body.js";
import { SmallSource, startSmall } from "./small-source.js";

const connector = { create: () => new SmallSource(), folder: new URL(".", import.meta.url), start: startSmall };

describe("the fault matrix", () => {
  const vendor = useFake(startSmall);
  let matrix: FaultMatrix;
  beforeAll(async () => {
    matrix = new FaultMatrix(connector, vendor());
    await matrix.prepare("items");
  });

  test("knows paging faults", () => {
    expect(PAGING.map(({ name }) => name)).toHaveLength(8);
  });

  const linked = PAGING.filter(({ name }) => name !== "a flag that says more pages, forever");
  test.each(linked.map((fault) => [fault.name, fault] as const))(
    "falsifies pages that are linked by headers: %s",
    async (_name, fault) => {
      for (const position of POSITIONS) {
        const { outcome, problems } = await matrix.run(fault, position);
        expect(outcome).toMatch(/^(failed: |recovered)/);
        expect(problems).toEqual([]);
      }
    },
  );

  test("follows no link to another host", async () => {
    const { outcome } = await matrix.run(faultNamed("a next link to another host"), "first");
    expect(outcome).toBe("failed: system_error");
  });

  test("fails where the header's total does not come true", async () => {
    const { outcome } = await matrix.run(faultNamed("a total that does not come true"), "first");
    expect(outcome).toBe("failed: transient_error");
  });

  test("says that a fault is not applicable, and why, where no page has what it falsifies", async () => {
    const single = new FaultMatrix(connector, vendor());
    await single.prepare("labels");
    for (const fault of PAGING) {
      const { outcome, problems, requests } = await single.run(fault, "first");
      expect(outcome).toBe("not applicable: its lists have one page");
      expect(problems).toEqual([]);
      expect(requests).toBe(0);
    }
  });

  test("finds a problem where a fault that can occur reached no reply", async () => {
    let asked = 0;
    const fault: FaultCase = {
      name: "once",
      outcomes: ["recovered"],
      reply: ({ genuine }) => (asked++ < 3 ? genuine : undefined), // possible on the three pages that are known, and then gone
    };
    const { problems } = await matrix.run(fault, "first");
    expect(problems).toEqual(["no reply had the fault, though 3 pages of the stream can have it"]);
  });
});

describe("the list of faults that are not applicable", () => {
  const [name, impossible] = ["a total that does not come true", "not applicable: no page has a total"];

  test("accepts a fault that cannot occur and is listed, and one that can occur and is not", () => {
    expect(listingProblem({ notApplicable: [name] }, name, impossible)).toBe("");
    expect(listingProblem({}, name, "recovered")).toBe("");
  });

  test("asks for a fault that cannot occur to be listed", () => {
    expect(listingProblem({}, name, impossible)).toContain(`add "${name}" to notApplicable`);
  });

  test("refuses to list a fault that can occur", () => {
    expect(listingProblem({ notApplicable: [name] }, name, "recovered")).toContain(`Remove "${name}"`);
  });
});

const NO_BODY = { body: "", json: undefined, form: new URLSearchParams() };

const genuine = { json: [{ id: 1 }], headers: { "X-Total": "1", "Content-Encoding": "identity" } };
const request = { method: "GET", path: "/items", params: {}, query: new URLSearchParams(), headers: {}, ...NO_BODY };
const paging = new Paging(new SmallSource().describe()[0], "http://fake.invalid");
const page = { request, genuine, content: contentOf(genuine), before: genuine, paging };
const occurring = FAULTS.filter(({ concerns = "bodies" }) => ["bodies", "pages"].includes(concerns));
const falsified = await Promise.all(occurring.map(async (fault) => [fault.name, await fault.reply(page)] as const));

describe("a fault", () => {
  const replies = falsified.flatMap(([name, reply]) => (reply === undefined ? [] : [[name, reply] as const]));

  test("is possible on a page that has a page before it and a total", () => {
    expect(replies.map(([name]) => name)).toHaveLength(occurring.length - 5); // the last page has no link and no flag to falsify
  });

  test.each(replies)("keeps the headers of the genuine page: %s", (_name, reply) => {
    expect(headersOf(reply)).toHaveProperty("x-total");
  });
});

function faultNamed(name: string): FaultCase {
  const found = FAULTS.find((fault) => fault.name === name);
  if (found === undefined) throw new Error(`no fault is named ${name}`);
  return found;
}
