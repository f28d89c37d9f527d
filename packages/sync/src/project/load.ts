import { access } from "node:fs/promises";
import { join } from "node:path";
import { absolutePath, jsonIn, readNamed } from "../files/named-file.js";
import { ProjectError } from "./error.js";
import type { Project } from "./project.js";

const FILES = ["sluice.config.ts", "sluice.config.js", "sluice.config.mjs", "sluice.config.json"];

/** A project and its file. */
export interface LoadedProject {
  readonly project: Project;
  readonly file: string;
}

/** The project of a folder, or a file; undefined if the folder has none. @throws FileError, ProjectError */
export async function loadProject(folder: string, file?: string): Promise<LoadedProject | undefined> {
  const name = file ?? (await projectIn(folder));
  if (name === undefined) return undefined;
  const value = await valueIn(name, folder);
  const { parseProject } = await import("./project.js"); // zod takes longer to load than a quick command takes
  return { project: parseProject(value, name), file: absolutePath(name, folder) };
}

/** The name of the project file in a folder; undefined if there is none. */
export async function projectIn(folder: string): Promise<string | undefined> {
  for (const name of FILES) {
    const isThere = await access(join(folder, name)).then(
      () => true,
      () => false,
    );
    if (isThere) return name;
  }
  return undefined;
}

async function valueIn(path: string, folder: string): Promise<unknown> {
  const text = await readNamed({ path, folder, what: "the project" });
  if (path.endsWith(".json")) return jsonIn(text, `the project ${path}`);
  try {
    const { createJiti } = await import("jiti"); // TypeScript without a build, on every Node that we support
    return await createJiti(import.meta.url).import(absolutePath(path, folder), { default: true });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new ProjectError(
      `Cannot load the project ${path}: ${reason.replaceAll(/\s+/g, " ").trim()}. Correct the file.`,
      {
        cause: error,
      },
    );
  }
}
