import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { DESIGNS } from "./designs.js";
import { Generated } from "./generated.js";

/** SLUICE_KINDS=1/3 takes the first third of the kinds: each is a whole conformance suite. */
const [part = 1, parts = 1] = (process.env["SLUICE_KINDS"] ?? "1/1").split("/").map(Number);
const designs = DESIGNS.filter((_, index) => index % parts === part - 1);
const named = designs.map((design) => [design.name, design] as const);

describe("a connector of each kind", () => {
  let generated: Generated;
  beforeAll(async () => {
    generated = await Generated.begin();
    for (const design of designs) await generated.write(design);
  });
  afterAll(() => generated.remove());

  test("is formatted and linted as this repository is", async () => {
    const { status, output } = await generated.check();
    expect({ status, output: status === 0 ? "" : output }).toEqual({ status: 0, output: "" });
  }, 120_000);

  test("typechecks by the strictest rules", async () => {
    expect(await generated.typecheck()).toEqual({ status: 0, output: "" });
  }, 600_000);

  test.each(named)(
    "%s: has a contract, a README and a bin",
    async (_name, design) => {
      expect(await generated.build(design)).toMatchObject({ status: 0 });
    },
    120_000,
  );

  test("passes the conformance suite", async () => {
    const { status, output } = await generated.test();
    expect(output).toEqual(expect.stringContaining(`Test Suites: ${designs.length} passed`));
    expect(status).toBe(0);
  }, 1_800_000);
});
