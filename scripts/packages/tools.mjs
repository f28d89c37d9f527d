/** What is needed to look at the packages and not to make them: each tool in a folder of its own, outside of the lockfile. */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { root } from "../workspace.mjs";

const INSTALL_MS = 300_000;

/** The name of the package that holds Node's binary alone, for this machine. */
const node = `node-${process.platform === "win32" ? "win" : process.platform}-${process.arch}`;

const tools = {
  publint: { wanted: "publint@0.3.25", bin: "publint" },
  attw: { wanted: "@arethetypeswrong/cli@0.18.5", bin: "attw" },
  "Node 22": { wanted: `${node}@22.23.3`, bin: "node" },
  "Node 24": { wanted: `${node}@24.9.0`, bin: "node" },
};

/**
 * Installs a tool if it is not there yet.
 *
 * @returns {{ path: string, folder: string } | { reason: string }} the program and its folder, or why it cannot be had here.
 */
export function tool(name) {
  const { wanted, bin } = tools[name];
  const folder = `${root}node_modules/.cache/packages/${name.toLowerCase().replace(" ", "-")}/`;
  const stamp = `${folder}installed.txt`;
  const path = `${folder}node_modules/.bin/${bin}`;
  if (!existsSync(stamp) || readFileSync(stamp, "utf8") !== wanted) {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    const args = ["install", "--prefix", folder, "--ignore-scripts", "--no-audit", "--no-fund", "--fetch-retries=1"];
    const options = { encoding: "utf8", timeout: INSTALL_MS };
    const { status, error, stderr } = spawnSync("npm", [...args, wanted], options);
    if (error !== undefined) return { reason: `npm could not be started (${error.code})` };
    if (status !== 0) return { reason: `npm install ${wanted} failed: ${stderr.trim().split("\n").at(-1)}` };
    if (!existsSync(path)) return { reason: `${wanted} brings no ${bin}` };
    writeFileSync(stamp, wanted);
  }
  return { path, folder: dirname(path) };
}
