/** Reads files of tables as their readers do. */
import { mkdir, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Database } from "../../src/destinations/duckdb/database.js";
import { FilesStore } from "../../src/destinations/files/files-store.js";
import type { Format } from "../../src/destinations/files/staging.js";

export const FORMATS: readonly Format[] = ["parquet", "csv", "jsonl"];

type FileRow = Readonly<Record<string, unknown>>;

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
    const single = this.path(schema, `${table}.${this.format}`);
    if (await exists(single)) return [single];
    const parts = await readdir(this.path(schema, table)).catch(() => []);
    return parts.sort().map((part) => this.path(schema, table, part));
  }

  async rows(schema: string, table: string): Promise<readonly FileRow[]> {
    return rowsIn(this.format, await this.of(schema, table));
  }

  /** Creates a table as a user would. */
  async create(schema: string, table: string): Promise<void> {
    await mkdir(this.path(schema), { recursive: true });
    await writeFile(this.path(schema, `${table}.${this.format}`), "mine");
  }

  /** The names of tables, once for each form that they have. */
  async tables(schema: string): Promise<readonly string[]> {
    const names = await readdir(this.path(schema)).catch(() => []);
    return names.map((name) => name.replace(new RegExp(`\\.${this.format}$`), "")).sort();
  }

  async drop(schema: string, table: string): Promise<void> {
    await rm(this.path(schema, `${table}.${this.format}`), { force: true });
    await rm(this.path(schema, table), { recursive: true, force: true });
  }

  async manifest(): Promise<Record<string, unknown>> {
    return JSON.parse(await readFile(this.path("_sluice", "manifest.json"), "utf8")) as Record<string, unknown>;
  }
}

async function rowsIn(format: Format, files: readonly string[]): Promise<readonly FileRow[]> {
  if (files.length === 0) return [];
  if (format === "jsonl") {
    const texts = await Promise.all(files.map((file) => readFile(file, "utf8")));
    return texts.flatMap((text) =>
      text
        .split("\n")
        .filter(Boolean)
        .map((line) => JSON.parse(line) as FileRow),
    );
  }
  const list = `[${files.map((file) => `'${file}'`).join(", ")}]`;
  const options = "union_by_name = true";
  const csv = `read_csv(${list}, ${options}, header = true, all_varchar = true, allow_quoted_nulls = false, max_line_size = 10000000)`;
  return query(`SELECT * FROM ${format === "csv" ? csv : `read_parquet(${list}, ${options})`}`);
}

export async function query(sql: string): Promise<readonly FileRow[]> {
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
