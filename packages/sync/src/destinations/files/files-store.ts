import { join, resolve } from "node:path";
import { type Destination, DestinationError, type RunRecord, type Store, type StoreHistory } from "../destination.js";
import type { RunQuery } from "../run.js";
import { makeFolder, writeError } from "./disk.js";
import { FilesDestination } from "./files-destination.js";
import { Lock } from "./lock.js";
import { Manifest, OWN_FOLDER, readManifest } from "./manifest.js";
import { emptyContent, historyOf, runsOf } from "./manifest-content.js";
import { DuckDbStaging, type Format } from "./staging.js";

/** A folder of files of one format. While it is open no other process loads into it; any may read. */
export class FilesStore implements Store {
  readonly #folder: string;
  readonly #format: Format;
  readonly #lock: Lock;
  readonly #manifest: Manifest;
  #staging: Promise<DuckDbStaging> | undefined;
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
   * Makes the folder if there is none, and completes the last commit of a sync that was killed.
   *
   * @param options.waitMs how long to wait for a process that loads into it, in milliseconds.
   * @throws DestinationError if another process loads into it, or it cannot be used.
   */
  static async open(
    path: string,
    format: Format,
    { waitMs = 0 }: { readonly waitMs?: number } = {},
  ): Promise<FilesStore> {
    const folder = resolve(path);
    try {
      await makeFolder(join(folder, OWN_FOLDER));
      const lock = await Lock.take(join(folder, OWN_FOLDER, "lock"), { waitMs });
      try {
        const manifest = await Manifest.open(folder, format, () => lock.assertHeld());
        return new FilesStore(folder, format, lock, manifest);
      } catch (error) {
        await lock.release();
        throw error;
      }
    } catch (error) {
      throw writeError(error, folder);
    }
  }

  /** For reading only: no lock is taken, and `connect` refuses. Undefined if nothing has been loaded. */
  static async existing(path: string): Promise<Store | undefined> {
    const folder = resolve(path);
    if ((await readManifest(folder)) === undefined) return undefined;
    return {
      connect: () => Promise.reject(new DestinationError(`${folder} was opened for reading only.`)),
      history: async () => historyOf((await readManifest(folder)) ?? emptyContent("")),
      runs: async (query) => runsOf((await readManifest(folder)) ?? emptyContent(""), query),
      close: async () => {},
    };
  }

  async connect(connection: string): Promise<Destination> {
    if (this.#connected.has(connection)) {
      throw new DestinationError(
        `A sync of "${connection}" is running in ${this.#folder}. Give another one a name of its own: --name NAME`,
      );
    }
    this.#connected.add(connection);
    const shared = {
      folder: this.#folder,
      extension: this.#format,
      isUntyped: this.#format === "jsonl",
      manifest: this.#manifest,
      staging: () => (this.#staging ??= DuckDbStaging.open(this.#format)),
      alone: <T>(work: () => Promise<T>) => this.#alone(work),
    };
    return new FilesDestination(shared, connection, () => this.#connected.delete(connection));
  }

  /** Several connections may load into the folder: one after the other, because there is one manifest, and a merge takes all cores anyway. */
  async #alone<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#turn.then(work);
    this.#turn = result.catch(() => undefined);
    try {
      return await result;
    } catch (error) {
      throw writeError(error, this.#folder);
    }
  }

  async history(): Promise<StoreHistory> {
    return historyOf(this.#manifest.content);
  }

  async runs(query: RunQuery): Promise<readonly RunRecord[]> {
    return runsOf(this.#manifest.content, query);
  }

  async close(): Promise<void> {
    await this.#turn;
    try {
      await (await this.#staging)?.close();
    } finally {
      await this.#lock.release();
    }
  }
}
