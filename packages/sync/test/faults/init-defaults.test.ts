/** What `sluice init --yes` writes is what the source's specification proposes. */
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { program, sluice } from "../cli/support.js";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "sluice-test-"));
});
afterEach(() => rm(folder, { recursive: true }));

/** The config that `init --yes` writes for a source with this schema of its settings. */
async function configFor(connectionSpecification: object): Promise<unknown> {
  const spec = JSON.stringify({ type: "SPEC", spec: { connectionSpecification } });
  await program(folder, "source-x.js", `console.log(${JSON.stringify(spec)});`);
  await rm(join(folder, "sluice.config.json"), { force: true });
  expect(await sluice(folder, ["init", "./source-x.js", "--yes"])).toMatchObject({ status: 0, stderr: "" });
  return JSON.parse(await readFile(join(folder, "sluice.config.json"), "utf8")).sources[0].config;
}

const type = "string";
const number = "integer";

test.each([
  [
    "a default, false and an empty list among them",
    {
      region: { type, default: "US", enum: ["EU", "US"] },
      all: { type: "boolean", default: false },
      tags: { type: "array", items: { type }, default: [] },
      rules: { type: "array", items: { type: "object" }, default: [{ a: 1 }] },
    },
    { region: "US", all: false, tags: [], rules: [{ a: 1 }] },
  ],
  ["a constant", { version: { type, const: "2" }, only: { type, enum: ["one"] } }, { version: "2", only: "one" }],
  [
    "nothing where there is no default",
    {
      company: { type },
      none: { type: ["null", "string"], default: null },
      list: { type: "array", items: { type } },
    },
    {},
  ],
  [
    "a variable for a secret, whatever its default",
    { token: { type, airbyte_secret: true, default: "changeme" }, page: { type: number, default: 5 } },
    { token: "${X_TOKEN}", page: 5 },
  ],
  [
    "defaults in a group",
    { limits: { type: "object", properties: { tries: { type: number, default: 7 }, waits: { type: number } } } },
    { limits: { tries: 7 } },
  ],
  [
    "defaults in a group in a group",
    { a: { type: "object", properties: { b: { type: "object", properties: { c: { type: number, default: 1 } } } } } },
    { a: { b: { c: 1 } } },
  ],
  [
    "the default of a group as a whole",
    {
      at: {
        type: "object",
        default: { port: 2222 },
        properties: { port: { type: number, default: 22 }, host: { type, default: "h" } },
      },
    },
    { at: { port: 2222, host: "h" } },
  ],
  [
    "no group of which a required setting has no default",
    {
      tunnel: {
        type: "object",
        required: ["host"],
        properties: { host: { type }, port: { type: number, default: 22 } },
      },
    },
    {},
  ],
])("fills in %s", async (_what, properties, config) => {
  expect(await configFor({ type: "object", properties })).toEqual(config);
});

/** Two ways to read, which a constant distinguishes. */
const ways = [
  {
    title: "Whole",
    required: ["way"],
    properties: { way: { type, const: "whole" }, size: { type: number, default: 10 } },
  },
  {
    title: "Since",
    required: ["way", "days"],
    properties: { way: { type, const: "since" }, days: { type: number, default: 30 } },
  },
];

test.each([
  ["the first of several ways", {}, { way: "whole", size: 10 }],
  ["the way that is the default, by its object", { default: { way: "since", days: 7 } }, { way: "since", days: 7 }],
  ["the way that is the default, by its constant", { default: "since" }, { way: "since", days: 30 }],
  ["the way that is the default, by its title", { default: "Since" }, { way: "since", days: 30 }],
])("takes %s", async (_what, more, reading) => {
  const properties = { reading: { type: "object", oneOf: ways, ...more } };
  expect(await configFor({ properties })).toEqual({ reading });
  expect(await configFor({ properties, required: ["reading"] })).toEqual({ reading });
});

test("takes none of several ways where none is needed and none has a default", async () => {
  const oneOf = [{ properties: { way: { type, const: "a" } } }, { properties: { way: { type, const: "b" } } }];
  expect(await configFor({ properties: { reading: { type: "object", oneOf } } })).toEqual({});
});

test("fills in hidden settings that are required, and leaves out the others", async () => {
  const hidden = { type, airbyte_hidden: true, default: "h" };
  expect(await configFor({ required: ["needed"], properties: { needed: hidden, other: hidden } })).toEqual({
    needed: "h",
  });
});
