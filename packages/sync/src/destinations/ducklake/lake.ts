import { DestinationError } from "../destination.js";
import { whenUnlocked } from "../duckdb/database.js";
import { loadExtensions } from "../duckdb/extensions.js";
import { DuckDbSession, type OpenDuckDb, openDuckDb } from "../duckdb/session.js";
import { WatchedFile } from "../duckdb/watched-file.js";
import { quoted, text } from "../sql/text.js";
import { type Catalog, catalogOf, noData } from "./catalog.js";
import type { LakeLocation } from "./location.js";
import { credentialsError, s3Access } from "./s3.js";

/** What SQL calls the lake. */
const NAME = "lake";

export interface LakeOptions {
  /** How long to wait for another process that has the catalog's file, in milliseconds. */
  readonly waitMs?: number | undefined;
  readonly readOnly?: boolean | undefined;
  /** Where credentials and settings are looked up. */
  readonly environment?: Readonly<Record<string, string | undefined>> | undefined;
}

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
    await prepare(duckDb, location, { source, options });
    return duckDb;
  } catch (error) {
    duckDb.connection.closeSync();
    duckDb.instance.closeSync();
    throw error;
  }
}

async function prepare(
  { connection }: OpenDuckDb,
  location: LakeLocation,
  { source, options }: Pick<LakeParts, "source" | "options">,
): Promise<void> {
  const { environment = process.env, waitMs } = options;
  await loadExtensions(connection, source.extensions, environment);
  if (source.secret !== undefined) await connection.run(source.secret);
  const useBucket = async () => {
    const { extensions, secret } = s3Access(environment, location.endpoint);
    await loadExtensions(connection, extensions, environment);
    await connection.run(secret).catch((error: unknown) => Promise.reject(credentialsError(error)));
  };
  if (location.data?.startsWith("s3://") === true) await useBucket();
  const isLake = (await source.state()) === "lake";
  if (!isLake && location.data === undefined && location.catalog.kind !== "duckdb") throw noData(source.label);
  const attach = () => connection.run(attachment(location, source, { isLake, readOnly: options.readOnly === true }));
  // that the files of a lake are in a bucket may be known from its catalog alone
  const attachOrOpenBucket = () =>
    attach().catch(async (error: unknown) => {
      if (!/Data path s3.* requires the extension httpfs/i.test(String(error))) throw error;
      await useBucket();
      return attach();
    });
  await whenUnlocked(source.label, waitMs, () =>
    source.inTurn(attachOrOpenBucket).catch((error: unknown) => Promise.reject(refused(error, source))),
  );
  await connection.run(`USE ${quoted(NAME)}`);
}

/** A file that is there has to be a lake: DuckLake would add its own tables to any database. */
function attachment(
  { data }: LakeLocation,
  { address, options }: Catalog,
  { isLake, readOnly }: { readonly isLake: boolean; readonly readOnly: boolean },
): string {
  const all = [
    ...options,
    ...(data === undefined ? [] : [`DATA_PATH ${text(data)}`]),
    ...(isLake ? ["CREATE_IF_NOT_EXISTS false"] : []),
    ...(readOnly ? ["READ_ONLY"] : []),
  ];
  return `ATTACH ${text(`ducklake:${address}`)} AS ${quoted(NAME)}${all.length === 0 ? "" : ` (${all.join(", ")})`}`;
}

/** DuckLake's reasons in our words; the error itself where it is for `whenUnlocked`. */
function refused(error: unknown, { label }: Catalog): unknown {
  const message = String(error);
  const [, given, existing] =
    /DATA_PATH parameter "(.*?)" does not match existing data path .*? "(.*?)"/.exec(message) ?? [];
  if (existing !== undefined) {
    return new DestinationError(
      `The lake in ${label} has its files in ${existing}, not in ${given}. Leave ?data= out, or name another catalog.`,
    );
  }
  if (/creating a new DuckLake is explicitly disabled/.test(message)) {
    return new DestinationError(`${label} is a database without a lake in it. Name another file.`, { cause: error });
  }
  if (/Attempting to create a new ducklake instance but data_path is not set/.test(message)) return noData(label);
  return error;
}
