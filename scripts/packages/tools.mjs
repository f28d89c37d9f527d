/** What is needed to look at the packages and not to make them, as `bench/peers` installs it: outside of the lockfile. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { folderOf, install } from "../../bench/peers/setup.mjs";

/** Tool → its program. */
const bins = { publint: "publint", attw: "attw", "node-22": "node", "node-24": "node" };

/**
 * Installs a tool if it is not there yet.
 *
 * @returns {{ path: string, folder: string } | { reason: string }} the program and its folder, or why it cannot be had here.
 */
export function tool(name) {
  const reason = install(name);
  if (reason !== undefined) return { reason };
  const folder = join(folderOf(name), "node_modules/.bin");
  const path = join(folder, bins[name]);
  return existsSync(path) ? { path, folder } : { reason: `${name} brings no ${bins[name]}` };
}
