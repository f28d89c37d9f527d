import { DuckDbSession, type OpenDuckDb, openDuckDb } from "../duckdb/session.js";
import { WatchedFile } from "../duckdb/watched-file.js";
import { quoted } from "../sql/text.js";
import { attachLake, type LakeOptions } from "./attach.js";
import { type Catalog, catalogOf } from "./catalog.js";
import type { LakeLocation } from "./location.js";

/** What SQL calls the lake. */
const NAME = "lake";

/** A lake, attached to a DuckDB in memory that types and merges the rows. */
export class Lake extends DuckDbSession {
  readonly source: Catalog;
  readonly #location: LakeLocation;
  readonly #options: LakeOptions;
  readonly #file: WatchedFile;
  #isBroken = false;

  private constructor(duckDb: OpenDuckDb, location: LakeLocation, parts: LakeParts) {
    super(duckDb, NAME);
    this.#location = location;
    this.source = parts.source;
    this.#options = parts.options;
    this.#file = parts.file;
  }

  /**
   * Opens a lake; one that does not exist is created, unless it is only read.
   *
   * @throws DestinationError if the catalog cannot be opened, is something else, or its files are in another place.
   */
  static async open(location: LakeLocation, options: LakeOptions = {}): Promise<Lake> {
    const source = catalogOf(location.catalog);
    const duckDb = await attached(location, source, options);
    const file = await WatchedFile.at(options.readOnly === true ? undefined : source.file);
    return new Lake(duckDb, location, { source, options, file });
  }

  /** The next `recover` opens the lake again, because an error may have left locks of the catalog behind. */
  breaks(): void {
    this.#isBroken = true;
  }

  /** Opens the lake again after an error. */
  async recover(): Promise<void> {
    if (!this.#isBroken) return;
    super.close();
    this.duckDb = await attached(this.#location, this.source, this.#options);
    this.#isBroken = false;
  }

  assertInPlace(): Promise<void> {
    return this.#file.assertInPlace();
  }
}

interface LakeParts {
  readonly source: Catalog;
  readonly options: LakeOptions;
  readonly file: WatchedFile;
}

async function attached(location: LakeLocation, source: Catalog, options: LakeOptions): Promise<OpenDuckDb> {
  const duckDb = await openDuckDb(":memory:");
  try {
    await attachLake(duckDb.connection, location, { ...options, source, name: NAME });
    await duckDb.connection.run(`USE ${quoted(NAME)}`);
    return duckDb;
  } catch (error) {
    duckDb.connection.closeSync();
    duckDb.instance.closeSync();
    throw error;
  }
}
