import type { Table } from "../../tables/table.js";
import { widened } from "../../tables/types.js";
import { type Batch, TableError, type TypeMismatch } from "../destination.js";
import { firstLineOf } from "./disk.js";
import type { FileColumn } from "./manifest-content.js";

/** Rows that a table has in files so far. */
export interface FormerRows {
  /** Paths. */
  readonly files: readonly string[];
  /** The columns of all files; our own follow them. */
  readonly columns: readonly FileColumn[];
  /** In bytes, of the batches that they came in. */
  readonly longestLine: number;
}

/** What is staged. */
export interface Staging {
  readonly table: Table;
  /** The columns of the file to write, in its order; our own follow them. Their types hold the table's values and all former ones. */
  readonly columns: readonly FileColumn[];
  /** Whether the file will have all rows of the table. */
  readonly isWhole: boolean;
  /** The rows to begin with. */
  readonly former?: FormerRows | undefined;
}

/** What is staged, and the tables of the staging database, as SQL names them. */
export interface NamedStaging extends Staging {
  readonly name: string;
  /** For the rows of the table so far, where a read is applied to them. */
  readonly wholeName: string;
}

/** Rows of a table on their way to a file. */
export interface StagedTable extends Pick<Staging, "columns" | "isWhole"> {
  /** In bytes, of all batches that the rows came in. */
  readonly longestLine: number;
  /** Takes a batch: where the table has a key, the last row of each key stays. @returns which values do not fit their column. */
  add(batch: Batch): Promise<readonly TypeMismatch[]>;
  /**
   * Applies a complete read to the rows of the table so far, which stay or go one by one: then the rows to write are those.
   *
   * @returns how many of them were marked as deleted, or removed. @throws TableError as `applyRead`.
   */
  applyTo(table: Table, former: FormerRows): Promise<number>;
  /** Writes all rows to a file. @returns how many they are. */
  write(file: string): Promise<number>;
  /** The rows are in this file for good, and further ones will be added to it. */
  committed(file: string): Promise<void>;
  drop(): Promise<void>;
}

/** The columns that there are, then those that are new; each type holds the values of both. */
export function grown(before: readonly FileColumn[], now: readonly FileColumn[]): readonly FileColumn[] {
  const coming = new Map(now.map(({ name, type }) => [name, { name, type }]));
  const kept = before.map(({ name, type }) => {
    const next = coming.get(name);
    coming.delete(name);
    return { name, type: next === undefined ? type : widened(type, next.type) };
  });
  return [...kept, ...coming.values()];
}

/** A file is not what Sluice wrote. */
export function changedFileError({ label }: Pick<Table, "label">, file: string, cause: unknown): TableError {
  return new TableError(
    `${label} cannot be loaded: ${file} is not as it was written (${firstLineOf(cause)}). ` +
      `Restore it, or read the stream in full: --full-refresh --streams ${label}`,
    { cause },
  );
}

/** How many rows DuckDB says that a COPY wrote. */
export function copiedRows([result]: readonly Readonly<Record<string, unknown>>[]): number {
  return Number(result?.["Count"]);
}
