import { existsSync, type FSWatcher, readdirSync, watch } from "node:fs";
import { join } from "node:path";

/** Editors write a file in several steps. */
const SETTLED_MS = 100;

/**
 * Resolves at the next change of a file. Each folder is watched and not its files, because editors put a new file instead of the
 * old one; Node's own recursive watching loses such files on Linux.
 */
export function watchFolders(folders: readonly string[]): { next(): Promise<void> } {
  const watchers = new Map<string, FSWatcher>();
  let timer: NodeJS.Timeout | undefined;
  const waiting: (() => void)[] = [];
  const settled = () => {
    watchNew();
    for (const resolve of waiting.splice(0)) resolve();
  };
  const changed = (_event: string, file: string | null) => {
    if (file !== null && isTemporary(file)) return;
    clearTimeout(timer);
    timer = setTimeout(settled, SETTLED_MS);
  };
  const forget = (folder: string) => {
    watchers.get(folder)?.close();
    watchers.delete(folder);
  };
  const watchNew = () => {
    const present = folders.flatMap(withSubfolders);
    for (const folder of watchers.keys()) if (!present.includes(folder)) forget(folder);
    for (const folder of present) {
      if (!watchers.has(folder))
        watchers.set(
          folder,
          watch(folder, changed).on("error", () => forget(folder)),
        );
    }
  };
  watchNew();
  return { next: () => new Promise((resolve) => void waiting.push(resolve)) };
}

function isTemporary(file: string): boolean {
  return file.startsWith(".") || file.endsWith("~") || /^\d+$/.test(file);
}

function withSubfolders(folder: string): string[] {
  if (!existsSync(folder)) return [];
  const names = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return [folder, ...names.flatMap(({ name }) => withSubfolders(join(folder, name)))];
}
