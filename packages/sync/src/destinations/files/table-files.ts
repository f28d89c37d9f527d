import { randomUUID } from "node:crypto";
import { join } from "node:path";
import type { Table } from "../../tables/table.js";
import { DestinationError } from "../destination.js";
import { isThere, namesIn } from "./disk.js";
import { fileNameOf } from "./file-names.js";
import type { Content, StreamEntry, Todo } from "./manifest.js";

const PART = /^part-(\d+)\./;

/** Where the files of a table are, within the folder; with slashes. */
export class TableFiles {
  readonly #folder: string;
  readonly #extension: string;
  /**
   * Whether rows are added as parts: then nothing is ever rewritten. Each part has the columns and types of its day, so readers join
   * them by name (`union_by_name` in DuckDB).
   */
  readonly isInParts: boolean;
  /** The table's file, where it is one. */
  readonly single: string;
  readonly #parts: string;

  constructor(folder: string, extension: string, { schema, name, mode }: Pick<Table, "schema" | "name" | "mode">) {
    this.#folder = folder;
    this.#extension = extension;
    this.isInParts = mode === "append";
    this.#parts = `${fileNameOf(schema)}/${fileNameOf(name)}`;
    this.single = `${this.#parts}.${extension}`;
  }

  /** The folders that files are written in. */
  get folders(): readonly string[] {
    const schema = this.#parts.slice(0, this.#parts.indexOf("/"));
    return this.isInParts ? [schema, this.#parts] : [schema];
  }

  /** Refuses a table that is not the connection's. */
  async assertIsOf(connection: string, { schema, name }: Table, { streams }: Content): Promise<void> {
    const owner = streams.find((entry) => entry.schema === schema && entry.table === name);
    if (owner?.connection === connection) return;
    const isUsed = (await isThere(this.#path(this.single))) || (await this.#hasParts());
    if (!isUsed && (owner === undefined || owner.files.length > 0)) return; // what another one had is gone
    const whose = owner === undefined ? "was not made by Sluice" : `belongs to the connection "${owner.connection}"`;
    throw new DestinationError(
      `There is a table ${schema}.${name} that ${whose}. Land in another schema (--schema NAME), or rename or drop it.`,
    );
  }

  /** Whether a file of this format lies where the parts would. */
  async #hasParts(): Promise<boolean> {
    return (await namesIn(this.#path(this.#parts))).some(
      (name) => !name.startsWith(".") && name.endsWith(`.${this.#extension}`),
    );
  }

  async #numbers(): Promise<readonly number[]> {
    const names = await namesIn(this.#path(this.#parts));
    return names.flatMap((name) => Number(PART.exec(name)?.[1] ?? []));
  }

  /**
   * What becomes of files when these rows, under a hidden name, are the table's: as its file, or as one more part.
   *
   * @param old the table's files so far. Those of the other form do not stay: one file becomes the first part, and parts go.
   */
  async landing(
    hidden: string,
    old: readonly string[],
  ): Promise<{ readonly files: readonly string[]; readonly todo: Todo }> {
    if (!this.isInParts) {
      const removals = old.filter((file) => file !== this.single);
      return { files: [this.single], todo: { moves: [{ from: hidden, to: this.single }], removals } };
    }
    const known = old.map((file) => Number(PART.exec(file.slice(this.#parts.length + 1))?.[1] ?? 0));
    let number = Math.max(0, ...known, ...(await this.#numbers()));
    const moves: { from: string; to: string }[] = [];
    const parts = old.filter((file) => file !== this.single);
    for (const from of [...(parts.length < old.length ? [this.single] : []), hidden]) {
      const to = `${this.#parts}/part-${String(++number).padStart(6, "0")}.${this.#extension}`;
      moves.push({ from, to });
      parts.push(to);
    }
    return { files: parts, todo: { moves, removals: [] } };
  }

  /** A name for rows on their way: beside their place, for a move to another disk would be no move. */
  hidden(): string {
    const folder = this.folders.at(-1);
    return `${folder}/.${randomUUID()}.sluice-tmp`;
  }

  #path(file: string): string {
    return join(this.#folder, file);
  }
}

/** The files of an entry that are there. */
export async function existingFiles(folder: string, { files }: StreamEntry): Promise<readonly string[]> {
  const there = await Promise.all(files.map((file) => isThere(join(folder, file))));
  return files.filter((_file, index) => there[index]);
}
