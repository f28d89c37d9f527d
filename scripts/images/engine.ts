import { type ChildProcess, spawn, spawnSync } from "node:child_process";

/** What runs containers here. */
export interface Engine {
  readonly program: string;
  /** Before the verb. */
  readonly global: readonly string[];
  /** For `run`: the fakes are on the loopback of this machine. */
  readonly run: readonly string[];
}

/** Docker with its daemon, else podman: with runc where that is installed, for crun needs more rights than a sandbox has. */
export function findEngine(): Engine | undefined {
  const host = ["--rm", "--network", "host"];
  if (works("docker", ["info"])) return { program: "docker", global: [], run: host };
  if (!works("podman", ["--version"])) return undefined;
  const global = works("runc", ["--version"]) ? ["--runtime", "runc"] : [];
  return { program: "podman", global, run: [...host, "--ulimit", "host"] };
}

export function works(program: string, args: readonly string[]): boolean {
  return spawnSync(program, args, { stdio: "ignore" }).status === 0;
}

export interface Ran {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Starts a container. */
export function start({ program, global, run }: Engine, args: readonly string[]): ChildProcess {
  return spawn(program, [...global, "run", ...run, ...args], { stdio: ["ignore", "pipe", "pipe"] });
}

/** Runs a container to its end. Not `spawnSync`: the fakes that it asks live in this process. */
export async function ran(engine: Engine, args: readonly string[]): Promise<Ran> {
  const child = start(engine, args);
  let stdout = "";
  let stderr = "";
  child.stdout?.setEncoding("utf8").on("data", (text: string) => (stdout += text));
  child.stderr?.setEncoding("utf8").on("data", (text: string) => (stderr += text));
  return new Promise((resolve, reject) => {
    child.once("error", reject).once("close", (status) => resolve({ status, stdout, stderr }));
  });
}
