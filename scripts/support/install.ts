/** Installs programs of other makers, each by itself, once: under node_modules, where no tool of the repository looks at them. */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./commands.js";
import { type Peer, type PeerName, peers } from "./peers.js";

const CACHE = join(root, "node_modules/.cache/peers");
const INSTALL_MS = 600_000;

/** No package runs code of its own while it is installed. */
const QUIETLY = ["--ignore-scripts", "--no-audit", "--no-fund", "--fetch-retries=1"];

type Step = readonly [command: string, args: readonly string[]];

const INSTALLERS: Readonly<Record<Peer["from"], (folder: string, packages: readonly string[]) => readonly Step[]>> = {
  pip: (folder, packages) => [
    ["python3", ["-m", "venv", folder]],
    [join(folder, "bin/python"), ["-m", "pip", "install", "--quiet", "--retries=1", ...packages]],
  ],
  npm: (folder, packages) => [["npm", ["install", "--prefix", folder, ...QUIETLY, ...packages]]],
  go: (_, packages) => packages.map((each) => ["go", ["install", each]]),
};

const outcomes = new Map<PeerName, string | undefined>();

/** The folder in which a peer is installed: a virtual environment, or an npm prefix. */
export function folderOf(name: PeerName): string {
  return join(CACHE, name);
}

/** Installs a peer if it is not there yet. @returns why it cannot be used here; undefined if it can. */
export function install(name: PeerName): string | undefined {
  if (!outcomes.has(name)) {
    const reason = tryInstall(name);
    outcomes.set(name, reason);
    if (reason !== undefined) console.log(`left out: ${name}, because ${reason}`);
  }
  return outcomes.get(name);
}

/** Ends this process, without a failure, if the peer that it needs cannot be used. */
export function leaveOutUnless(name: PeerName): void {
  if (install(name) !== undefined) process.exit(0);
}

function tryInstall(name: PeerName): string | undefined {
  const { from, packages } = peers[name];
  const folder = folderOf(name);
  const stamp = join(folder, "installed.txt");
  const wanted = packages.join("\n");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === wanted) return undefined;
  console.log(`installing ${packages[0]} …`);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const env = { ...process.env, ...(from === "go" && { GOBIN: join(folder, "bin") }) };
  for (const [command, args] of INSTALLERS[from](folder, packages)) {
    const { status, error, stderr } = spawnSync(command, args, { encoding: "utf8", timeout: INSTALL_MS, env });
    if (error !== undefined) return `${command} could not be started (${error.message})`;
    if (status !== 0) return `${command} ${args[0]} failed: ${stderr.trim().split("\n").at(-1)}`;
  }
  writeFileSync(stamp, wanted);
  return undefined;
}

/** Such as `3.11.7`; `none` without Python. */
export function pythonVersion(): string {
  const { stdout } = spawnSync("python3", ["-c", "import platform; print(platform.python_version())"], {
    encoding: "utf8",
  });
  return stdout?.trim() || "none";
}
