/**
 * `npm test`: builds, checks types and format, and runs the tests of each package. What did not change since it passed is not run again.
 * `npm test -- PATTERN…`: only the test files whose path matches, always run; jest's options work, too.
 */
import { existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { JEST, root, run, statusOf } from "./support/commands.js";

interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/** Where packages are. */
const PARENTS = ["packages", "connectors", "examples"];

const args = process.argv.slice(2);
if (args.length > 0) run(process.execPath, [...JEST, ...args]);
else process.exitCode = testAll();

function testAll(): number {
  for (const file of resultFiles()) rmSync(file); // so that only this run's are counted
  const status = turbo("build", "types", "format", "test");
  const all = resultFiles().map((file) => JSON.parse(readFileSync(file, "utf8")) as Counts);
  const sum = (of: keyof Counts) => all.reduce((total, counts) => total + counts[of], 0);
  const failed = Math.max(sum("failed"), status === 0 ? 0 : 1); // a build that fails has no test that did
  console.log(`\n${sum("passed")} passed, ${failed} failed${sum("skipped") > 0 ? `, ${sum("skipped")} skipped` : ""}`);
  return status;
}

/** The results of a version of Node do not hold for another. */
function turbo(...tasks: readonly string[]): number {
  const flags = [
    "--continue=dependencies-successful",
    "--output-logs=new-only",
    "--log-order=grouped",
    "--concurrency=2",
  ];
  return statusOf("npx", ["turbo", "run", ...tasks, ...flags], { SLUICE_NODE_VERSION: process.version });
}

/** Of each package, kept by turbo, which brings them back for a package that did not change. */
function resultFiles(): readonly string[] {
  const inParents = PARENTS.flatMap((parent) => readdirSync(`${root}${parent}`).map((name) => `${parent}/${name}`));
  return [...inParents, "scripts"]
    .map((folder) => `${root}${folder}/.results/tests.json`)
    .filter((file) => existsSync(file));
}
