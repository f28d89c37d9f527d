import { join, resolve } from "node:path";
import { type Destination, DestinationError, type Store } from "../destination.js";
import { historyIn } from "./books.js";
import { explained, makeFolder } from "./disk.js";
import { FilesDestination } from "./files-destination.js";
import type { Format, Workshop } from "./formats/format.js";
import { Lock } from "./lock.js";
import { Manifest, OWN_FOLDER, readManifest } from "./manifest.js";

/** A folder of files of one format. While it is open no other process lands in it; any may read. */
export class FilesStore implements Store {
  readonly #folder: string;
  readonly #format: Format;
  readonly #lock: Lock;
  readonly #manifest: Manifest;
  #workshop: Promise<Workshop> | undefined;
  /** Ends when what is under way does. */
  #turn: Promise<unknown> = Promise.resolve();
  readonly #connected = new Set<string>();

  private constructor(folder: string, format: Format, lock: Lock, manifest: Manifest) {
    this.#folder = folder;
    this.#format = format;
    this.#lock = lock;
    this.#manifest = manifest;
  }

  /**
   * Makes the folder, if need be, and finishes what a sync that was killed left undone.
   *
   * @param options.waitMs how long to wait for a process that lands there, in milliseconds.
   * @throws DestinationError if another process lands there, or the folder cannot be used.
   */
  static async open(
    path: string,
    format: Format,
    { waitMs = 0 }: { readonly waitMs?: number } = {},
  ): Promise<FilesStore> {
    const folder = resolve(path);
    try {
      await makeFolder(join(folder, OWN_FOLDER));
      const lock = await Lock.take(join(folder, OWN_FOLDER, "lock"), waitMs);
      try {
        const manifest = await Manifest.open(folder, format.name, () => lock.assertHeld());
        return new FilesStore(folder, format, lock, manifest);
      } catch (error) {
        await lock.release();
        throw error;
      }
    } catch (error) {
      throw explained(error, folder);
    }
  }

  /** To be read only: no lock is taken, and `connect` refuses. Undefined if nothing was landed there. */
  static async existing(path: string): Promise<Store | undefined> {
    const folder = resolve(path);
    if ((await readManifest(folder)) === undefined) return undefined;
    return {
      connect: () => Promise.reject(new DestinationError(`${folder} was opened to be read only.`)),
      history: async () => {
        const content = await readManifest(folder);
        return content === undefined ? { runs: [], streams: [] } : historyIn(content);
      },
      close: async () => {},
    };
  }

  async connect(connection: string): Promise<Destination> {
    if (this.#connected.has(connection)) {
      throw new DestinationError(
        `A sync of "${connection}" is under way in ${this.#folder}. Another one needs a name of its own: --name NAME`,
      );
    }
    this.#connected.add(connection);
    const place = {
      folder: this.#folder,
      extension: this.#format.name,
      manifest: this.#manifest,
      workshop: () => (this.#workshop ??= this.#format.openWorkshop()),
      alone: <T>(work: () => Promise<T>) => this.#alone(work),
    };
    return new FilesDestination(place, connection, () => this.#connected.delete(connection));
  }

  /** Several sources may land in the folder: one after the other, for there is one manifest, and a merge takes all cores anyway. */
  async #alone<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#turn.then(work);
    this.#turn = result.catch(() => undefined);
    try {
      return await result;
    } catch (error) {
      throw explained(error, this.#folder);
    }
  }

  async history(): ReturnType<Store["history"]> {
    return historyIn(this.#manifest.content);
  }

  async close(): Promise<void> {
    await this.#turn;
    try {
      await (await this.#workshop)?.close();
    } finally {
      await this.#lock.release();
    }
  }
}
