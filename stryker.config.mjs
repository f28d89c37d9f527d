/** `npx stryker run`: do core's own tests notice a change of its code? `FOLDER=cursors` takes one folder. See docs/explanation/mutation.md. */
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Folders of core, each with the folders of tests that look at it: fewer files to load for each of hundreds of runs. */
const TESTS = { pagination: ["pagination", "streams"], cursors: ["cursors"], http: ["http"] };

const { FOLDER } = process.env;
const folders = FOLDER === undefined ? Object.keys(TESTS) : [FOLDER];

export default {
  mutate: folders.map((folder) => `packages/core/src/${folder}/**/*.ts`),
  testRunner: "jest",
  testRunnerNodeArgs: ["--experimental-vm-modules", "--no-warnings"],
  jest: {
    configFile: "jest.config.ts",
    config: {
      testMatch: folders
        .flatMap((folder) => TESTS[folder])
        .map((folder) => `<rootDir>/packages/core/test/${folder}/**/*.test.ts`),
      reporters: [],
    },
  },
  coverageAnalysis: "perTest",
  ignoreStatic: true, // each mutant of code that runs once at import would need all tests again
  concurrency: 2,
  timeoutMS: 3_000,
  ignorePatterns: ["/bench", "/connectors", "/examples", "/docs", "/packages/*/dist", "/dist"],
  tempDirName: join(tmpdir(), "sluice-stryker"), // a copy inside the repository would be linted, and found by jest
  cleanTempDir: "always",
  reporters: ["progress-append-only", "clear-text", "json"],
  clearTextReporter: { logTests: false, allowColor: false },
  jsonReporter: { fileName: "dist/mutation.json" },
};
