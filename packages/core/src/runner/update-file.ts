import {
  closeSync,
  fchmodSync,
  fchownSync,
  fstatSync,
  fsyncSync,
  openSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  type Stats,
  statSync,
  writeFileSync,
} from "node:fs";
import { dirname } from "node:path";

/** A write takes milliseconds, so a temporary file that is older was left by a process that was killed. */
const LEFT_MS = 2_000;
const MAX_WAIT_MS = 5_000;
const RETRY_MS = 10;

/**
 * Replaces a file atomically: a reader finds the old text or the new one, also after a kill or a power cut. A link is followed,
 * and mode and owner stay. The temporary file next to it is the lock: two processes change a file one after the other. It is
 * synchronous, so that nothing else happens in this process before the new text is safe.
 *
 * @param change gets the text of now; undefined leaves the file unchanged.
 * @throws NodeJS.ErrnoException if the file cannot be read or replaced; EACCES if its owner may not write it.
 */
export function updateFile(path: string, change: (text: string) => string | undefined): void {
  const file = realpathSync(path);
  if ((statSync(file).mode & 0o200) === 0) throw errorOf("EACCES", `${file} is read-only`);
  replace(file, () => {
    const text = change(readFileSync(file, "utf8"));
    return text === undefined ? undefined : { text, like: statSync(file) };
  });
}

/** The same for a file that may not exist, and that only this user may read. @throws NodeJS.ErrnoException */
export function writePrivateFile(file: string, text: string): void {
  replace(file, () => ({ text }));
}

interface Content {
  readonly text: string;
  /** Whose mode and owner it gets; without it only this user may read it. */
  readonly like?: Stats;
}

function replace(file: string, contentNow: () => Content | undefined): void {
  const temporary = `${file}.sluice-new`;
  const handle = locked(temporary);
  let isOver = false;
  try {
    const content = contentNow();
    if (content === undefined) return;
    writeFileSync(handle, content.text);
    const { like } = content;
    if (like !== undefined) {
      const { uid, gid } = fstatSync(handle);
      if (uid !== like.uid || gid !== like.gid) fchownSync(handle, like.uid, like.gid);
      fchmodSync(handle, like.mode & 0o7777);
    }
    fsyncSync(handle);
    if (fstatSync(handle).ino !== statSync(temporary).ino) throw errorOf("EBUSY", `${file} is being written`);
    renameSync(temporary, file);
    isOver = true;
  } finally {
    closeSync(handle);
    if (!isOver) rmSync(temporary, { force: true });
  }
  syncFolder(dirname(file));
}

/** Creates the temporary file, once no other process has it. */
function locked(temporary: string): number {
  const untilMs = Date.now() + MAX_WAIT_MS;
  for (;;) {
    try {
      return openSync(temporary, "wx", 0o600);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
      const { mtimeMs = Date.now() } = statSync(temporary, { throwIfNoEntry: false }) ?? {};
      if (Date.now() - mtimeMs > LEFT_MS) rmSync(temporary, { force: true });
      else if (Date.now() >= untilMs) throw errorOf("EBUSY", `another process is writing ${temporary}`);
      else Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, RETRY_MS);
    }
  }
}

/** After a power cut the new name is there too. Windows opens no folder and does not need it. */
function syncFolder(folder: string): void {
  if (process.platform === "win32") return;
  const handle = openSync(folder, "r");
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

function errorOf(code: string, message: string): NodeJS.ErrnoException {
  return Object.assign(new Error(message), { code });
}
