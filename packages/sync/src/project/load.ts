import { access, readFile } from "node:fs/promises";
import { join } from "node:path";
import { ProjectError } from "./error.js";
import type { Project } from "./project.js";

const FILES = ["sluice.config.ts", "sluice.config.js", "sluice.config.mjs", "sluice.config.json"];

/** A project, and where it is written. */
export interface LoadedProject {
  readonly project: Project;
  readonly file: string;
}

/** The project of a folder, or a file; undefined if the folder has none. @throws ProjectError */
export async function loadProject(folder: string, file?: string): Promise<LoadedProject | undefined> {
  const candidates = file === undefined ? FILES.map((name) => join(folder, name)) : [join(folder, file)];
  for (const path of candidates) {
    const isThere = await access(path).then(
      () => true,
      () => false,
    );
    if (!isThere) continue;
    const { parseProject } = await import("./project.js"); // zod takes longer to load than a quick command takes
    return { project: parseProject(await valueIn(path), path), file: path };
  }
  if (file !== undefined) throw new ProjectError(`There is no file ${file}.`);
  return undefined;
}

async function valueIn(path: string): Promise<unknown> {
  try {
    if (path.endsWith(".json")) return JSON.parse(await readFile(path, "utf8"));
    const { createJiti } = await import("jiti"); // TypeScript without a build, on every Node that we run on
    return await createJiti(import.meta.url).import(path, { default: true });
  } catch (error) {
    const reason = path.endsWith(".json") ? "it is no JSON" : error instanceof Error ? error.message : String(error);
    throw new ProjectError(`${path} cannot be read: ${reason.replaceAll(/\s+/g, " ").trim()}.`, { cause: error });
  }
}
