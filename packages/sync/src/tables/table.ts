import { isJsonObject, type JsonObject, type JsonValue } from "@sluice/core/json";
import type { PrivacyRecord } from "../private-columns/privacy-record.js";
import type { KeyPath, StreamDescriptor, StreamKey } from "../streams/stream.js";
import type { AbsentRows, Deletes } from "./deletes.js";
import { namesFor } from "./names.js";
import { type ColumnType, typeOf, widened } from "./types.js";

/** A field of a stream, and the column that holds it. */
export interface Column {
  /** As the source spells it. */
  readonly field: string;
  readonly name: string;
  readonly type: ColumnType;
}

/** A column that a table has got at any time. Its name stays taken also when its field has vanished from the schema. */
export interface KnownColumn extends Omit<Column, "type"> {
  /** Undefined in the state of an earlier version, which did not keep it. */
  readonly type?: ColumnType | undefined;
  readonly isGone?: boolean;
}

/** What happens to the rows that a table already has. */
export type WriteMode =
  /** They are replaced, all at once, when the new ones are complete. */
  | "replace"
  /** A row with the same key is replaced by the new one. */
  | "merge"
  /** They stay. */
  | "append"
  /** They stay, except that those whose key a complete read did not bring count as deleted. No row is added. */
  | "reconcile";

/** Where and how a stream is loaded. */
export interface Table {
  readonly stream: StreamKey;
  readonly descriptor: StreamDescriptor;
  /** The stream's name in messages. */
  readonly label: string;
  readonly schema: string;
  readonly name: string;
  /** The fields that the stream's schema has now. */
  readonly columns: readonly Column[];
  /** All columns that Sluice ever gave the table, these included. */
  readonly known: readonly KnownColumn[];
  /** Where a record has its key; empty where rows have none. */
  readonly key: readonly KeyPath[];
  readonly mode: WriteMode;
  /** What happens to rows whose records a CDC source marks as deleted; by default they are marked. */
  readonly deletes?: Deletes | undefined;
  /** What happens to rows that a complete read did not bring. Undefined where all rows are replaced, and where a read is not complete by itself. */
  readonly absent?: AbsentRows | undefined;
  /**
   * The columns by which an earlier version identified rows: their `_sluice_id` is not made from the key yet. Undefined where there
   * are no such rows.
   */
  readonly formerKey?: readonly string[] | undefined;
  /** What is private in all of its rows. */
  readonly privacy?: PrivacyRecord | undefined;
}

/** Columns of every table that are Sluice's own. */
export const OWN_COLUMNS = {
  /** Identifies a row: a UUID of version 8 that is made from the source's own key, or a random one where there is no key. */
  id: "_sluice_id",
  /** When the source emitted the record. */
  syncedAt: "_sluice_synced_at",
  /** Fields that the schema does not declare, and values that do not fit their column, unchanged. */
  extra: "_sluice_extra",
  /** When the source deleted the record, or when it was missing from a complete read for the first time. */
  deletedAt: "_sluice_deleted_at",
} as const;

/** Whether rows wait in staging until their stream is complete. */
export function isStaged({ mode }: Pick<Table, "mode">): boolean {
  return mode === "replace" || mode === "reconcile";
}

/** Whether the rows of a read take the place of all others. */
export function isReplaced({ mode, absent }: Pick<Table, "mode" | "absent">): boolean {
  return mode === "replace" && absent === undefined;
}

/** The names of the own columns, in the order in which they follow the others. */
export const OWN_NAMES: readonly string[] = Object.values(OWN_COLUMNS);

/** A database removes or replaces these in a text, so two field names that differ in them only would become the same. */
const LOST_IN_TEXTS = /\0|\p{Surrogate}/u;

/** The label of a field inside `_sluice_extra`: its own name, or its column's where another field might get the same label. */
export function fieldLabel({ field, name }: Pick<Column, "field" | "name">): string {
  return !LOST_IN_TEXTS.test(field) && field !== OWN_COLUMNS.extra ? field : name;
}

/** Whether a column has another name than its field: then the envelope has the value apart from the record, by the column's name. */
export function isRenamed({ field, name }: Pick<Column, "field" | "name">): boolean {
  return field !== name;
}

/** A difference between a stream's schema and its table. */
export interface SchemaChange {
  readonly kind: "added" | "widened" | "vanished" | "retyped";
  readonly column: string;
  readonly from?: ColumnType;
  readonly to?: ColumnType;
}

/**
 * The columns of a schema.
 *
 * @param known what the table has been given before.
 * @param present the names of all columns that the table has, those that a user added among them.
 */
export function columnsOf(
  { properties }: JsonObject,
  known: readonly KnownColumn[],
  present: readonly string[],
): readonly Column[] {
  const fields: JsonObject = isJsonObject(properties) ? properties : {};
  const names = namesFor(Object.keys(fields), {
    known: new Map(known.map(({ field, name }) => [field, name])),
    taken: present,
  });
  return Object.entries(fields).map(([field, schema]: [string, JsonValue]) => ({
    field,
    name: names.get(field) ?? field,
    type: typeOf(schema),
  }));
}

/**
 * Compares a schema with the columns that a table has been given before.
 *
 * @returns all columns from now on, and what has changed; nothing has for a table that is new.
 */
export function evolve(
  before: readonly KnownColumn[],
  now: readonly Column[],
  mode: WriteMode,
): { readonly known: readonly KnownColumn[]; readonly changes: readonly SchemaChange[] } {
  const changes: SchemaChange[] = [];
  const coming = new Map(now.map((column) => [column.field, column]));
  const known = before.map((old): KnownColumn => {
    const next = coming.get(old.field);
    coming.delete(old.field);
    if (next === undefined) {
      if (old.isGone !== true) changes.push({ kind: "vanished", column: old.name });
      return { ...old, isGone: true };
    }
    if (old.isGone === true) changes.push({ kind: "added", column: old.name });
    const from = old.type ?? next.type;
    const to = mode === "replace" ? next.type : widened(from, next.type);
    if (to !== from) changes.push({ kind: mode === "replace" ? "retyped" : "widened", column: old.name, from, to });
    return { field: old.field, name: old.name, type: to };
  });
  const added = [...coming.values()];
  if (before.length > 0) changes.push(...added.map(({ name }) => ({ kind: "added", column: name }) as const));
  return { known: [...known, ...added], changes };
}
