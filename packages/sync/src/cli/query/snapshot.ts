import { access, type FileHandle, open } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { DestinationError } from "../../destinations/destination.js";
import { isMissing, systemCode } from "../../destinations/files/disk.js";
import { readManifest } from "../../destinations/files/manifest.js";
import type { Content, TableEntry } from "../../destinations/files/manifest-content.js";

/** Where Linux shows the files that a process has open: as they were when they were opened, whatever is renamed or removed since. */
const OPEN_FILES = "/proc/self/fd";

/** How often a folder is looked at that changes meanwhile, and how long to wait before the next time. */
const ATTEMPTS = 50;
const PAUSE_MS = 100;

/** A table, and its files as they were at one moment. */
export interface SnapshotTable {
  readonly entry: TableEntry;
  /** Paths that stay readable until the snapshot is closed. */
  readonly paths: readonly string[];
}

/** All tables of a folder as one commit left them, also while a sync loads into it. */
export class FolderSnapshot {
  readonly content: Content;
  readonly tables: readonly SnapshotTable[];
  readonly #handles: readonly FileHandle[];

  private constructor(content: Content, tables: readonly SnapshotTable[], handles: readonly FileHandle[]) {
    this.content = content;
    this.tables = tables;
    this.#handles = handles;
  }

  /**
   * @returns undefined where nothing has been loaded yet.
   * @throws DestinationError if a file of a table is gone, or the manifest cannot be read.
   */
  static async of(folder: string): Promise<FolderSnapshot | undefined> {
    for (let attempt = 1; ; attempt++) {
      const content = await readManifest(folder);
      if (content === undefined) return undefined;
      const found = await FolderSnapshot.#opened(folder, content);
      // files are renamed only after the manifest has changed: if it has not, they are those that it names
      const isSame = JSON.stringify(await readManifest(folder)) === JSON.stringify(content);
      if (isSame && found.missing.length === 0) return new FolderSnapshot(content, found.tables, found.handles);
      await closeAll(found.handles);
      if (isSame) throw missingError(folder, found.missing);
      if (attempt === ATTEMPTS) {
        throw new DestinationError(`${folder} changes all the time. Run the query again when the sync has ended.`);
      }
      await pause(PAUSE_MS);
    }
  }

  static async #opened(folder: string, { tables, redo }: Content) {
    const isKept = await access(OPEN_FILES).then(
      () => true,
      () => false,
    );
    const handles: FileHandle[] = [];
    const missing: string[] = [];
    const found: SnapshotTable[] = [];
    try {
      for (const entry of tables) {
        const paths: string[] = [];
        for (const file of entry.files) {
          const hidden = redo.moves.find(({ to }) => to === file)?.from; // a commit that is not completed yet
          const handle = (hidden && (await opened(join(folder, hidden)))) || (await opened(join(folder, file)));
          if (handle === undefined) continue;
          handles.push(handle);
          paths.push(isKept ? `${OPEN_FILES}/${handle.fd}` : join(folder, file));
        }
        if (paths.length > 0) found.push({ entry, paths });
        if (paths.length > 0 && paths.length < entry.files.length) missing.push(...entry.files);
      }
      return { handles, missing, tables: found };
    } catch (error) {
      await closeAll(handles);
      throw error;
    }
  }

  async close(): Promise<void> {
    await closeAll(this.#handles);
  }
}

/** @returns undefined if there is no such file. */
async function opened(path: string): Promise<FileHandle | undefined> {
  try {
    return await open(path);
  } catch (error) {
    if (isMissing(error)) return undefined;
    const remedy = systemCode(error) === "EMFILE" ? "Raise the limit of open files (ulimit -n)." : "Check the file.";
    throw new DestinationError(`${path} cannot be read (${systemCode(error)}). ${remedy}`, { cause: error });
  }
}

async function closeAll(handles: readonly FileHandle[]): Promise<void> {
  for (const handle of handles) await handle.close();
}

function missingError(folder: string, [file = ""]: readonly string[]): DestinationError {
  return new DestinationError(
    `A file of the table ${join(folder, file.split("/").slice(0, 2).join("/"))} is gone. ` +
      "Read its stream in full: `sluice sync SOURCE --full-refresh --streams NAME`.",
  );
}
