import { readFile } from "node:fs/promises";
import { homedir } from "node:os";
import { resolve } from "node:path";
import type { JsonValue } from "@sluice/core/json";

/** A file that the user named cannot be used. The message says why and what to do, and never quotes the file. */
export class FileError extends Error {
  override readonly name = "FileError";
}

/** A file as the user named it. */
export interface NamedFile {
  /** An absolute path, one that starts at the folder, or `~/…`. */
  readonly path: string;
  /** The current folder. */
  readonly folder: string;
  /** What it is for, e.g. "the config". */
  readonly what: string;
}

/** The absolute path of what the user wrote: `~/` is the home folder, which a shell expands only at the start of a word. */
export function absolutePath(path: string, folder: string): string {
  return resolve(
    folder,
    path.replace(/^~(?=\/|$)/, () => homedir()),
  );
}

/** The text of a file, without a byte order mark. @throws FileError */
export async function readNamed({ path, folder, what }: NamedFile): Promise<string> {
  const file = absolutePath(path, folder);
  const bytes = await readFile(file).catch((error: NodeJS.ErrnoException) => {
    const [reason, remedy] = [systemReason(error), remedyFor(error.code, file)];
    throw new FileError(`Cannot read ${what} ${path}: ${reason}. ${remedy}`, { cause: error });
  });
  return decoded(bytes, `${what} ${path}`);
}

/** Whether an error says that a file does not exist. */
export function isFileMissing(error: unknown): boolean {
  return error instanceof FileError && (error.cause as NodeJS.ErrnoException | undefined)?.code === "ENOENT";
}

/** UTF-8 as text, without a byte order mark. @param label what it is, for the error. @throws FileError */
export function decoded(bytes: Uint8Array, label: string): string {
  const [first, second] = bytes;
  const isUtf16 = (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff);
  if (isUtf16) throw new FileError(`Cannot read ${label}: it is encoded as UTF-16. Save it as UTF-8.`);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new FileError(`Cannot read ${label}: it is not UTF-8 text. Save it as UTF-8.`);
  }
}

/** @param label what it is, for the error. @throws FileError that says in which line the text is not JSON, where that is known. */
export function jsonIn(text: string, label: string): JsonValue {
  try {
    return JSON.parse(text) as JsonValue;
  } catch (error) {
    const [, position] = /at position (\d+)$/.exec(error instanceof Error ? error.message : "") ?? [];
    const line = position === undefined ? "" : ` (line ${text.slice(0, Number(position)).split("\n").length})`;
    throw new FileError(`Cannot read ${label}: it is not JSON${line}. Correct its syntax.`); // the parser's message quotes it
  }
}

/** The description of a system error's code, if there is one. */
export function systemReason(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  return (code === undefined ? undefined : WORDS[code]) ?? code ?? message;
}

const WORDS: Readonly<Record<string, string>> = {
  ENOENT: "there is no such file or folder",
  ENOTDIR: "there is no such file or folder",
  EISDIR: "it is a folder",
  EACCES: "permission denied",
  EPERM: "permission denied",
  ENOSPC: "the disk is full",
  EDQUOT: "the quota is used up",
};

function remedyFor(code: string | undefined, file: string): string {
  if (code === "ENOENT" || code === "ENOTDIR") return `Check the path: ${file}`;
  if (code === "EISDIR") return "Name a file.";
  return code === "EACCES" || code === "EPERM" ? "Allow this user to read it." : "Check the file.";
}
