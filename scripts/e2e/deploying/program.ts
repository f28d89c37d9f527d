import { spawn, spawnSync } from "node:child_process";

const LONGEST_MS = 120_000;

/** The folder of a program, and its environment in addition to the variables that find programs. */
export interface ProgramContext {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/**
 * What a program writes on stdout, with no variable of ours but the PATH: what an example forgets must be missed. Not waited for in a
 * blocking way, since the fakes answer from this process.
 *
 * @throws Error with the last of its output, if its exit status is not 0.
 */
export function output(command: string, args: readonly string[], { cwd, env }: ProgramContext = {}): Promise<string> {
  const environment = { PATH: process.env["PATH"], NPM_CONFIG_UPDATE_NOTIFIER: "false", ...env };
  const child = spawn(command, args, { cwd, env: environment, stdio: ["ignore", "pipe", "pipe"], timeout: LONGEST_MS });
  const [stdout, stderr]: [Buffer[], Buffer[]] = [[], []];
  child.stdout.on("data", (chunk: Buffer) => stdout.push(chunk));
  child.stderr.on("data", (chunk: Buffer) => stderr.push(chunk));
  return new Promise((resolve, reject) => {
    child.once("error", reject).once("close", (status, signal) => {
      if (status === 0) resolve(Buffer.concat(stdout).toString("utf8"));
      else reject(new Error(`${command} ended with ${status ?? signal}:\n${lastOf(stdout)}${lastOf(stderr)}`));
    });
  });
}

function lastOf(chunks: readonly Buffer[]): string {
  return Buffer.concat(chunks).toString("utf8").slice(-3000);
}

/** Whether the machine has such a program. */
export function isThere(program: string): boolean {
  return spawnSync("sh", ["-c", 'command -v "$1"', "-", program], { stdio: "ignore" }).status === 0;
}
