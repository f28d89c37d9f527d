/**
 * The task `test` of a package: jest, on the tests of the folder in which it is started. After `npm test` has run the tests of several
 * packages at once, it gives the result of this one, which turbo keeps.
 */
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { relative } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../", import.meta.url));

process.exitCode = process.env.SLUICE_TESTED === undefined ? runTests() : keptStatus();

function runTests() {
  const flags = ["--experimental-vm-modules", "--no-warnings"];
  const jest = [`${root}node_modules/jest/bin/jest.js`, "--config", `${root}jest.config.ts`];
  const env = { ...process.env, SLUICE_PACKAGES: relative(root, process.cwd()) };
  const args = [...flags, ...jest, ...process.argv.slice(2)];
  return spawnSync(process.execPath, args, { stdio: "inherit", env }).status ?? 1;
}

function keptStatus() {
  const { passed, failed } = JSON.parse(readFileSync(".results/tests.json", "utf8"));
  console.log(`${passed} passed, ${failed} failed`);
  return failed > 0 ? 1 : 0;
}
