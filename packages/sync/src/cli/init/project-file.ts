import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { jsonIn, readNamed } from "../../files/named-file.js";
import type { LoadedProject } from "../../project/load.js";
import { type Project, parseProject, type SourceEntry } from "../../project/project.js";
import { nameOf } from "../../source/name.js";
import { DEFAULT_DESTINATION } from "../destination.js";

const FILE = "sluice.config.json";

/** Whether the file of a project can be written: JSON can, a program cannot. */
export function isWritable(loaded: LoadedProject | undefined): boolean {
  return loaded === undefined || loaded.file.endsWith(".json");
}

/**
 * Adds a source to the project, or replaces the one of its name. Creates a project where there is none.
 *
 * @returns the path of the file.
 */
export async function put(entry: SourceEntry, loaded: LoadedProject | undefined, folder: string): Promise<string> {
  if (loaded === undefined) {
    const file = join(folder, FILE);
    await writeFile(file, written({ to: DEFAULT_DESTINATION, sources: [entry] }, "  "), { flag: "wx" });
    return file;
  }
  const text = await readNamed({ path: loaded.file, folder, what: "the project" });
  const project = jsonIn(text, "the project") as Project;
  const isIn = project.sources.some((one) => nameOf(one) === nameOf(entry));
  const sources = isIn
    ? project.sources.map((one) => (nameOf(one) === nameOf(entry) ? entry : one))
    : [...project.sources, entry];
  const changed = { ...project, sources };
  parseProject(changed, loaded.file);
  await writeFile(loaded.file, written(changed, /^[ \t]+/m.exec(text)?.[0] ?? "  "));
  return loaded.file;
}

function written(project: Project, indent: string): string {
  return `${JSON.stringify(project, undefined, indent)}\n`;
}

/** Whether the .gitignore of the folder, if it has one, would let a .env file into the repository. */
export async function letsSecretsOut(folder: string): Promise<boolean> {
  const text = await readFile(join(folder, ".gitignore"), "utf8").catch(() => undefined);
  if (text === undefined) return false;
  return !text.split(/\r?\n/).some((line) => /^(\*\*)?\/?(\.env\*?|\*\.env|\.env\.?\*)$/.test(line.trim()));
}
