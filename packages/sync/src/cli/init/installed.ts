import { readdir } from "node:fs/promises";
import { dirname, join } from "node:path";

/** The names of the connectors that npm has installed here or above. */
export async function installedSources(folder: string): Promise<readonly string[]> {
  const here = await readdir(join(folder, "node_modules/.bin")).catch(() => []);
  const names = here.flatMap((name) => /^source-([\w-]+)$/.exec(name)?.[1] ?? []);
  const above = dirname(folder) === folder ? [] : await installedSources(dirname(folder));
  return [...new Set([...names, ...above])].toSorted();
}
