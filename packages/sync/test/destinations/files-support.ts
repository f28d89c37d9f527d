/** Reads what lands in files, as their readers do. */
import { readdir, readFile, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { Database } from "../../src/destinations/duckdb/database.js";
import { FilesStore } from "../../src/destinations/files/files-store.js";
import { CSV } from "../../src/destinations/files/formats/csv.js";
import type { Format } from "../../src/destinations/files/formats/format.js";
import { JSONL } from "../../src/destinations/files/formats/jsonl.js";
import { PARQUET } from "../../src/destinations/files/formats/parquet.js";

export const FORMATS: readonly Format[] = [PARQUET, CSV, JSONL];

type Row = Readonly<Record<string, unknown>>;

export class Files {
  readonly folder: string;
  readonly format: Format;

  constructor(folder: string, format: Format) {
    this.folder = folder;
    this.format = format;
  }

  readonly open = (): Promise<FilesStore> => FilesStore.open(this.folder, this.format);

  path(...names: string[]): string {
    return join(this.folder, ...names);
  }

  /** The files of a table, in their order. */
  async of(schema: string, table: string): Promise<readonly string[]> {
    const single = this.path(schema, `${table}.${this.format.name}`);
    if (await exists(single)) return [single];
    const parts = await readdir(this.path(schema, table)).catch(() => []);
    return parts.sort().map((part) => this.path(schema, table, part));
  }

  async rows(schema: string, table: string): Promise<readonly Row[]> {
    return rowsIn(this.format, await this.of(schema, table));
  }

  /** The names of tables, once for each form that they are there in. */
  async tables(schema: string): Promise<readonly string[]> {
    const names = await readdir(this.path(schema)).catch(() => []);
    return names.map((name) => name.replace(new RegExp(`\\.${this.format.name}$`), "")).sort();
  }

  async drop(schema: string, table: string): Promise<void> {
    await rm(this.path(schema, `${table}.${this.format.name}`), { force: true });
    await rm(this.path(schema, table), { recursive: true, force: true });
  }

  async manifest(): Promise<Record<string, unknown>> {
    return JSON.parse(await readFile(this.path("_sluice", "manifest.json"), "utf8")) as Record<string, unknown>;
  }
}

async function rowsIn({ name }: Format, files: readonly string[]): Promise<readonly Row[]> {
  if (files.length === 0) return [];
  if (name === "jsonl") {
    const texts = await Promise.all(files.map((file) => readFile(file, "utf8")));
    return texts.flatMap((text) =>
      text
        .split("\n")
        .filter(Boolean)
        .map((line) => JSON.parse(line) as Row),
    );
  }
  const list = `[${files.map((file) => `'${file}'`).join(", ")}]`;
  const options = "union_by_name = true";
  const csv = `read_csv(${list}, ${options}, header = true, all_varchar = true, allow_quoted_nulls = false, max_line_size = 10000000)`;
  return query(`SELECT * FROM ${name === "csv" ? csv : `read_parquet(${list}, ${options})`}`);
}

export async function query(sql: string): Promise<readonly Row[]> {
  const database = await Database.open(":memory:");
  try {
    return await database.rows(sql);
  } finally {
    database.close();
  }
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
