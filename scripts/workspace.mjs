/** What the root's commands share. Plain JavaScript on Node alone, because it runs before anything is installed. */
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, statSync } from "node:fs";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("..", import.meta.url));

/** Patterns of the test files that `npm test` leaves to the long checks, by the command that runs them. */
export const longTests = JSON.parse(readFileSync(new URL("long-tests.json", import.meta.url), "utf8"));

const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);

/** Ends with a clear word where Node is too old, and installs the dependencies where they are missing or out of date. */
export function prepare() {
  if (major < 20 || (major === 20 && minor < 19)) {
    console.error(`Sluice needs Node 20.19 or newer; this is ${process.versions.node}.`);
    process.exit(1);
  }
  if (!isInstalled()) run("npm", ["ci"]);
}

/** npm keeps a copy of the lockfile among the modules: if it is older than the lockfile, something must be installed. */
function isInstalled() {
  const installed = `${root}node_modules/.package-lock.json`;
  return existsSync(installed) && statSync(installed).mtimeMs >= statSync(`${root}package-lock.json`).mtimeMs - 1000;
}

/** Runs a command at the root of the repository; ends this process with its status if it fails. */
export function run(command, args, environment = {}) {
  const { status, error } = spawnSync(command, args, {
    cwd: root,
    stdio: "inherit",
    env: { ...process.env, TURBO_TELEMETRY_DISABLED: "1", DO_NOT_TRACK: "1", ...environment },
  });
  if (error !== undefined) console.error(`${command} could not be started: ${error.message}`);
  if (status !== 0) process.exit(status ?? 1);
}

/** Runs turbo tasks. */
export function turbo(...tasks) {
  run("npx", ["turbo", "run", ...tasks, "--output-logs=errors-only"]);
}

/** Runs a TypeScript file on the packages' sources: no build needed. */
export function typescript(file, args = []) {
  run(process.execPath, ["--conditions=@sluice/source", "--import", "tsx", file, ...args]);
}
