import { readdir } from "node:fs/promises";
import { npmFoldersOf } from "../../source/executables.js";

/** The names of the connectors that npm has installed: those of the project first, then those next to this package. */
export async function installedSources(folder: string): Promise<readonly string[]> {
  const programs = await Promise.all(npmFoldersOf(folder).map((bin) => readdir(bin).catch(() => [])));
  const names = programs
    .flatMap((names) => names.toSorted())
    .flatMap((program) => /^source-([\w-]+)$/.exec(program)?.[1] ?? []);
  return [...new Set(names)];
}
