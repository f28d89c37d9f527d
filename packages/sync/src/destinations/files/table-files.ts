import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { foldName } from "../../tables/names.js";
import { OWN_NAMES, type Table } from "../../tables/table.js";
import { DestinationError, TableError, type TableName } from "../destination.js";
import { exists, fileIdentity, fileNameOf, makeFolder, namesIn, tableWriteError } from "./disk.js";
import { type Content, entryOf, HIDDEN_SUFFIX, isEntryOf, type RedoLog, type TableEntry } from "./manifest-content.js";

const PART = /^part-(\d+)\./;

/** Where the tables of a connection are. */
export interface TableLocation {
  readonly folder: string;
  /** Of files. */
  readonly extension: string;
  readonly connection: string;
  readonly manifest: { readonly content: Content };
}

/** The files of a table. All paths are within the folder, with slashes. */
export class TableFiles {
  readonly #place: TableLocation;
  readonly #table: Table;
  /** The table's file, where it is one. */
  readonly #single: string;
  /** The folder of its parts. */
  readonly #parts: string;

  constructor(place: TableLocation, table: Table) {
    this.#place = place;
    this.#table = table;
    this.#parts = `${fileNameOf(table.schema)}/${fileNameOf(table.name)}`;
    this.#single = `${this.#parts}.${place.extension}`;
  }

