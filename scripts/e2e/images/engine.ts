import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";

/** What runs containers here. */
export interface Engine {
  readonly program: string;
  /** Before the verb. */
  readonly global: readonly string[];
  /** For `run`: the fakes are on the loopback of this machine. */
  readonly run: readonly string[];
  /** For `run`: nothing can be written, not even to /tmp, as with Kubernetes' `readOnlyRootFilesystem`. */
  readonly readOnly: readonly string[];
}

/** Docker with its daemon, else podman: with runc where that is installed, for crun needs more rights than a sandbox has. */
export function findEngine(): Engine | undefined {
  const host = ["--rm", "--network", "host"];
  if (works("docker", ["info"])) return { program: "docker", global: [], run: host, readOnly: ["--read-only"] };
  if (!works("podman", ["--version"])) return undefined;
  const global = works("runc", ["--version"]) ? ["--runtime", "runc"] : [];
  const readOnly = ["--read-only", "--read-only-tmpfs=false"];
  return { program: "podman", global, run: [...host, ...limits()], readOnly };
}

/** Podman asks for more open files than there are on the host, and a sandbox may not grant them: it gets what there is. */
function limits(): readonly string[] {
  const own = readFileSync("/proc/self/limits", "utf8");
  const hard = (name: string, most: number): number => {
    const [, found] = new RegExp(`^Max ${name} +\\S+ +(\\d+)`, "m").exec(own) ?? [];
    return Math.min(most, Number(found ?? most));
  };
  const files = hard("open files", 65_536);
  const processes = hard("processes", 4_096);
  return ["--ulimit", `nofile=${files}:${files}`, "--ulimit", `nproc=${processes}:${processes}`];
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

/** Why containers of an image cannot run here; undefined if they can. */
export async function whyNoContainer(engine: Engine, base: string): Promise<string | undefined> {
  const { status, stderr } = await ran(engine, [base, "true"]);
  return status === 0 ? undefined : stderr.trim().slice(0, 200);
}
