import { readFileSync } from "node:fs";
import { expect, test } from "@jest/globals";
import { versionsFor, ZOD } from "../../src/cli/versions.js";

const core = JSON.parse(readFileSync(new URL("../../../core/package.json", import.meta.url), "utf8")) as {
  readonly version: string;
  readonly dependencies: Readonly<Record<string, string>>;
};

test("gives a connector the range of zod that core has, so that one copy is installed", () => {
  expect(ZOD).toBe(core.dependencies["zod"]);
  expect(versionsFor(undefined, undefined)["zod"]).toBe(ZOD);
});

test("gives a connector the version of core that is released with the generator", () => {
  expect(versionsFor(undefined, undefined)["@sluice/core"]).toBe(`^${core.version}`);
});
