import { absolutePath } from "../files/named-file.js";
import { DestinationError, type Store } from "./destination.js";
import type { Format } from "./files/staging.js";

/** A text is not the location of a destination. Of it the message has the kind and the scheme only: there may be a password in it. */
export class LocationError extends DestinationError {}

export interface OpenOptions {
  /** How long to wait for another process that has the destination, in milliseconds. */
  readonly waitMs?: number;
}

/** How to write destinations, for error messages. */
export const DESTINATIONS = "duckdb:FILE, postgres://…, parquet:DIR, jsonl:DIR or csv:DIR";

/** Opens the stores of one kind of destination. */
interface Opener {
  open(location: string, options: OpenOptions): Promise<Store>;
  /** To be read only; undefined where there is nothing yet. */
  existing(location: string): Promise<Store | undefined>;
}

/** One kind of destination. */
interface DestinationKind {
  /** How one is written. */
  readonly form: string;
  /** What the part behind the colon has to be. */
  readonly takes: "a local file" | "a local folder" | "a URL";
  /** Its code is loaded only if it is used. */
  load(): Promise<Opener>;
}

const POSTGRES: DestinationKind = {
  form: "postgres://user@host/database",
  takes: "a URL",
  load: async () => (await import("./postgres/postgres.js")).PostgresStore,
};

const KINDS: ReadonlyMap<string, DestinationKind> = new Map([
  ["duckdb", { form: "duckdb:FILE", takes: "a local file", load: duckDb }],
  ["postgres", POSTGRES],
  ["postgresql", POSTGRES],
  ["parquet", folderOf("parquet")],
  ["csv", folderOf("csv")],
  ["jsonl", folderOf("jsonl")],
]);

async function duckDb(): Promise<Opener> {
  const { DuckDbStore } = await import("./duckdb/duckdb.js");
  return {
    open: (location, options) => DuckDbStore.open(pathIn(location), options),
    existing: (location) => DuckDbStore.existing(pathIn(location)),
  };
}

function folderOf(format: Format): DestinationKind {
  const load = async (): Promise<Opener> => {
    const { FilesStore } = await import("./files/files-store.js");
    return {
      open: (location, options) => FilesStore.open(pathIn(location), format, options),
      existing: (location) => FilesStore.existing(pathIn(location)),
    };
  };
  return { form: `${format}:DIR`, takes: "a local folder", load };
}

/** @throws LocationError; DestinationError if the destination cannot be opened. */
export async function openStore(location: string, options: OpenOptions = {}): Promise<Store> {
  return (await kindIn(location).load()).open(location, options);
}

/** The same, to be read only. @returns undefined where nothing has been loaded yet. */
export async function openExisting(location: string): Promise<Store | undefined> {
  return (await kindIn(location).load()).existing(location);
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
  const rest = location.slice(name.length + 1);
  const reason = kind === POSTGRES ? urlRefusal(rest) : pathRefusal(rest);
  if (reason === undefined) return kind;
  throw new LocationError(`Invalid destination: ${name}: takes ${kind.takes}, ${reason}. Write ${kind.form}.`);
}

function nameIn(location: string): string {
  return /^([a-z][a-z\d+.-]*):/i.exec(location)?.[1] ?? "";
}

function urlRefusal(url: string): string | undefined {
  return url.startsWith("//") ? undefined : "with // behind the colon";
}

/** Locations that look like others would silently become a folder `s3:`, a path from the root, or nothing at all. */
function pathRefusal(path: string): string | undefined {
  const [scheme] = /^[a-z][a-z\d+.-]+:\/\//i.exec(path) ?? /^(file|md|motherduck):/i.exec(path) ?? [];
  if (scheme !== undefined) return `not ${scheme}`;
  if (/^:memory:/i.test(path)) return "not :memory:, whose rows are lost at the end";
  if (path.startsWith("//")) return "without // behind the colon";
  return path.trim() === "" ? "and none is given" : undefined;
}

function pathIn(location: string): string {
  return absolutePath(location.slice(location.indexOf(":") + 1), process.cwd());
}
