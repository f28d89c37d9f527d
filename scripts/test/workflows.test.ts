/** A long check that no workflow runs would break without anybody seeing it. */
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { ON_SOURCES, root } from "../support/commands.js";

const listed = execFileSync(process.execPath, [...ON_SOURCES, "scripts/suites.ts", "e2e", "--list"], {
  cwd: root,
  encoding: "utf8",
});
const checks = [...listed.matchAll(/^ {2}(\S+)/gm)].map(([, name = ""]) => name);

const folder = join(root, ".github/workflows");
const workflows = readdirSync(folder).map((file) => readFileSync(join(folder, file), "utf8"));

test.each([
  ["the workflows", workflows.join("\n")],
  ["`.ci/run`", readFileSync(join(root, ".ci/run"), "utf8")],
])("every long check is run by %s", (_where, text) => {
  expect(checks.length).toBeGreaterThan(20);
  const words = new Set(text.split(/[^\w-]+/));
  expect(checks.filter((name) => !words.has(name))).toEqual([]);
});
