import type { StreamEntry } from "../state/connection-state.js";
import { streamKey } from "../streams/stream.js";
import type { KnownColumn } from "../tables/table.js";

/** A column whose values are keys of another table. */
export interface Relation {
  readonly column: KnownColumn;
  readonly parent: StreamEntry;
  readonly parentColumn: KnownColumn;
}

/** A table with one column for its key. */
interface Parent {
  readonly entry: StreamEntry;
  readonly column: KnownColumn;
  /** The names, folded, of columns in other tables that would refer to it. */
  readonly references: ReadonlySet<string>;
}

/**
 * The columns of a table that refer to another one, by their names: `accountId` or `account_id` to the key `id` of `accounts`, and
 * `productId` to a key that is called so in `products` too. The types must be equal, and one table alone must fit.
 *
 * @param tables those of the same connection.
 */
export function relationsOf(entry: StreamEntry, tables: readonly StreamEntry[]): readonly Relation[] {
  const parents = tables.flatMap(parentOf);
  return presentColumns(entry).flatMap((column) => {
    const found = parents.filter((parent) => isReference(column, parent));
    const [parent] = found;
    if (parent === undefined || found.length > 1 || streamKey(parent.entry) === streamKey(entry)) return [];
    return [{ column, parent: parent.entry, parentColumn: parent.column }];
  });
}

/** The columns whose fields the stream still has. */
export function presentColumns({ columns }: StreamEntry): readonly KnownColumn[] {
  return columns.filter(({ isGone }) => isGone !== true);
}

/** The columns of the key that the table has: a part of it may be inside an object. */
export function keyColumns(entry: StreamEntry): readonly KnownColumn[] {
  return entry.key.flatMap(
    (path) => presentColumns(entry).find(({ field }) => path.length === 1 && field === path[0]) ?? [],
  );
}

function parentOf(entry: StreamEntry): readonly Parent[] {
  const [column] = keyColumns(entry);
  if (column === undefined || entry.key.length !== 1) return [];
  const key = folded(column.field);
  const things = singularsOf(folded(entry.name));
  const isNamedAfterTable = things.some((thing) => key !== thing && key.startsWith(thing));
  return [{ entry, column, references: new Set(isNamedAfterTable ? [key] : things.map((thing) => thing + key)) }];
}

function isReference({ field, type }: KnownColumn, { column, references }: Parent): boolean {
  return references.has(folded(field)) && type !== undefined && type !== "json" && type === column.type;
}

/** `accountId`, `account_id` and `Account ID` are one. */
function folded(name: string): string {
  return name.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, "");
}

/** What one row of a table may be called: `companies` has a company, `boxes` has a box, `bases` a base or a bas. */
function singularsOf(name: string): readonly string[] {
  const endings = [/s$/, /(?<=s|x|z|ch|sh)es$/].map((ending) => name.replace(ending, ""));
  return [...new Set([name, name.replace(/ies$/, "y"), ...endings])].filter((thing) => thing !== "");
}
