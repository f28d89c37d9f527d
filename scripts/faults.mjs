/**
 * `npm run faults`: tries every fault at every position on every connector, prints a table, and compares it with docs/reference/faults.md
 * (`--write` updates that file). Then runs the conformance suites of the connectors and the examples, with all interruptions of the
 * connectors, and all cases of what `npm test` tries a selection of.
 */
import { prepare, run, turbo, typescript } from "./workspace.mjs";

prepare();
typescript("scripts/faults.ts", process.argv.slice(2));
turbo("build"); // some reads are interrupted by ending the bin's process
unit({}, "(connectors|examples)/.*/test/conformance");
unit({ SLUICE_FAULTS: "all" }, "connectors/.*/test/conformance", "--testNamePattern=interrupted");
unit(
  { SLUICE_FAULTS: "all" },
  "core/test/fuzz",
  "core/test/runner/secrets",
  "sync/test/destinations/repair",
  "testkit/test/(dynamic|report|search)",
);

function unit(environment, ...patterns) {
  run("npm", ["run", "--silent", "unit", "--", ...patterns], { SLUICE_LONG: "1", ...environment });
}
