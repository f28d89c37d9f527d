import { readFile, rename, rmdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Column } from "../../tables/table.js";
import { DestinationError, type RunEnd } from "../destination.js";
import { codeOf, isThere, messageOf, namesIn, removeFiles, replaceFile, syncFile, syncFolder } from "./disk.js";

/** Our own folder within the folder that is landed in. */
export const OWN_FOLDER = "_sluice";

/** A file on its way begins with a dot and ends so: no reader's pattern finds it. */
const HIDDEN = /^\..*\.sluice-tmp$/;

/** What is known of a stream. Times are ISO 8601; paths are within the folder, with slashes. */
export interface StreamEntry {
  readonly connection: string;
  readonly stream: string;
  readonly schema: string;
  readonly table: string;
  /** The names of the key's columns. */
  readonly key: readonly string[];
  /** The columns in the table's file, in their order; of a table in parts, those that any part has. Our own come behind them. */
  readonly columns: readonly Column[];
  /** As the source wrote it, byte for byte. */
  readonly state?: string | undefined;
  /** How many records have been landed. */
  readonly landed: number;
  readonly run: string;
  readonly updatedAt: string;
  readonly files: readonly string[];
  /** Of all batches that landed in the table, in bytes: what a reader of long lines must be ready for. */
  readonly longestLine: number;
}

export interface RunEntry {
  readonly run: string;
  readonly connection: string;
  readonly startedAt: string;
  readonly endedAt?: string | undefined;
  readonly status: RunEnd["status"] | "running" | "killed";
  readonly streams: RunEnd["streams"];
  readonly error?: string | undefined;
  readonly settings?: string | undefined;
}

/** What is left to do when a commit is made: first the moves, then the removals. Doing it twice does no harm. */
export interface Todo {
  readonly moves: readonly { readonly from: string; readonly to: string }[];
  readonly removals: readonly string[];
}

export interface Content {
  readonly version: 1;
  /** The extension of the files. */
  readonly format: string;
  /** All folders that files were ever written in. */
  readonly folders: readonly string[];
  readonly streams: readonly StreamEntry[];
  /** The state of all streams of a connection, where its source keeps one. */
  readonly shared: readonly { readonly connection: string; readonly state: string }[];
  /** The oldest first. */
  readonly runs: readonly RunEntry[];
  readonly todo: Todo;
}

const NOTHING: Todo = { moves: [], removals: [] };

/** @returns undefined where nothing has been landed yet. @throws DestinationError if it cannot be read. */
export async function readManifest(folder: string): Promise<Content | undefined> {
  const path = manifestIn(folder);
  try {
    const content = JSON.parse(await readFile(path, "utf8")) as Content;
    if (content.version !== 1)
      throw new Error(`it is of version ${String(content.version)}, and this sluice knows version 1`);
    return content;
  } catch (error) {
    if (codeOf(error) === "ENOENT" || codeOf(error) === "ENOTDIR") return undefined;
    throw new DestinationError(`${path} cannot be read: ${messageOf(error)}.`, { cause: error });
  }
}

/**
 * The books of a folder, and its redo log. Files are written under hidden names first; that the manifest names them is the commit;
 * then they get their own names. Whoever is killed between the two leaves the rest to the next one.
 */
export class Manifest {
  readonly #folder: string;
  readonly #beforeCommit: () => Promise<void>;
  #content: Content;

  private constructor(folder: string, content: Content, beforeCommit: () => Promise<void>) {
    this.#folder = folder;
    this.#content = content;
    this.#beforeCommit = beforeCommit;
  }

  /**
   * Opens the books, finishes the commit that was interrupted, if one was, and sweeps what never came to one.
   *
   * @param beforeCommit throws if nothing may be written any more.
   * @throws DestinationError if the folder holds files of another format, or the books cannot be read.
   */
  static async open(folder: string, format: string, beforeCommit: () => Promise<void>): Promise<Manifest> {
    const content = await readManifest(folder);
    if (content !== undefined && content.format !== format) {
      throw new DestinationError(
        `${folder} holds ${content.format} files that Sluice keeps the books of. Land ${format} files in another folder.`,
      );
    }
    const empty: Content = { version: 1, format, folders: [], streams: [], shared: [], runs: [], todo: NOTHING };
    const manifest = new Manifest(folder, content ?? empty, beforeCommit);
    await manifest.#rollForward();
    for (const place of manifest.#content.folders) {
      const hidden = (await namesIn(join(folder, place))).filter((name) => HIDDEN.test(name));
      await removeFiles(hidden.map((name) => join(folder, place, name)));
    }
    return manifest;
  }

  get content(): Content {
    return this.#content;
  }

  /** All of it or nothing: what the books say from now on, and what becomes of files with it. @throws if nothing was changed. */
  async commit(change: (before: Content) => Content, todo: Todo = NOTHING): Promise<void> {
    await this.#rollForward();
    await this.#beforeCommit();
    const next = { ...change(this.#content), todo };
    for (const { from } of todo.moves) await syncFile(join(this.#folder, from));
    await this.#syncFolders(todo.moves.map(({ from }) => from));
    await replaceFile(manifestIn(this.#folder), `${JSON.stringify(next, undefined, 1)}\n`);
    this.#content = next;
    await syncFolder(join(this.#folder, OWN_FOLDER));
    await this.#rollForward();
  }

  /** Does what the last commit left to do. */
  async #rollForward(): Promise<void> {
    const { moves, removals } = this.#content.todo;
    if (moves.length === 0 && removals.length === 0) return;
    for (const { from, to } of moves) {
      if (await isThere(join(this.#folder, from))) await rename(join(this.#folder, from), join(this.#folder, to));
    }
    await removeFiles(removals.map((path) => join(this.#folder, path)));
    for (const place of new Set(removals.map((path) => dirname(path)))) {
      if (place.includes("/")) await rmdir(join(this.#folder, place)).catch(() => undefined); // a table's folder, if it is empty
    }
    await this.#syncFolders([...moves.map(({ to }) => to), ...removals]);
    this.#content = { ...this.#content, todo: NOTHING };
  }

  async #syncFolders(paths: readonly string[]): Promise<void> {
    for (const place of new Set(paths.map((path) => dirname(path)))) await syncFolder(join(this.#folder, place));
  }
}

function manifestIn(folder: string): string {
  return join(folder, OWN_FOLDER, "manifest.json");
}
