import { DestinationError } from "../destination.js";
import { whenUnlocked } from "../duckdb/database.js";
import { loadExtensions } from "../duckdb/extensions.js";
import type { OpenDuckDb } from "../duckdb/session.js";
import { quoted, text } from "../sql/text.js";
import { type Catalog, noData } from "./catalog.js";
import type { LakeLocation } from "./location.js";
import { credentialsError, s3Access } from "./s3.js";

export interface LakeOptions {
  /** How long to wait for another process that has the catalog's file, in milliseconds. */
  readonly waitMs?: number | undefined;
  readonly readOnly?: boolean | undefined;
  /** Where credentials and settings are looked up. */
  readonly environment?: Readonly<Record<string, string | undefined>> | undefined;
}

/** What SQL calls the lake, and how it is opened. */
export interface LakeAttachment extends LakeOptions {
  readonly source: Catalog;
  readonly name: string;
}

/**
 * Attaches a lake to a DuckDB in memory; one that does not exist is created, unless it is only read.
 *
 * @throws DestinationError if the catalog cannot be opened, is something else, or its files are in another place.
 */
export async function attachLake(
  connection: OpenDuckDb["connection"],
  location: LakeLocation,
  { source, name, environment = process.env, waitMs, readOnly = false }: LakeAttachment,
): Promise<void> {
  await loadExtensions(connection, source.extensions, environment);
  if (source.secret !== undefined) await connection.run(source.secret);
  const useBucket = async () => {
    const { extensions, secret } = s3Access(environment, location.bucket);
    await loadExtensions(connection, extensions, environment);
    await connection.run(secret).catch((error: unknown) => Promise.reject(credentialsError(error)));
  };
  if (location.data?.startsWith("s3://") === true) await useBucket();
  const isLake = (await source.state()) === "lake";
  if (!isLake && location.data === undefined && location.catalog.kind !== "duckdb") throw noData(source.label);
  const attach = () => connection.run(attachment(location, source, { isLake, readOnly, name }));
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
}

/** A file that is there has to be a lake: DuckLake would add its own tables to any database. */
function attachment(
  { data }: LakeLocation,
  { address, options }: Catalog,
  { isLake, readOnly, name }: { readonly isLake: boolean; readonly readOnly: boolean; readonly name: string },
): string {
  const all = [
    ...options,
    ...(data === undefined ? [] : [`DATA_PATH ${text(data)}`]),
    ...(isLake ? ["CREATE_IF_NOT_EXISTS false"] : []),
    ...(readOnly ? ["READ_ONLY"] : []),
  ];
  return `ATTACH ${text(`ducklake:${address}`)} AS ${quoted(name)}${all.length === 0 ? "" : ` (${all.join(", ")})`}`;
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