  /**
   * Whether rows are added as parts: then nothing is rewritten, as long as no type changes. A part has the columns of its day, so
   * readers join parts by name (`union_by_name` in DuckDB).
   */
  get #isInParts(): boolean {
    return this.#table.mode === "append";
  }

  /** The folders that files are written to. */
  get folders(): readonly string[] {
    const schema = fileNameOf(this.#table.schema);
    return this.#isInParts ? [schema, this.#parts] : [schema];
  }

  /** @throws TableError if something is in the way. */
  async makeFolders(): Promise<void> {
    for (const folder of this.folders) {
      try {
        await makeFolder(this.#path(folder));
      } catch (error) {
        throw tableWriteError(error, this.#path(folder));
      }
    }
  }

  /** The table as it is now. */
  async entry(): Promise<TableEntry> {
    const { connection, manifest } = this.#place;
    const { schema, name } = this.#table;
    const entry = entryOf(manifest.content, this.#table);
    const files = entry?.connection === connection ? await existingFiles(this.#place, entry) : [];
    if (entry !== undefined && files.length > 0) return { ...entry, files };
    return { connection, schema, table: name, files: [], columns: [], longestLine: 0 };
  }

  /** @throws DestinationError if a file that was committed is gone. */
  async assertInPlace(): Promise<void> {
    const { files = [] } = entryOf(this.#place.manifest.content, this.#table) ?? {};
    const there = new Set((await this.entry()).files);
    const gone = files.find((file) => !there.has(file));
    if (gone === undefined) return;
    throw new DestinationError(
      `${this.#path(gone)} was removed during the sync, and its rows are lost. ` +
        `Read the stream in full: --full-refresh --streams ${this.#table.label}`,
    );
  }

  /**
   * Proves that whatever is in the table's place is the connection's. File systems may ignore case and Unicode forms, so any spelling
   * counts.
   *
   * @returns the connection whose table this was, where its files are gone.
   * @throws TableError if the place is taken.
   */
  async claim(): Promise<string | undefined> {
    const { connection, manifest } = this.#place;
    const entries = manifest.content.tables.filter((entry) => isEntryOf(entry, this.#table));
    const own = new Set<string | undefined>();
    for (const entry of entries) {
      const tops = [...new Set(entry.files.map(topOf))];
      const isGone = entry.files.length > 0 && (await existingFiles(this.#place, entry)).length === 0;
      // without files its sync has begun and loaded nothing yet
      if (entry.connection !== connection && !isGone) throw this.#taken(tops[0] ?? this.#parts, entry.connection);
      for (const top of tops) if (entry.connection === connection) own.add(await fileIdentity(this.#path(top)));
    }
    for (const path of await this.#present()) {
      if (!own.has(await fileIdentity(this.#path(path)))) throw this.#taken(path);
    }
    return entries.find((entry) => entry.connection !== connection)?.connection;
  }

  #taken(path: string, owner?: string): TableError {
    const { label, schema, name } = this.#table;
    const whose = owner === undefined ? "that was not made by Sluice" : `that belongs to the connection "${owner}"`;
    return new TableError(
      `${label} cannot be loaded into ${schema}.${name}: there is a table ${path} ${whose}. ` +
        "Load into another schema (--schema NAME), or rename or delete it.",
    );
  }

  /** What a file system may take for the table's file, or for the folder of its parts. */
  async #present(): Promise<readonly string[]> {
    const [schema = "", table = ""] = this.#parts.split("/").map(foldName);
    const found: string[] = [];
    for (const folder of (await namesIn(this.#place.folder)).filter((name) => foldName(name) === schema)) {
      for (const name of await namesIn(this.#path(folder))) {
        const path = `${folder}/${name}`;
        const isFile = foldName(name) === foldName(`${table}.${this.#place.extension}`);
        if (isFile || (foldName(name) === table && (await this.#hasParts(path)))) found.push(path);
      }
    }
    return found;
  }

  async #hasParts(folder: string): Promise<boolean> {
    const names = await namesIn(this.#path(folder));
    return names.some((name) => !name.startsWith(".") && name.endsWith(`.${this.#place.extension}`));
  }

  /**
   * The changes of files when these rows, under a hidden name, are the table's: as its file, or as one more part.
   *
   * @param options.isWhole whether they are all rows of the table: then its other files go. Else one file becomes the first part.
   */
  async committed(
    hidden: string,
    { files: old }: Pick<TableEntry, "files">,
    { isWhole }: { readonly isWhole: boolean },
  ): Promise<{ readonly files: readonly string[]; readonly redo: RedoLog }> {
    if (!this.#isInParts) {
      const removals = old.filter((file) => file !== this.#single);
      return { files: [this.#single], redo: { moves: [{ from: hidden, to: this.#single }], removals } };
    }
    const kept = isWhole ? [] : old;
    const parts = kept.filter((file) => file !== this.#single);
    const names = [
      ...(await namesIn(this.#path(this.#parts))),
      ...old.map((file) => file.slice(this.#parts.length + 1)),
    ];
    let number = Math.max(0, ...names.map((name) => Number(PART.exec(name)?.[1] ?? 0)));
    const moves: { from: string; to: string }[] = [];
    for (const from of parts.length < kept.length ? [this.#single, hidden] : [hidden]) {
      const to = `${this.#parts}/part-${String(++number).padStart(6, "0")}.${this.#place.extension}`;
      moves.push({ from, to });
      parts.push(to);
    }
    return { files: parts, redo: { moves, removals: old.filter((file) => !kept.includes(file)) } };
  }

  /** A name for rows that are not committed yet: in their folder, because a move to another disk is not atomic. */
  hidden(): string {
    return `${this.folders.at(-1)}/.${randomUUID()}${HIDDEN_SUFFIX}`;
  }

  #path(file: string): string {
    return join(this.#place.folder, file);
  }
}

/** The table's file, or the folder of its parts. */
function topOf(file: string): string {
  return file.split("/").slice(0, 2).join("/");
}

/** The names of a table's columns; none where its files are gone. */
export async function columnNames(
  place: Pick<TableLocation, "folder" | "manifest">,
  table: TableName,
): Promise<readonly string[]> {
  const entry = entryOf(place.manifest.content, table);
  if (entry === undefined || (await existingFiles(place, entry)).length === 0) return [];
  return [...entry.columns.map(({ name }) => name), ...OWN_NAMES];
}

async function existingFiles(
  { folder }: Pick<TableLocation, "folder">,
  { files }: TableEntry,
): Promise<readonly string[]> {
  const found = await Promise.all(files.map((file) => exists(join(folder, file))));
  return files.filter((_file, index) => found[index]);
}
