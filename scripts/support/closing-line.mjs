import { mkdirSync, writeFileSync } from "node:fs";

/** A jest reporter that closes the run with one line that any CI can read, and keeps its counts in .results for a sum over packages. */
export default class ClosingLine {
  onRunComplete(_contexts, results) {
    const passed = results.numPassedTests;
    const failed = results.numFailedTests + results.numRuntimeErrorTestSuites;
    const skipped = results.numPendingTests + results.numTodoTests;
    if (process.env.SLUICE_PACKAGE !== undefined) {
      mkdirSync(".results", { recursive: true });
      writeFileSync(".results/tests.json", JSON.stringify({ passed, failed, skipped }));
    }
    const line = `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`;
    process.once("exit", () => process.stdout.write(`\n${line}\n`)); // after jest's own summary
  }
}
