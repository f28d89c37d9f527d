import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";

/** The folders of the packages whose tests are run, as scripts/test.ts says; their counts are kept for turbo. */
const packages = process.env.SLUICE_PACKAGES?.split(",") ?? [];

/** A jest reporter that closes the run with one line that any CI can read, and keeps the counts of each package in its `.results`. */
export default class ClosingLine {
  #root;

  constructor({ rootDir }) {
    this.#root = rootDir;
    for (const folder of packages) rmSync(join(rootDir, folder, ".results"), { recursive: true, force: true });
  }

  onRunComplete(_contexts, { testResults }) {
    for (const folder of packages) {
      const ofPackage = testResults.filter(({ testFilePath }) => this.#isIn(folder, testFilePath));
      mkdirSync(join(this.#root, folder, ".results"), { recursive: true });
      writeFileSync(join(this.#root, folder, ".results/tests.json"), JSON.stringify(countsOf(ofPackage)));
    }
    const { passed, failed, skipped } = countsOf(testResults);
    const line = `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`;
    process.once("exit", () => process.stdout.write(`\n${line}\n`)); // after jest's own summary
  }

  #isIn(folder, file) {
    return relative(this.#root, file).startsWith(`${folder}/`);
  }
}

/** A file that could not be run at all counts as a failure. */
function countsOf(results) {
  const sum = (of) => results.reduce((total, result) => total + of(result), 0);
  return {
    passed: sum(({ numPassingTests }) => numPassingTests),
    failed: sum(({ numFailingTests, testExecError }) => Math.max(numFailingTests, testExecError ? 1 : 0)),
    skipped: sum(({ numPendingTests, numTodoTests }) => numPendingTests + numTodoTests),
  };
}
