import { existsSync } from "node:fs";
import { join } from "node:path";
import { folderOf, install } from "./install.js";

/** Tool → its program. */
const PROGRAMS = { publint: "publint", attw: "attw", "node-22": "node", "node-24": "node" } as const;

/** A program from npm that is not in the lockfile. */
export interface Tool {
  readonly path: string;
  /** The folder of the program, for PATH. */
  readonly folder: string;
}

/** Installs a tool if it is not there yet. @returns undefined if it cannot be had here; the reason was printed. */
export function tool(name: keyof typeof PROGRAMS): Tool | undefined {
  if (install(name) !== undefined) return undefined;
  const folder = join(folderOf(name), "node_modules/.bin");
  const path = join(folder, PROGRAMS[name]);
  if (existsSync(path)) return { path, folder };
  console.log(`left out: ${name}, because it has no program ${PROGRAMS[name]}`);
  return undefined;
}
