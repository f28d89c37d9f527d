import { writeSync } from "node:fs";

/** Of a message, in characters: two lists that differ fill pages, and a pipe takes no more than 64 kB at once. */
const MAX_MESSAGE = 2_000;

/**
 * A jest reporter that ends the run at the first test that fails, because jest's own `--bail` ends it after a file; or at the
 * end, if none fails. It prints one line of JSON.
 */
export default class FirstFailure {
  onTestCaseResult({ path }, { status, ancestorTitles, title, failureMessages }) {
    if (status !== "failed") return;
    const isSuite = path.endsWith("conformance.test.ts"); // its first title is the connector's name
    const titles = [...ancestorTitles, title].slice(isSuite ? 1 : 0);
    end({ failure: { test: titles.join(" › "), message: failureMessages.join("\n").slice(0, MAX_MESSAGE) } });
  }

  /** A file that could not be run at all has no test that failed, and so no verdict. */
  onRunComplete(_contexts, { numPassedTests, numRuntimeErrorTestSuites, testResults }) {
    if (numRuntimeErrorTestSuites === 0 && numPassedTests > 0) return end({ passed: numPassedTests });
    writeSync(2, testResults.map(({ failureMessage }) => failureMessage ?? "").join("\n"));
    process.exit(1);
  }
}

function end(verdict) {
  writeSync(1, `\n${JSON.stringify({ verdict })}\n`);
  process.exit(0);
}
