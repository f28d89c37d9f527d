/**
 * `npm run faults`: tries every fault at every position on every connector, prints a table, and compares it with docs/faults.md
 * (`--write` updates that file). Then runs all of what `npm test` runs a selection of: the conformance suites' tests of interrupted reads,
 * the property tests, and the suite of a source whose streams come from its API. Last come the suites of the examples.
 */
import { prepare, run, turbo, typescript } from "./workspace.mjs";

prepare();
typescript("scripts/faults.ts", process.argv.slice(2));
turbo("build"); // some reads are interrupted by ending the bin's process
const suites = ["connectors/.*/test/conformance", "--testNamePattern=interrupted"];
run("npm", ["run", "--silent", "unit", "--", ...suites], { SLUICE_FAULTS: "all" });
const others = [
  "core/test/fuzz",
  "core/test/runner/secrets",
  "sync/test/destinations/repair",
  "testkit/test/(dynamic|report|search)",
];
run("npm", ["run", "--silent", "unit", "--", ...others], { SLUICE_FAULTS: "all", SLUICE_LONG: "1" });
run("npm", ["run", "--silent", "unit", "--", "examples/.*/test/conformance"], { SLUICE_LONG: "1" });
