import { access, mkdir, open, readdir, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { DestinationError } from "../destination.js";

/** Windows opens no folder, and needs it not: what a folder lists is written through there. */
const FOLDERS_SYNC = process.platform !== "win32";

/** Returns when a file's bytes will survive a power cut. */
export async function syncFile(path: string): Promise<void> {
  const handle = await open(path, "r+");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Returns when the names in a folder will survive a power cut; one that is gone has none. */
export async function syncFolder(path: string): Promise<void> {
  if (!FOLDERS_SYNC || !(await isThere(path))) return;
  const handle = await open(path, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Makes a folder, and those that it lies in. */
export async function makeFolder(path: string): Promise<void> {
  const first = await mkdir(path, { recursive: true });
  if (first === undefined) return;
  await syncFolder(dirname(first));
  await syncFolder(dirname(path));
}

/** Writes a file so that a reader, and whoever comes after a power cut, finds the old text or the new one, and nothing between. */
export async function replaceFile(path: string, content: string): Promise<void> {
  const handle = await open(`${path}.tmp`, "w");
  try {
    await handle.writeFile(content);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(`${path}.tmp`, path);
}

export async function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

/** The names in a folder; none if there is no such folder. */
export async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (codeOf(error) === "ENOENT" || codeOf(error) === "ENOTDIR") return [];
    throw error;
  }
}

/** Removes files that may be there no more. */
export async function removeFiles(paths: Iterable<string>): Promise<void> {
  for (const path of paths) await rm(path, { force: true });
}

/** The system's word for an error, e.g. `ENOENT`. */
export function codeOf(error: unknown): string | undefined {
  const { code } = error as NodeJS.ErrnoException;
  return typeof code === "string" ? code : undefined;
}

/** What an error says. */
export function messageOf(error: unknown): string {
  const { message } = error as Error;
  return typeof message === "string" ? message : String(error);
}

/** An error of the disk as a person can use it; any other as it is. DuckDB says in words what Node says in codes. */
export function explained(error: unknown, folder: string): unknown {
  const text = messageOf(error);
  const isOfDisk = /^E[A-Z]+$/.test(codeOf(error) ?? "") || text.startsWith("IO Error");
  if (error instanceof DestinationError || !isOfDisk) return error;
  const isFull = /ENOSPC|EDQUOT|No space left|quota/i.test(text);
  const remedy = isFull ? "The disk is full: make room, and sync again." : "Mend that, and sync again.";
  return new DestinationError(
    `${folder} cannot be written: ${text}. ${remedy} What was landed before is whole, and the next sync goes on from there.`,
    { cause: error },
  );
}
