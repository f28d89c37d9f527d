import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { Generated } from "./generated.js";

const DOCUMENT = fileURLToPath(new URL("zoo.openapi.json", import.meta.url));
const HOST = ["--base-url", "https://api.acme.example"];
const TWO = ["--stream", "users:/v1/users:id", "--stream", "dates:/v1/dates:uuid,user_id"];

/** Every way of signing and of paging is in one of them; `npm run new-connector:check` writes and tries them all. */
const ALL: Readonly<Record<string, readonly string[]>> = {
  acme: [...HOST, ...TWO, "--auth", "bearer", "--paging", "cursor", "--incremental", "updated_at"],
  inheader: [...HOST, ...TWO, "--auth", "header:X-Token", "--paging", "page", "--records-at", "result.items"],
  inquery: [...HOST, ...TWO, "--auth", "query:key", "--paging", "next-url"],
  basic: [...HOST, ...TWO, "--auth", "basic", "--paging", "offset", "--records-at", "."],
  whole: [...HOST, "--stream", "class:/class:id", "--auth", "bearer", "--paging", "none", "--title", "2 Whole & Co."],
  zookeeper: ["--openapi", DOCUMENT, "--paging", "offset", "--incremental", "updated-at"],
};

/** Each takes as long as a connector's whole conformance suite. */
const isLong = process.env["SLUICE_GENERATOR"] === "all";
const cases = Object.entries(ALL);

(isLong ? describe : describe.skip)("what npm run new-connector writes", () => {
  let generated: Generated;
  beforeAll(async () => {
    generated = await Generated.begin();
  });
  afterAll(() => generated.remove());

  test.each(cases)("%s is written, and biome is content", async (name, args) => {
    const isNamed = args.includes("--openapi") ? [] : ["--name", name];
    const { status, output } = await generated.generate([...isNamed, ...args]);
    expect(output).toEqual(expect.stringContaining(`source-${name} is written`));
    expect(status).toBe(0);
    expect(await generated.bundle(name)).toEqual({ status: 0, output: "" });
  });

  test("the compiler is content", async () => {
    expect(await generated.typecheck()).toEqual({ status: 0, output: "" });
  });

  test("the conformance suites pass", async () => {
    const { status, output } = await generated.test();
    expect(output).toEqual(expect.stringContaining(`Test Suites: ${cases.length} passed`));
    expect(status).toBe(0);
  }, 300_000);
});
