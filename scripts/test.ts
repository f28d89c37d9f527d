/**
 * `npm test`: runs the tests of the packages that changed since theirs passed: turbo knows these, and one jest runs them all, because a
 * process for each package takes a minute longer. `npm test -- PATTERN…` runs the test files whose path matches; jest's options work, too.
 */
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { JEST, root, run, statusOf } from "./support/commands.js";

interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

interface Task {
  readonly task: string;
  readonly directory: string;
  readonly cache: { readonly status: "HIT" | "MISS" };
}

/** Results of one version of Node do not hold for another. */
const ENVIRONMENT = { SLUICE_NODE_VERSION: process.version };

const args = process.argv.slice(2);
if (args.length > 0) run(process.execPath, [...JEST, ...args]);
else testAll();

function testAll(): void {
  const packages = testTasks();
  const changed = packages.filter(({ cache }) => cache.status === "MISS").map(({ directory }) => directory);
  if (changed.length > 0) statusOf(process.execPath, JEST, { SLUICE_PACKAGES: changed.join(",") });
  const tested = keptByTurbo(); // the results of those, and brings back the others
  const counts = packages.map(({ directory }) => countsIn(directory));
  const sum = (of: keyof Counts) => counts.reduce((total, each) => total + each[of], 0);
  const failed = Math.max(sum("failed"), tested > 0 ? 1 : 0); // a package whose tests did not come to an end
  const unchanged = packages.length - changed.length;
  if (unchanged > 0) console.log(`${unchanged} of ${packages.length} packages did not change since their tests passed`);
  console.log(`\n${sum("passed")} passed, ${failed} failed${sum("skipped") > 0 ? `, ${sum("skipped")} skipped` : ""}`);
  process.exitCode = failed > 0 ? 1 : 0;
}

function keptByTurbo(): number {
  const args = ["turbo", "run", "test", "--continue=dependencies-successful", "--output-logs=errors-only"];
  return statusOf("npx", args, { ...ENVIRONMENT, SLUICE_TESTED: "1" });
}

/** The packages with tests, and whether turbo has their results. */
function testTasks(): readonly Task[] {
  const env = { ...process.env, ...ENVIRONMENT };
  const options = { cwd: root, encoding: "utf8", env, maxBuffer: 64 * 1024 * 1024 } as const;
  const { stdout, stderr } = spawnSync("npx", ["turbo", "run", "test", "--dry=json"], options);
  if (stdout === "") throw new Error(`turbo does not say what changed: ${stderr}`);
  return (JSON.parse(stdout) as { tasks: Task[] }).tasks.filter(({ task }) => task === "test");
}

function countsIn(directory: string): Counts {
  const file = join(root, directory, ".results/tests.json");
  if (!existsSync(file)) return { passed: 0, failed: 1, skipped: 0 }; // jest did not come to an end
  return JSON.parse(readFileSync(file, "utf8")) as Counts;
}
