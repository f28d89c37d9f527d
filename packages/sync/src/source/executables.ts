import { access, constants, stat } from "node:fs/promises";
import { basename, delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Environment } from "../project/environment.js";
import type { ProgramCall } from "./child.js";

/** The current folder and the environment of the user. */
export interface CallerContext {
  readonly folder: string;
  /** All of the user's variables, of which a source sees few. */
  readonly environment: Environment;
}

/** What a command is made for. */
export interface LaunchContext {
  /** The folder of the config and the other files. */
  readonly folder: string;
  /** The variables that the source may see besides the common ones. */
  readonly granted: Environment;
}

/** Makes the command that runs a source, without the verb and its options. */
export type SourceCommand = (context: LaunchContext) => ProgramCall;

/** There is no program for a source. */
export class UnknownSource extends Error {
  override readonly name = "UnknownSource";
}

/** @returns the first program of one of these names in these folders. */
export async function firstIn(folders: readonly string[], programs: readonly string[]): Promise<string | undefined> {
  for (const folder of folders) {
    for (const program of programs) {
      const file = join(folder, program);
      if (folder !== "" && (await isExecutable(file))) return file;
    }
  }
  return undefined;
}

/** The folders in which npm puts programs: those of the project, then those next to this package, e.g. where it is installed globally. */
export function npmFoldersOf(folder: string): readonly string[] {
  const own = ancestors(dirname(fileURLToPath(import.meta.url)));
  const prefixes = own.filter((above) => basename(above) === "lib").map(dirname); // npm's global layout: lib/node_modules and bin
  const local = [...ancestors(folder), ...own].map((above) => join(above, "node_modules/.bin"));
  return [...new Set([...local, ...prefixes.map((prefix) => join(prefix, "bin"))])];
}

/** The folders of the PATH. */
export function pathOf({ PATH = "" }: CallerContext["environment"]): readonly string[] {
  return PATH.split(delimiter);
}

export async function isExecutable(file: string): Promise<boolean> {
  try {
    await access(file, constants.X_OK);
    return (await stat(file)).isFile();
  } catch {
    return false;
  }
}

/** A folder and those above it, innermost first. */
export function ancestors(folder: string): readonly string[] {
  const above = dirname(folder);
  return above === folder ? [folder] : [folder, ...ancestors(above)];
}
