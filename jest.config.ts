/**
 * @jest-config-loader esbuild-register
 */
import type { Config } from "jest";

/** What takes long: `npm run loading`, `npm run kills` and `npm run faults` run it. */
const LONG = [
  "/(connectors/source-(configcat|hellobaton|persistiq|vitally)|examples/[^/]+)/test/conformance",
  "/test/dynamic/",
  "/packages/testkit/test/(report|search)",
  "/test/faults/",
  "/test/sync/(property|reconcile|resuming)",
  "/test/destinations/(duckdb-deletes|ducklake|files|postgres)",
  "/test/cli/(ask|dbt|init|killed|project|query-|runs|upgrade)",
  "/test/private-columns/(cli|sync)",
  "/test/strangers/",
];

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
  testTimeout: 30_000,
};

export default config;
