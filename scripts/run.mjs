/**
 * `node scripts/run.mjs FILE [ARGUMENT…]`: what the scripts of package.json start. Installs the dependencies if they are missing
 * or out of date, builds the packages, and runs the TypeScript file on their sources. Plain JavaScript on Node alone, because it runs
 * before anything is installed. `--no-build` in front of FILE leaves the build out.
 */
import { spawnSync } from "node:child_process";
import { existsSync, statSync } from "node:fs";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`Sluice needs Node 20.19 or newer; this is ${process.versions.node}. Install a newer one.`);
  process.exit(1);
}

const given = process.argv.slice(2);
const isBuilding = given[0] !== "--no-build";
if (!isInstalled()) run("npm", ["ci"]);
if (isBuilding) run("npx", ["turbo", "run", "build", "--output-logs=errors-only"]);
run(process.execPath, ["--conditions=@sluice/source", "--import", "tsx", ...(isBuilding ? given : given.slice(1))]);

/** npm keeps a copy of the lockfile among the modules: if it is older than the lockfile, something must be installed. */
function isInstalled() {
  const installed = `${root}node_modules/.package-lock.json`;
  return existsSync(installed) && statSync(installed).mtimeMs >= statSync(`${root}package-lock.json`).mtimeMs - 1000;
}

/** Ends this process with the status of the command if it fails. */
function run(command, args) {
  const env = { ...process.env, TURBO_TELEMETRY_DISABLED: "1", DO_NOT_TRACK: "1" };
  const { status, error } = spawnSync(command, args, { cwd: root, stdio: "inherit", env });
  if (error !== undefined) console.error(`${command} could not be started: ${error.message}`);
  if (status !== 0) process.exit(status ?? 1);
}
