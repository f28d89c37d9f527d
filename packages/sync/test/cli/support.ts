import { spawn } from "node:child_process";
import { chmod, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Database } from "../../src/destinations/duckdb/database.js";

const bin = fileURLToPath(new URL("../../bin/sluice.js", import.meta.url));

export interface Ran {
  readonly status: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the built command in a folder. @param program where it is installed in another place. */
export function sluice(
  folder: string,
  args: readonly string[],
  environment: Record<string, string> = {},
  program = bin,
): Promise<Ran> {
  return run([process.execPath, program, ...args], folder, environment);
}

/** Runs a shell script in a folder, in which `sluice` is the built command. The status is that of the last part of a pipe that failed. */
export function shell(folder: string, script: string, environment: Record<string, string> = {}): Promise<Ran> {
  const sluice = `sluice() { "${process.execPath}" "${bin}" "$@"; }`;
  return run(["bash", "-c", `set -o pipefail; ${sluice}\n${script}`], folder, environment);
}

function run([program = "", ...args]: readonly string[], folder: string, environment: Record<string, string>) {
  const own = { TMPDIR: folder, FORCE_COLOR: "" }; // what it leaves behind is the folder's, and jest's colors are not its own
  const env = { ...process.env, ...own, ...environment };
  const child = spawn(program, args, { cwd: folder, env, stdio: ["ignore", "pipe", "pipe"] });
  let stdout = "";
  let stderr = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
  return new Promise<Ran>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (status, signal) => resolve({ status, signal, stdout, stderr }));
  });
}

/** A program in the folder, of this JavaScript. */
export async function program(folder: string, name: string, script: string): Promise<string> {
  const file = join(folder, name);
  await writeFile(file, `#!/usr/bin/env node\n${script}`);
  await chmod(file, 0o755);
  return file;
}

export async function query(file: string, sql: string): Promise<readonly Record<string, unknown>[]> {
  const database = await Database.open(file);
  try {
    return await database.rows(sql);
  } finally {
    database.close();
  }
}
