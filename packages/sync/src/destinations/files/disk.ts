import { createHash } from "node:crypto";
import { access, mkdir, open, readdir, rename, rm, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { cutBytes } from "../../tables/names.js";
import { DestinationError, TableError } from "../destination.js";

/** Windows opens no folder and does not need it: there, names in a folder are written through. */
const SYNCS_FOLDERS = process.platform !== "win32";

/** Errors of a whole disk or process, and not of one file. DuckDB has messages where Node has codes. */
const OF_WHOLE_DISK =
  /ENOSPC|EDQUOT|EROFS|EIO|EMFILE|ENFILE|No space left|quota|Read-only file system|Input\/output error/i;

/** Returns when a file's bytes will survive a power cut. */
export async function syncFile(path: string): Promise<void> {
  const handle = await open(path, "r+");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Returns when the names in a folder will survive a power cut; a folder that is gone has none. */
export async function syncFolder(path: string): Promise<void> {
  if (!SYNCS_FOLDERS || !(await exists(path))) return;
  const handle = await open(path, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Makes a folder, and those around it. */
export async function makeFolder(path: string): Promise<void> {
  const first = await mkdir(path, { recursive: true });
  if (first === undefined) return;
  await syncFolder(dirname(first));
  await syncFolder(dirname(path));
}

/** Writes a file so that a reader, also one after a power cut, finds either the old text or the new one. */
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

export async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

/** The identity of a file or folder, whatever the spelling of its path; undefined if there is none. */
export async function fileIdentity(path: string): Promise<string | undefined> {
  try {
    const { dev, ino } = await stat(path, { bigint: true });
    return `${dev}:${ino}`;
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

/** The names in a folder; none if there is no such folder. */
export async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}

/** Removes files that may already be gone. */
export async function removeFiles(paths: Iterable<string>): Promise<void> {
  for (const path of paths) {
    await rm(path, { force: true }).catch((error: unknown) => {
      if (!isMissing(error)) throw error;
    });
  }
}

export function isMissing(error: unknown): boolean {
  return systemCode(error) === "ENOENT" || systemCode(error) === "ENOTDIR";
}

/** The system's code of an error, e.g. `ENOENT`. */
export function systemCode(error: unknown): string | undefined {
  const { code } = error as NodeJS.ErrnoException;
  return typeof code === "string" ? code : undefined;
}

/** The first line of an error's message: in others DuckDB shows the statement. */
export function firstLineOf(error: unknown): string {
  const { message } = error as Error;
  const [line = ""] = (typeof message === "string" ? message : String(error)).split("\n");
  return line;
}

/** Adds a remedy to an error of the file system; returns any other error unchanged. */
export function writeError(error: unknown, folder: string): unknown {
  if (error instanceof DestinationError || !isOfFiles(error)) return error;
  const text = firstLineOf(error);
  const isFull = /ENOSPC|EDQUOT|No space left|quota/i.test(text);
  const remedy = isFull ? "The disk is full: free some space, then sync again." : "Fix that, then sync again.";
  return new DestinationError(
    `${folder} cannot be written: ${text}. ${remedy} Rows that were loaded before are safe, and the next sync resumes from there.`,
    { cause: error },
  );
}

/** The same where the error came from one table's files: unless it concerns the whole disk, other tables can still be loaded. */
export function tableWriteError(error: unknown, table: string): unknown {
  if (OF_WHOLE_DISK.test(firstLineOf(error))) return writeError(error, table);
  if (error instanceof DestinationError || !isOfFiles(error)) return error;
  return new TableError(`${table} cannot be written: ${firstLineOf(error)}. Fix that, then sync again.`, {
    cause: error,
  });
}

/** Whether an error is of reading or writing files. */
export function isOfFiles(error: unknown): boolean {
  return /^E[A-Z]+$/.test(systemCode(error) ?? "") || firstLineOf(error).startsWith("IO Error");
}

/** File systems allow 255 bytes at most; the extension, the hash and an encrypting file system need some of them. */
const MAX_BYTES = 180;

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const REFUSED = /[/\\:*?"<>|\u0000-\u001f\u007f]/g;
/** A dot at the start hides a file; Windows drops dots and blanks at the end. */
const AT_ENDS = /^\.+|[. ]+$/g;
const DEVICE = /^(con|prn|aux|nul|com[0-9\u00b9\u00b2\u00b3]|lpt[0-9\u00b9\u00b2\u00b3])\s*(\.|$)/i;
/** Our own folder, in upper or lower case: some file systems do not distinguish them. */
const OWN = /^_sluice$/i;

/**
 * What a schema or a table is called as a file, on any system. Most names stay as they are; one that is changed gets a part of its
 * hash, so that no two become one.
 */
export function fileNameOf(name: string): string {
  const usable = name.replace(REFUSED, "_").replace(AT_ENDS, (found) => "_".repeat(found.length));
  const isOwn = usable === name && name !== "" && !DEVICE.test(name) && !OWN.test(name);
  if (isOwn && Buffer.byteLength(name) <= MAX_BYTES) return name;
  const hash = createHash("sha256").update(name).digest("hex").slice(0, 6);
  return `${DEVICE.test(usable) ? "_" : ""}${cutBytes(usable, MAX_BYTES)}_${hash}`;
}
