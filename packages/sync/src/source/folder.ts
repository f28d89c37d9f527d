import { once } from "node:events";
import { rmSync } from "node:fs";
import { lstat, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { connect, createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { getuid } from "node:process";
import { atExit } from "./at-exit.js";

const PREFIX = "sluice-sync-";

/** Those of this version, and those of an earlier one, which were named by host and process id. */
const OURS = /^sluice-(?:sync|[\w.]+-\d+)-\w{6}$/;

/** A socket in the folder. The system answers for the process that listens on it, in whatever container that is, and for nobody else. */
const LOCK = "lock";

/** A folder without a socket may be one that is being made, or that of a system without sockets. */
const MAX_AGE_MS = 24 * 3_600_000;

/**
 * A folder for what a sync must write down on its way: a source's config, batches. Nobody else may look into it (0700), and it
 * is removed with the sync, or with the process; after a SIGKILL the next sync removes it.
 */
export class WorkFolder {
  readonly path: string;
  readonly #lock: Server | undefined;
  readonly #removed: () => void;

  private constructor(path: string, lock: Server | undefined) {
    this.path = path;
    this.#lock = lock;
    this.#removed = atExit(() => rmSync(path, { recursive: true, force: true }));
  }

  static async open(parent = tmpdir()): Promise<WorkFolder> {
    await sweep(parent);
    const path = await mkdtemp(join(parent, PREFIX));
    return new WorkFolder(path, await listening(join(path, LOCK)));
  }

  /** @returns the path of a file that only this user can read. */
  async file(name: string, content: string): Promise<string> {
    const path = join(this.path, name);
    await writeFile(path, content, { mode: 0o600 });
    return path;
  }

  async remove(): Promise<void> {
    await rm(this.path, { recursive: true, force: true });
    this.#lock?.close();
    this.#removed();
  }
}

/** @returns undefined where there are no sockets, or the path is too long for one. */
async function listening(path: string): Promise<Server | undefined> {
  const server = createServer((socket) => socket.destroy()).unref();
  try {
    await once(server.listen(path), "listening");
    return server;
  } catch {
    return undefined;
  }
}

/** Removes the folders of syncs of this user that have ended. */
async function sweep(parent: string): Promise<void> {
  for (const name of await readdir(parent)) {
    if (!OURS.test(name)) continue;
    const path = join(parent, name);
    if (await isLeft(path)) await rm(path, { recursive: true, force: true }).catch(() => undefined);
  }
}

async function isLeft(path: string): Promise<boolean> {
  const folder = await lstat(path).catch(() => undefined);
  if (folder?.isDirectory() !== true || folder.uid !== getuid?.() || (folder.mode & 0o777) !== 0o700) return false;
  const lock = await lstat(join(path, LOCK)).catch(() => undefined);
  if (lock === undefined) return Date.now() - folder.mtimeMs > MAX_AGE_MS;
  return lock.isSocket() && (await answerOf(join(path, LOCK))) === "ECONNREFUSED";
}

/** @returns the code of the error, e.g. ECONNREFUSED where nobody listens; undefined where somebody does. */
async function answerOf(path: string): Promise<string | undefined> {
  const socket = connect(path);
  try {
    await once(socket, "connect");
    return undefined;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code;
  } finally {
    socket.destroy();
  }
}
