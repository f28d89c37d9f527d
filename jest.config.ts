/**
 * @jest-config-loader esbuild-register
 */
import type { Config } from "jest";
import longTests from "./scripts/support/long-tests.json" with { type: "json" };

/** Each by the command that runs it: `npm run test:faults` and `test:e2e`. */
const LONG = Object.values(longTests).flat();

/** The folders of the packages whose tests are run; all of them by default. */
const { SLUICE_PACKAGES: folders = "packages/*,connectors/*,examples/*,scripts,site" } = process.env;

/** Tests run on the TypeScript sources: the `@sluice/source` export condition makes a build of what is imported unnecessary. */
const config: Config = {
  testEnvironment: "node",
  testEnvironmentOptions: { customExportConditions: ["@sluice/source", "node", "node-addons"] },
  testMatch: folders.split(",").map((folder) => `<rootDir>/${folder}/test/**/*.test.ts`),
  testPathIgnorePatterns: ["/node_modules/", ...(process.env["SLUICE_LONG"] === undefined ? LONG : [])],
  passWithNoTests: process.env["SLUICE_PACKAGES"] !== undefined, // an example may have long tests only
  extensionsToTreatAsEsm: [".ts"],
  transform: { "\\.ts$": ["@swc/jest", { jsc: { target: "es2023", parser: { syntax: "typescript" } } }] },
  moduleNameMapper: { "^(\\.{1,2}/.*)\\.js$": "$1" },
  reporters: ["default", "<rootDir>/scripts/support/closing-line.mjs"],
  maxWorkers: "100%", // most tests wait for sockets and processes, so no core need be left free
  workerIdleMemoryLimit: "500MB", // a worker of a gigabyte takes so long to end that jest reports a leak
  testTimeout: 120_000,
  coverageProvider: "v8",
  collectCoverageFrom: ["packages/*/src/**/*.ts", "connectors/*/src/**/*.ts"],
  coverageReporters: ["text-summary", "lcovonly"],
};

export default config;
