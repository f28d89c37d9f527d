import { absolutePath } from "../../files/named-file.js";

/** Where the catalog of a lake is: a DuckDB file, a SQLite file, or a Postgres database. */
export type CatalogLocation =
  | { readonly kind: "duckdb" | "sqlite"; readonly file: string }
  /** With its password, without our settings. */
  | { readonly kind: "postgres"; readonly url: string };

/** A lake as the user wrote it. */
export interface LakeLocation {
  readonly catalog: CatalogLocation;
  /** A folder or `s3://bucket/prefix`; undefined where the catalog knows it. */
  readonly data: string | undefined;
  /** How the bucket is opened, as far as the environment does not say so. */
  readonly bucket: BucketSettings;
}

/** Settings of a bucket, each of which takes precedence over the environment. */
export interface BucketSettings {
  /** Of the server, where it is not Amazon's. */
  readonly endpoint?: string | undefined;
  readonly region?: string | undefined;
  /** In `~/.aws`. */
  readonly profile?: string | undefined;
  /** Both or none. */
  readonly keyId?: string | undefined;
  readonly secret?: string | undefined;
}

/** Why a text is not the location of a lake. No part of it is quoted, because a password may be in it. */
export class LakeLocationProblem extends Error {}

/** How a lake is written, for error messages. */
export const LAKE_FORM =
  "ducklake:FILE, ducklake:sqlite:FILE?data=DIR or ducklake:postgres://user@host/database?data=s3://bucket/prefix";

/** Refuses what is not the path of a local file or folder, and says why. */
export type PathRefusal = (path: string) => string | undefined;

const BUCKET_SETTINGS = ["endpoint", "region", "profile", "key_id", "secret"];
const SETTINGS = ["data", ...BUCKET_SETTINGS];

/**
 * Reads what follows `ducklake:`.
 *
 * @param refusal as `open.ts` has it for all paths.
 * @throws LakeLocationProblem
 */
export function lakeLocation(text: string, refusal: PathRefusal): LakeLocation {
  const at = text.indexOf("?");
  const [place, query] = at < 0 ? [text, ""] : [text.slice(0, at), text.slice(at + 1)];
  const isPostgres = /^postgres(ql)?:/i.test(place);
  const { own, others } = settingsIn(query, isPostgres);
  const data = dataIn(own.get("data"), refusal);
  const other = BUCKET_SETTINGS.find((name) => own.has(name));
  if (other !== undefined && data?.startsWith("s3://") === false) fail(`${other}= belongs to data=s3://…`);
  return { catalog: catalogIn(place, others, refusal), data, bucket: bucketIn(own) };
}

function fail(reason: string): never {
  throw new LakeLocationProblem(reason);
}

function catalogIn(place: string, others: readonly string[], refusal: PathRefusal): CatalogLocation {
  const kind = /^([a-z][a-z\d+.-]*):/i.exec(place)?.[1]?.toLowerCase();
  if (kind === "postgres" || kind === "postgresql") {
    if (!place.slice(kind.length + 1).startsWith("//")) fail(`${kind}: takes a URL, with // behind the colon`);
    return { kind: "postgres", url: others.length === 0 ? place : `${place}?${others.join("&")}` };
  }
  const isSqlite = kind === "sqlite";
  const path = isSqlite ? place.slice("sqlite:".length) : place;
  const reason = refusal(path);
  if (reason !== undefined) fail(`its catalog must be a local file, ${reason}`);
  if (!isSqlite && kind !== undefined && kind.length > 1) fail(`"${kind}:" is not a kind of catalog`);
  return { kind: isSqlite ? "sqlite" : "duckdb", file: absolutePath(path, process.cwd()) };
}

/** Our settings, and those of Postgres. */
function settingsIn(query: string, isPostgres: boolean) {
  const own = new Map<string, string>();
  const others: string[] = [];
  for (const pair of query.split("&").filter((part) => part !== "")) {
    const [name = "", ...rest] = pair.split("=");
    if (!SETTINGS.includes(name)) {
      if (!isPostgres) fail(`a setting behind ? is none of ${SETTINGS.join(", ")}`);
      others.push(pair);
      continue;
    }
    if (own.has(name)) fail(`${name}= is there twice`);
    own.set(name, decoded(name, rest.join("=")));
  }
  return { own, others };
}

function decoded(name: string, value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return fail(`${name}= has a % without two hexadecimal digits; write %25`);
  }
}

function dataIn(data: string | undefined, refusal: PathRefusal): string | undefined {
  if (data === undefined) return undefined;
  if (/^s3:\/\//i.test(data)) {
    const [, bucket, prefix = ""] = /^s3:\/\/([a-z\d][a-z\d.-]+)(\/.*)?$/i.exec(data) ?? [];
    if (bucket === undefined) fail("data=s3:// takes a bucket and a prefix, without credentials");
    return `s3://${bucket}${prefix.replace(/\/*$/, "")}/`;
  }
  const reason = refusal(data);
  if (reason !== undefined) fail(`data= takes a local folder or s3://bucket/prefix, ${reason}`);
  return `${absolutePath(data, process.cwd()).replace(/\/*$/, "")}/`;
}

function bucketIn(own: ReadonlyMap<string, string>): BucketSettings {
  const [keyId, secret] = [own.get("key_id"), own.get("secret")];
  const profile = own.get("profile");
  for (const name of BUCKET_SETTINGS) if (own.get(name) === "") fail(`${name}= is empty`);
  if ((keyId === undefined) !== (secret === undefined)) fail("key_id= and secret= belong together");
  if (keyId !== undefined && profile !== undefined) fail("key_id= and profile= exclude each other");
  return { endpoint: endpointIn(own.get("endpoint")), region: own.get("region"), profile, keyId, secret };
}

function endpointIn(endpoint: string | undefined): string | undefined {
  if (endpoint === undefined) return undefined;
  if (!/^https?:\/\/[^/?#@\s]+\/?$/i.test(endpoint)) {
    fail("endpoint= takes http:// or https:// with a host and a port, without credentials and path");
  }
  return endpoint.replace(/\/$/, "");
}
