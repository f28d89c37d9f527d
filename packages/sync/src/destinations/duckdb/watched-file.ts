import type { BigIntStats } from "node:fs";
import { stat } from "node:fs/promises";
import { DestinationError } from "../destination.js";

/** A file that is held open, and has to stay at its path. */
export class WatchedFile {
  readonly #path: string | undefined;
  /** Undefined where there is no file, e.g. for a database in memory. */
  readonly #before: BigIntStats | undefined;

  private constructor(path: string | undefined, before: BigIntStats | undefined) {
    this.#path = path;
    this.#before = before;
  }

  /** @param path undefined for a file that may go. */
  static async at(path: string | undefined): Promise<WatchedFile> {
    return new WatchedFile(path, path === undefined ? undefined : await statOf(path));
  }

  /** @throws DestinationError if another file, or none, is at its path now. */
  async assertInPlace(): Promise<void> {
    if (this.#path === undefined || this.#before === undefined) return;
    const now = await statOf(this.#path);
    if (now !== undefined && isSameFile(this.#before, now)) return;
    throw new DestinationError(
      `${this.#path} was ${now === undefined ? "removed" : "replaced"} while it was open: what this sync loaded is not in it. Run the sync again.`,
    );
  }
}

/** A number of a removed file is given to the next new one, so the time of birth counts too, where the system knows it. */
function isSameFile(before: BigIntStats, now: BigIntStats): boolean {
  if (now.ino !== before.ino || now.dev !== before.dev) return false;
  // Node gives the time of the last change where the time of birth is not known
  const isBirthKnown = before.birthtimeNs !== 0n && before.birthtimeNs !== before.ctimeNs;
  return !isBirthKnown || now.birthtimeNs === before.birthtimeNs;
}

async function statOf(path: string): Promise<BigIntStats | undefined> {
  return stat(path, { bigint: true }).catch(() => undefined);
}
