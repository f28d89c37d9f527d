import { type Column, OWN_COLUMNS, type Table } from "../../../tables/table.js";
import { widened } from "../../../tables/types.js";
import type { Batch, Misfit } from "../../destination.js";

/** The file whose rows a table begins with. */
export interface OldRows {
  /** Their path. */
  readonly file: string;
  /** What is in it, in its order; our own columns come behind. */
  readonly columns: readonly Column[];
  /** Of the batches that it is of, in bytes. */
  readonly longestLine: number;
}

/** The rows of a table on their way to a file. */
export interface Draft {
  /** What will be in the file: the table's columns and those that only old rows have, in types that hold both. */
  readonly columns: readonly Column[];
  /** Takes a batch: where the table has a key, of rows of one key the last stays. @returns what did not fit. */
  add(batch: Batch): Promise<readonly Misfit[]>;
  /** Writes all rows to a file. */
  write(file: string): Promise<void>;
  /** The rows are in this file for good now, and it is what further ones are added to. */
  landed(file: string): Promise<void>;
  /** Gives up what it took. */
  drop(): Promise<void>;
}

/** Where drafts are made; used by one at a time. */
export interface Workshop {
  draft(table: Table, old: OldRows | undefined): Promise<Draft>;
  /** If the work throws, all drafts are as they were. */
  atomically<T>(work: () => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/** A kind of file. */
export interface Format {
  /** Of its files, without the dot. */
  readonly name: "parquet" | "csv" | "jsonl";
  openWorkshop(): Promise<Workshop>;
}

/** The columns that are there and those that come, the former first. A column's name is one in whatever letters. */
export function grown(before: readonly Column[], now: readonly Column[]): readonly Column[] {
  const coming = new Map(now.map((column) => [folded(column.name), column]));
  const there = before.map((column) => {
    const next = coming.get(folded(column.name));
    coming.delete(folded(column.name));
    return next === undefined ? column : { ...next, type: widened(column.type, next.type) };
  });
  return [...there, ...coming.values()];
}

/** As `grown` compares names. */
export function folded(name: string): string {
  return name.normalize("NFC").toLowerCase();
}

/** Our own columns, as they stand behind the others. */
export const OWN_NAMES: readonly string[] = [OWN_COLUMNS.id, OWN_COLUMNS.syncedAt, OWN_COLUMNS.extra];
