import { absolutePath } from "../files/named-file.js";
import { DestinationError, type Store } from "./destination.js";
import { LAKE_FORM, type LakeLocation, LakeLocationProblem, lakeLocation } from "./ducklake/location.js";
import type { Format } from "./files/staging.js";

/** A text is not the location of a destination. Of it the message has the kind and the scheme only: there may be a password in it. */
export class LocationError extends DestinationError {}

export interface OpenOptions {
  /** How long to wait for another process that has the destination, in milliseconds. */
  readonly waitMs?: number;
  /** Where credentials and settings are looked up; the process's own variables by default. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
}

/** How to write destinations, for error messages. */
export const DESTINATIONS = "duckdb:FILE, ducklake:FILE, postgres://…, parquet:DIR, jsonl:DIR or csv:DIR";

/** Opens the stores of one kind of destination. */
interface Opener {
  open(location: string, options: OpenOptions): Promise<Store>;
  /** To be read only; undefined where there is nothing yet. */
  existing(location: string, options: OpenOptions): Promise<Store | undefined>;
}

/** One kind of destination. */
interface DestinationKind {
  /** How one is written. */
  readonly form: string;
  /** What the part behind the colon has to be. */
  readonly takes: "a local file" | "a local folder" | "a URL" | "a catalog";
  /** What is wrong with the part behind the colon; undefined if nothing is. */
  refusal(rest: string): string | undefined;
  /** Its code is loaded only if it is used. */
  load(): Promise<Opener>;
}

const POSTGRES: DestinationKind = {
  form: "postgres://user@host/database",
  takes: "a URL",
  refusal: urlRefusal,
  load: async () => (await import("./postgres/postgres.js")).PostgresStore,
};

const KINDS: ReadonlyMap<string, DestinationKind> = new Map([
  ["duckdb", { form: "duckdb:FILE", takes: "a local file", refusal: duckDbRefusal, load: duckDb }],
  ["ducklake", { form: LAKE_FORM, takes: "a catalog", refusal: lakeRefusal, load: duckLake }],
  ["postgres", POSTGRES],
  ["postgresql", POSTGRES],
  ["parquet", folderOf("parquet")],
  ["csv", folderOf("csv")],
  ["jsonl", folderOf("jsonl")],
]);

async function duckDb(): Promise<Opener> {
  const { DuckDbStore } = await import("./duckdb/duckdb.js");
  const { MotherDuckStore } = await import("./duckdb/mother-duck.js");
  return {
    open: (location, options) =>
      isMotherDuck(restOf(location))
        ? MotherDuckStore.open(restOf(location), options)
        : DuckDbStore.open(pathIn(location), options),
    existing: (location, options) =>
      isMotherDuck(restOf(location))
        ? MotherDuckStore.open(restOf(location), options)
        : DuckDbStore.existing(pathIn(location), options),
  };
}

async function duckLake(): Promise<Opener> {
  const { DuckLakeStore } = await import("./ducklake/ducklake.js");
  return {
    open: (location, options) => DuckLakeStore.open(lakeAt(location), options),
    existing: (location, options) => DuckLakeStore.existing(lakeAt(location), options),
  };
}

/** The lake of a destination; undefined if that is none. @throws LocationError if it is invalid. */
export function lakeIn(location: string): LakeLocation | undefined {
  kindIn(location);
  return nameIn(location) === "ducklake" ? lakeAt(location) : undefined;
}

function lakeAt(location: string): LakeLocation {
  return lakeLocation(restOf(location), pathRefusal);
}

function lakeRefusal(rest: string): string | undefined {
  try {
    lakeLocation(rest, pathRefusal);
    return undefined;
  } catch (error) {
    if (error instanceof LakeLocationProblem) return `but ${error.message}`;
    throw error;
  }
}

function isMotherDuck(rest: string): boolean {
  return /^md:[\w-]+$/.test(rest);
}

function duckDbRefusal(rest: string): string | undefined {
  if (isMotherDuck(rest)) return undefined;
  return /^md:/.test(rest) ? "or md:DATABASE of MotherDuck, by its name alone" : pathRefusal(rest);
}

function folderOf(format: Format): DestinationKind {
  const load = async (): Promise<Opener> => {
    const { FilesStore } = await import("./files/files-store.js");
    return {
      open: (location, options) => FilesStore.open(pathIn(location), format, options),
      existing: (location) => FilesStore.existing(pathIn(location)),
    };
  };
  return { form: `${format}:DIR`, takes: "a local folder", refusal: folderRefusal, load };
}

/** @throws LocationError; DestinationError if the destination cannot be opened. */
export async function openStore(location: string, options: OpenOptions = {}): Promise<Store> {
  return (await kindIn(location).load()).open(location, options);
}

/** The same, to be read only. @returns undefined where nothing has been loaded yet. */
export async function openExisting(location: string, options: OpenOptions = {}): Promise<Store | undefined> {
  return (await kindIn(location).load()).existing(location, options);
}

/** Before anything is made. @throws LocationError if a text is not the location of a destination. */
export function assertDestination(location: string): void {
  kindIn(location);
}

/** The kind of a destination, and what follows the colon. */
export function locationParts(location: string): { readonly kind: string; readonly rest: string } {
  const kind = nameIn(location);
  return { kind, rest: location.slice(kind.length + 1) };
}

/** The absolute path of a DuckDB file that the user named, with or without `duckdb:` in front. @throws LocationError */
export function duckDbFile(location: string, folder: string): string {
  const path = location.replace(/^duckdb:/, "");
  const kind = nameIn(path);
  const reason = KINDS.has(kind) ? `not ${kind}:` : pathRefusal(path);
  if (reason !== undefined)
    throw new LocationError(`Invalid DuckDB file: it must be a local file, ${reason}. Write the path of one.`);
  return absolutePath(path, folder);
}

function kindIn(location: string): DestinationKind {
  const name = nameIn(location);
  const kind = KINDS.get(name);
  if (kind === undefined) {
    const detail = name === "" ? "it has no kind" : `"${name}:" is not a kind of destination`;
    throw new LocationError(`Invalid destination: ${detail}. Write ${DESTINATIONS}.`);
  }
  const reason = kind.refusal(restOf(location));
  if (reason === undefined) return kind;
  throw new LocationError(`Invalid destination: ${name}: takes ${kind.takes}, ${reason}. Write ${kind.form}.`);
}

function nameIn(location: string): string {
  return /^([a-z][a-z\d+.-]*):/i.exec(location)?.[1] ?? "";
}

function urlRefusal(url: string): string | undefined {
  return url.startsWith("//") ? undefined : "with // behind the colon";
}

/** Files in a bucket are a lake's. */
function folderRefusal(path: string): string | undefined {
  const reason = pathRefusal(path);
  return reason !== undefined && /^s3:/i.test(path)
    ? `${reason}; for Parquet files in a bucket there is ducklake:FILE?data=s3://bucket/prefix`
    : reason;
}

/** Locations that look like others would silently become a folder `s3:`, a path from the root, or nothing at all. */
function pathRefusal(path: string): string | undefined {
  const [scheme] = /^[a-z][a-z\d+.-]+:\/\//i.exec(path) ?? /^(file|md|motherduck):/i.exec(path) ?? [];
  if (scheme !== undefined) return `not ${scheme}`;
  if (/^:memory:/i.test(path)) return "not :memory:, whose rows are lost at the end";
  if (path.startsWith("//")) return "without // behind the colon";
  return path.trim() === "" ? "and none is given" : undefined;
}

function restOf(location: string): string {
  return location.slice(location.indexOf(":") + 1);
}

function pathIn(location: string): string {
  return absolutePath(restOf(location), process.cwd());
}
