import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";

/** Says whose a folder is: process ids mean something on their own machine only. */
const HERE = `sluice-${hostname().replaceAll(/[^\w.]/g, "_")}-`;

/**
 * A folder for what a sync must write down on its way: a source's config, batches. Nobody else may look into it (0700), and it
 * goes with the sync; one that was killed leaves it, for the next one to sweep.
 */
export class WorkFolder {
  readonly path: string;

  private constructor(path: string) {
    this.path = path;
  }

  static async open(): Promise<WorkFolder> {
    await sweep();
    return new WorkFolder(await mkdtemp(join(tmpdir(), `${HERE}${process.pid}-`)));
  }

  /** @returns the path of a file that only this user can read. */
  async file(name: string, content: string): Promise<string> {
    const path = join(this.path, name);
    await writeFile(path, content, { mode: 0o600 });
    return path;
  }

  async remove(): Promise<void> {
    await rm(this.path, { recursive: true, force: true });
  }
}

/** Removes the folders of syncs that are dead. */
async function sweep(): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    const pid = name.startsWith(HERE) ? Number.parseInt(name.slice(HERE.length), 10) : Number.NaN;
    if (Number.isNaN(pid) || isAlive(pid)) continue;
    await rm(join(tmpdir(), name), { recursive: true, force: true }).catch(() => undefined); // another user's
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
