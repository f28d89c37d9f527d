import { locationParts } from "../../destinations/open.js";
import type { Attach } from "./attached.js";

/** By the kind of the destination; loaded only if it is used. */
const KINDS: Readonly<Record<string, () => Promise<Attach>>> = {
  csv: attachFolder,
  duckdb: async () => (await import("./file.js")).attachFile,
  ducklake: async () => (await import("./lake.js")).attachLake,
  jsonl: attachFolder,
  parquet: attachFolder,
  postgres: attachPostgres,
  postgresql: attachPostgres,
};

async function attachFolder(): Promise<Attach> {
  return (await import("./folder.js")).attachFolder;
}

async function attachPostgres(): Promise<Attach> {
  return (await import("./postgres.js")).attachPostgres;
}

/** @returns undefined where the destination is of a kind that DuckDB cannot attach. */
export async function attachFor(location: string): Promise<Attach | undefined> {
  return KINDS[locationParts(location).kind]?.();
}
