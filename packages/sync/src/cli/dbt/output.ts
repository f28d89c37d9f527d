import { readFile } from "node:fs/promises";
import { dirname } from "node:path";
import { makeFolder, replaceFile } from "../../destinations/files/disk.js";
import { absolutePath, FileError, systemReason } from "../../files/named-file.js";
import { UsageError } from "../command.js";

/** The first line of a file that may be written again. */
export const HEADER = "# Written by `sluice dbt`, which replaces this file: change its options, not the file.";

/**
 * Writes the file, and the folders around it, unless there is one that somebody else wrote.
 *
 * @returns whether it had another content before.
 * @throws UsageError if there is one; FileError if it cannot be written.
 */
export async function writeSources(
  path: string,
  content: string,
  { folder, force }: { readonly folder: string; readonly force: boolean },
): Promise<boolean> {
  const file = absolutePath(path, folder);
  try {
    const before = await textOf(file);
    if (before === content) return false;
    if (before !== undefined && !force && !before.startsWith(HEADER)) {
      throw new UsageError(
        `Cannot write ${path}: it was not written by \`sluice dbt\`. Name another file, or pass --force to replace it.`,
      );
    }
    await makeFolder(dirname(file));
    await replaceFile(file, content);
    return true;
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new FileError(`Cannot write ${path}: ${systemReason(error)}. Name another file with --out.`, {
      cause: error,
    });
  }
}

async function textOf(file: string): Promise<string | undefined> {
  return readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    throw error;
  });
}
