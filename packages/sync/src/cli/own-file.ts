import { readFile } from "node:fs/promises";
import { dirname } from "node:path";
import { makeFolder, replaceFile } from "../destinations/files/disk.js";
import { absolutePath, FileError, systemReason } from "../files/named-file.js";
import { UsageError } from "./command.js";

/** A file that a command writes, and may write again. */
export interface OwnFile {
  /** As the user wrote it. */
  readonly path: string;
  /** The current folder. */
  readonly folder: string;
  readonly content: string;
  /** How each file of the command begins. */
  readonly mark: string;
  /** The command, and its option that names the file. */
  readonly command: string;
  readonly option: string;
  /** Whether a file of somebody else may be replaced; undefined where the command has no option for that. */
  readonly force?: boolean | undefined;
}

/**
 * Writes the file, and the folders around it, unless there is one that somebody else wrote.
 *
 * @returns whether it had another content before.
 * @throws UsageError if there is one; FileError if it cannot be written.
 */
export async function writeOwnFile({ path, folder, content, mark, ...how }: OwnFile): Promise<boolean> {
  const { command, option, force } = how;
  const file = absolutePath(path, folder);
  try {
    const before = await textOf(file);
    if (before === content) return false;
    if (before !== undefined && force !== true && !before.startsWith(mark)) {
      const remedy = force === undefined ? "" : ", or pass --force to replace it";
      throw new UsageError(`Cannot write ${path}: it was not written by \`${command}\`. Name another file${remedy}.`);
    }
    await makeFolder(dirname(file));
    await replaceFile(file, content);
    return true;
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new FileError(`Cannot write ${path}: ${systemReason(error)}. Name another file with ${option}.`, {
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
