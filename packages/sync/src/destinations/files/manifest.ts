import { readFile, rename, rmdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { DestinationError } from "../destination.js";
import { exists, firstLineOf, isMissing, namesIn, removeFiles, replaceFile, syncFile, syncFolder } from "./disk.js";
import { type FormerContent, fromVersion1 } from "./former-manifest.js";
import { type Content, emptyContent, HIDDEN_SUFFIX, NO_REDO, type RedoLog } from "./manifest-content.js";

/** Our own folder within the folder of the tables. */
export const OWN_FOLDER = "_sluice";

/** @returns undefined where nothing has been loaded yet. @throws DestinationError if the manifest cannot be read. */
export async function readManifest(folder: string): Promise<Content | undefined> {
  const path = manifestIn(folder);
  try {
    const content = JSON.parse(await readFile(path, "utf8")) as Content | FormerContent;
    if (content.version === 2) return content;
    if (content.version === 1) return fromVersion1(content);
    throw new Error("a later version of Sluice wrote it. Upgrade Sluice");
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw new DestinationError(`${path} cannot be read: ${firstLineOf(error)}.`, { cause: error });
  }
}

/**
 * The manifest of a folder, with its redo log. Files are written under hidden names first; the commit is that the manifest names them;
 * then they get their own names. A process that is killed in between leaves the rest to the next one.
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
   * Opens the manifest, finishes a commit that was interrupted, and removes files that were never committed.
   *
   * @param beforeCommit throws if nothing may be written any more.
   * @throws DestinationError if the folder holds files of another format, or the manifest cannot be read.
   */
  static async open(folder: string, format: string, beforeCommit: () => Promise<void>): Promise<Manifest> {
    const content = (await readManifest(folder)) ?? emptyContent(format);
    if (content.format !== format) {
      throw new DestinationError(
        `${folder} holds ${content.format} files that Sluice manages. Load ${format} files into another folder.`,
      );
    }
    const manifest = new Manifest(folder, content, beforeCommit);
    await manifest.complete();
    for (const place of content.folders) {
      const names = await namesIn(join(folder, place));
      const hidden = names.filter((name) => name.startsWith(".") && name.endsWith(HIDDEN_SUFFIX));
      await removeFiles(hidden.map((name) => join(folder, place, name)));
    }
    return manifest;
  }

  get content(): Content {
    return this.#content;
  }

  /** All of it or nothing: the next content, and what happens to files with it. The last commit is complete. */
  async commit(change: (before: Content) => Content, redo: RedoLog = NO_REDO): Promise<void> {
    await this.#beforeCommit();
    const next = { ...change(this.#content), redo };
    for (const { from } of redo.moves) await syncFile(join(this.#folder, from));
    await this.#syncFolders(redo.moves.map(({ from }) => from));
    await replaceFile(manifestIn(this.#folder), `${JSON.stringify(next, undefined, 1)}\n`);
    this.#content = next;
    await syncFolder(join(this.#folder, OWN_FOLDER));
    await this.complete();
  }

  /** Does what the last commit left to do. It is tried again before each further commit. */
  async complete(): Promise<void> {
    const { moves, removals } = this.#content.redo;
    if (moves.length === 0 && removals.length === 0) return;
    for (const { from, to } of moves) {
      if (await exists(join(this.#folder, from))) await rename(join(this.#folder, from), join(this.#folder, to));
    }
    await removeFiles(removals.map((path) => join(this.#folder, path)));
    for (const place of new Set(removals.map((path) => dirname(path)))) {
      if (place.includes("/")) await rmdir(join(this.#folder, place)).catch(() => undefined); // a table's folder, if it is empty
    }
    await this.#syncFolders([...moves.map(({ to }) => to), ...removals]);
    this.#content = { ...this.#content, redo: NO_REDO };
  }

  async #syncFolders(paths: readonly string[]): Promise<void> {
    for (const place of new Set(paths.map((path) => dirname(path)))) await syncFolder(join(this.#folder, place));
  }
}

function manifestIn(folder: string): string {
  return join(folder, OWN_FOLDER, "manifest.json");
}
