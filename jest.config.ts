/**
 * @jest-config-loader esbuild-register
 */
import type { Config } from "jest";
import longTests from "./scripts/long-tests.json" with { type: "json" };

/** Each by the command that runs it: `npm run loading`, `kills` and `faults`. */
const LONG = Object.values(longTests).flat();

/** One run over all packages, on their TypeScript sources: the `@sluice/source` export condition makes a build unnecessary. */
const config: Config = {
  testEnvironment: "node",
  testEnvironmentOptions: { customExportConditions: ["@sluice/source", "node", "node-addons"] },
  testMatch: ["<rootDir>/{packages,connectors,examples}/*/test/**/*.test.ts"],
  testPathIgnorePatterns: ["/node_modules/", ...(process.env["SLUICE_LONG"] === undefined ? LONG : [])],
  extensionsToTreatAsEsm: [".ts"],
  transform: { "\\.ts$": ["@swc/jest", { jsc: { target: "es2023", parser: { syntax: "typescript" } } }] },
  moduleNameMapper: { "^(\\.{1,2}/.*)\\.js$": "$1" },
  reporters: ["default", "<rootDir>/scripts/closing-line.mjs"],
  maxWorkers: "100%", // most tests wait for sockets and processes, so no core need be left free
  workerIdleMemoryLimit: "500MB", // a worker of a gigabyte takes so long to end that jest reports a leak
  testTimeout: 120_000,
};

export default config;
