/** What `npm test` runs in each package: jest, on the tests of the folder in which it is started. */
import { spawnSync } from "node:child_process";
import { rmSync } from "node:fs";
import { relative } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../", import.meta.url));
const flags = ["--experimental-vm-modules", "--no-warnings"];
const jest = [`${root}node_modules/jest/bin/jest.js`, "--config", `${root}jest.config.ts`];
const env = { ...process.env, SLUICE_PACKAGE: relative(root, process.cwd()) };

rmSync(".results", { recursive: true, force: true });
const { status } = spawnSync(process.execPath, [...flags, ...jest, ...process.argv.slice(2)], {
  stdio: "inherit",
  env,
});
process.exitCode = status ?? 1;
