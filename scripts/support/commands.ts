import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

/** The folder of the repository, with a slash at its end. */
export const root = fileURLToPath(new URL("../../", import.meta.url));

/** What runs a TypeScript file on the packages' sources, so that no build is needed. */
export const ON_SOURCES = ["--conditions=@sluice/source", "--import", "tsx"];

/** What runs jest, which needs Node's flag for ES modules. */
export const JEST = ["--experimental-vm-modules", "--no-warnings", `${root}node_modules/jest/bin/jest.js`];

type Environment = Readonly<Record<string, string | undefined>>;

/** Runs a command at the root of the repository; ends this process with its status if it fails. */
export function run(command: string, args: readonly string[], environment: Environment = {}): void {
  const status = statusOf(command, args, environment);
  if (status !== 0) process.exit(status);
}

/** Runs a command at the root of the repository. @returns its status; 1 if it could not be started or a signal ended it. */
export function statusOf(command: string, args: readonly string[], environment: Environment = {}): number {
  const env = { ...process.env, TURBO_TELEMETRY_DISABLED: "1", DO_NOT_TRACK: "1", ...environment };
  const { status, error } = spawnSync(command, args, { cwd: root, stdio: "inherit", env });
  if (error !== undefined) console.error(`${command} could not be started: ${error.message}`);
  return status ?? 1;
}
