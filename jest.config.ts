/**
 * @jest-config-loader esbuild-register
 */
import type { Config } from "jest";

/** One run over all packages, on their TypeScript sources: the `@sluice/source` export condition makes a build unnecessary. */
const config: Config = {
  testEnvironment: "node",
  testEnvironmentOptions: { customExportConditions: ["@sluice/source", "node", "node-addons"] },
  testMatch: ["<rootDir>/{packages,connectors}/*/test/**/*.test.ts"],
  extensionsToTreatAsEsm: [".ts"],
  transform: { "\\.ts$": ["@swc/jest", { jsc: { target: "es2023", parser: { syntax: "typescript" } } }] },
  moduleNameMapper: { "^(\\.{1,2}/.*)\\.js$": "$1" },
  reporters: ["default", "<rootDir>/scripts/closing-line.mjs"],
  maxWorkers: "100%", // most tests wait for sockets and processes, so no core need be left free
  testTimeout: 30_000,
};

export default config;
