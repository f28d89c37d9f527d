/** Installs the peers, each by itself, once: under node_modules, where no tool of the repository looks at them. */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { peers } from "./peers.mjs";

const cache = fileURLToPath(new URL("../node_modules/.cache/", import.meta.url));
const INSTALL_MS = 600_000;

/** The folder in which a peer is installed: a virtual environment, or an npm prefix. */
export const folderOf = (name) => join(cache, name);

/** No package runs code of its own while it is installed. */
const QUIETLY = ["--ignore-scripts", "--no-audit", "--no-fund", "--fetch-retries=1"];

const installers = {
  pip: (folder, packages) => [
    ["python3", ["-m", "venv", folder]],
    [join(folder, "bin/python"), ["-m", "pip", "install", "--quiet", "--retries=1", ...packages]],
  ],
  npm: (folder, packages) => [["npm", ["install", "--prefix", folder, ...QUIETLY, ...packages]]],
  go: (_, packages) => packages.map((each) => ["go", ["install", each]]),
};

/** What an installer needs in its environment. */
const environments = { go: (folder) => ({ GOBIN: join(folder, "bin") }) };

const outcomes = new Map();

/** Installs a peer if it is not there yet. @returns {string | undefined} why it cannot be measured here. */
export function install(name) {
  if (!outcomes.has(name)) {
    const reason = tryInstall(name);
    outcomes.set(name, reason);
    if (reason !== undefined) console.log(`${name} is left out: ${reason}`);
  }
  return outcomes.get(name);
}

function tryInstall(name) {
  const { from, packages } = peers[name];
  const folder = folderOf(name);
  const stamp = join(folder, "installed.txt");
  const wanted = packages.join("\n");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === wanted) return undefined;
  console.log(`installing ${packages[0]} …`);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const [command, args] of installers[from](folder, packages)) {
    const env = { ...process.env, ...environments[from]?.(folder) };
    const { status, error, stderr } = spawnSync(command, args, { encoding: "utf8", timeout: INSTALL_MS, env });
    if (error !== undefined) return `${command} could not be started (${error.code})`;
    if (status !== 0) return `${command} ${args[0]} failed: ${stderr.trim().split("\n").at(-1)}`;
  }
  writeFileSync(stamp, wanted);
  return undefined;
}

/** @returns {string} such as `3.11.7`; `none` without Python. */
export function pythonVersion() {
  const { stdout } = spawnSync("python3", ["-c", "import platform; print(platform.python_version())"], {
    encoding: "utf8",
  });
  return stdout?.trim() || "none";
}
