import { existsSync, readFileSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rename, rm, rmdir, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import type { Texts } from "./merge.js";

/** Where the texts are kept as they were generated, so that a second run knows what the author has changed. */
export const GENERATED = ".sluice/generated.json";

/** Writes a new folder: all of it, or nothing. @param finish completes the folder before it gets its name. */
export async function writeFolder(
  folder: string,
  files: Texts,
  finish: (folder: string) => Promise<Texts>,
): Promise<void> {
  await inScratch(folder, async (scratch) => {
    await writeFiles(scratch, files);
    await writeFiles(scratch, { [GENERATED]: generatedText(await finish(scratch)) });
    if (existsSync(folder)) await rmdir(folder); // it is empty
    await rename(scratch, folder);
  });
}

/** Runs something with a folder next to the one that is meant, which is gone afterwards. */
export async function inScratch<T>(folder: string, use: (scratch: string) => Promise<T>): Promise<T> {
  await mkdir(dirname(folder), { recursive: true });
  const scratch = await mkdtemp(join(dirname(folder), `.${basename(folder)}-`));
  try {
    return await use(scratch);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

/** Writes files below a folder; those of `bin` can be run. */
export async function writeFiles(folder: string, files: Texts): Promise<void> {
  for (const [path, text] of Object.entries(files)) {
    const file = join(folder, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text, { mode: path.startsWith("bin/") || path.endsWith(".sh") ? 0o755 : 0o644 });
  }
}

/** The files that exist of some paths. */
export async function textsIn(folder: string, paths: Iterable<string>): Promise<Texts> {
  const found = [...paths].filter((path) => existsSync(join(folder, path)));
  return Object.fromEntries(
    await Promise.all(found.map(async (path) => [path, await readFile(join(folder, path), "utf8")])),
  );
}

/** What was generated in a folder; undefined if nothing is known of it. */
export function generatedIn(folder: string): Texts | undefined {
  try {
    return JSON.parse(readFileSync(join(folder, GENERATED), "utf8")) as Texts;
  } catch {
    return undefined;
  }
}

/** The file of what was generated. */
export function generatedText(files: Texts): string {
  return `${JSON.stringify(files, null, 2)}\n`;
}
