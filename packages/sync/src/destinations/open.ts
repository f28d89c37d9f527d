import { DestinationError, type Store } from "./destination.js";
import type { Format } from "./files/formats/format.js";

export interface OpenOptions {
  /** How long to wait for another process that has the place, in milliseconds. */
  readonly waitMs?: number;
}

/** How destinations are written, for people. */
export const DESTINATIONS = "duckdb:FILE, postgres://…, parquet:DIR, jsonl:DIR or csv:DIR";

/** One kind of destination. What it needs is loaded only if it is used. */
interface Kind {
  open(url: string, options: OpenOptions): Promise<Store>;
  /** To be read only; undefined where there is nothing yet. */
  existing(url: string): Promise<Store | undefined>;
}

const KINDS: Readonly<Record<string, () => Promise<Kind>>> = {
  duckdb: async () => {
    const { DuckDbStore } = await import("./duckdb/duckdb.js");
    return {
      open: (url, options) => DuckDbStore.open(pathIn(url), options),
      existing: (url) => DuckDbStore.existing(pathIn(url)),
    };
  },
  postgres,
  postgresql: postgres,
  parquet: async () => files((await import("./files/formats/parquet.js")).PARQUET),
  csv: async () => files((await import("./files/formats/csv.js")).CSV),
  jsonl: async () => files((await import("./files/formats/jsonl.js")).JSONL),
};

async function postgres(): Promise<Kind> {
  const { PostgresStore } = await import("./postgres/postgres.js");
  return PostgresStore;
}

async function files(format: Format): Promise<Kind> {
  const { FilesStore } = await import("./files/files-store.js");
  return {
    open: (url, options) => FilesStore.open(pathIn(url), format, options),
    existing: (url) => FilesStore.existing(pathIn(url)),
  };
}

/** @throws DestinationError if there is no such kind of destination, or it cannot be opened. */
export async function openStore(url: string, options: OpenOptions = {}): Promise<Store> {
  return (await kindOf(url)).open(url, options);
}

/** The same, to be read only. @returns undefined where nothing has been landed yet. */
export async function openExisting(url: string): Promise<Store | undefined> {
  return (await kindOf(url)).existing(url);
}

/** Whether there is such a kind of destination. */
export function isDestination(url: string): boolean {
  return Object.hasOwn(KINDS, schemeOf(url));
}

function schemeOf(url: string): string {
  return /^([a-z]+):./.exec(url)?.[1] ?? "";
}

async function kindOf(url: string): Promise<Kind> {
  const scheme = schemeOf(url);
  const kind = Object.hasOwn(KINDS, scheme) ? KINDS[scheme] : undefined;
  if (kind !== undefined) return kind();
  throw new DestinationError(`"${scheme}:…" is no destination. There are: ${DESTINATIONS}.`); // never all of it: a password may be in it
}

function pathIn(url: string): string {
  return url.slice(url.indexOf(":") + 1);
}
