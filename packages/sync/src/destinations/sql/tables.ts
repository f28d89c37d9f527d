import { type Column, OWN_COLUMNS, OWN_NAMES, type Table } from "../../tables/table.js";
import { type ColumnType, widened } from "../../tables/types.js";
import type { ExistingColumn, ExistingTable } from "./session.js";
import { quoted } from "./text.js";

/** What a database calls our types. */
export interface TypeNames {
  readonly columns: Readonly<Record<ColumnType, string>>;
  /** Our own columns, in the order in which they follow the others. */
  readonly own: readonly ExistingColumn[];
  /** Our types by the names that the database has for them, in capitals. */
  readonly byName: ReadonlyMap<string, ColumnType>;
  /** Gives a column another type, where the database has another way than `ALTER COLUMN … TYPE … USING`. */
  readonly retype?: (change: Retype) => readonly string[];
}

/** A column that gets another type: names and types as SQL has them. */
export interface Retype {
  /** The table. */
  readonly into: string;
  readonly column: string;
  readonly from: ColumnType;
  readonly type: ColumnType;
  readonly sqlType: string;
  /** The column's values in the new type. */
  readonly value: string;
  /** Whether the table's rows go. */
  readonly isEmptied: boolean;
}

/** How a table that is there becomes one for these columns. */
export interface Shape {
  readonly there: ExistingTable;
  readonly names: TypeNames;
  /** Whether its rows go: then a column takes the new type, whatever it was. Else it becomes wide enough for both. */
  readonly isEmptied: boolean;
}

/**
 * Adds the columns that a table lacks and changes types. Columns are never dropped: those of a user stay, and those of fields that have
 * vanished.
 *
 * @returns the columns with the types that they have then.
 */
export function reshaped(
  into: string,
  table: Table,
  { there, names, isEmptied }: Shape,
): { readonly statements: readonly string[]; readonly columns: readonly Column[] } {
  const types = new Map(there.columns.map(({ name, type }) => [name, type]));
  const statements: string[] = [];
  const columns = table.columns.map((column) => {
    const before = types.get(column.name);
    const known = before === undefined ? undefined : (names.byName.get(before) ?? "text");
    const type = known === undefined || isEmptied ? column.type : widened(known, column.type);
    const name = quoted(column.name);
    const sqlType = names.columns[type];
    if (before === undefined) statements.push(`ALTER TABLE ${into} ADD COLUMN ${name} ${sqlType}`);
    else if (known !== undefined && type !== known) {
      const value = type === "json" ? `to_json(${name})` : `CAST(${name} AS ${sqlType})`;
      const change = { into, column: name, from: known, type, sqlType, value, isEmptied };
      statements.push(...(names.retype ?? altered)(change));
    }
    return { ...column, type };
  });
  for (const { name, type } of names.own) {
    if (!types.has(name)) statements.push(`ALTER TABLE ${into} ADD COLUMN ${quoted(name)} ${type}`);
  }
  return { statements, columns };
}

function altered({ into, column, sqlType, value, isEmptied }: Retype): readonly string[] {
  return [`ALTER TABLE ${into} ALTER COLUMN ${column} TYPE ${sqlType} USING ${isEmptied ? "NULL" : value}`];
}

/** What a database calls our types, and by which further names it describes them. */
export function typeNames(
  types: Readonly<Record<ColumnType, string>>,
  more: readonly (readonly [string, ColumnType])[],
): TypeNames {
  const byName = Object.entries(types).map(([type, name]) => [name, type as ColumnType] as const);
  return { columns: types, own: ownColumns(types), byName: new Map([...byName, ...more]) };
}

/** What our own columns hold. */
function ownColumns(types: Readonly<Record<ColumnType, string>>): readonly ExistingColumn[] {
  return [
    { name: OWN_COLUMNS.id, type: "UUID" },
    { name: OWN_COLUMNS.syncedAt, type: types.timestamp },
    { name: OWN_COLUMNS.extra, type: types.json },
    { name: OWN_COLUMNS.deletedAt, type: types.timestamp },
  ];
}

/** Creates a table with our own columns after those of the stream. @param into the table as SQL names it. */
export function creation(into: string, table: Table, { columns, own }: TypeNames): string {
  const typed = table.columns.map(({ name, type }): ExistingColumn => ({ name, type: columns[type] }));
  const declared = [...typed, ...own].map(({ name, type }) => `${quoted(name)} ${type}`);
  return `CREATE TABLE ${into} (${declared.join(", ")})`;
}

/** What `replacement` needs to know of the destination. */
export interface Replaced extends Pick<Shape, "there" | "names"> {
  /** As `SqlDestination.emptiesFirst`. */
  readonly emptiesFirst: boolean;
}

/** Replaces the rows of a table by those of its staging table, which is dropped. Both as SQL names them. */
export function replacement(
  from: string,
  into: string,
  table: Table,
  { emptiesFirst, ...rest }: Replaced,
): readonly string[] {
  const changes = reshaped(into, table, { ...rest, isEmptied: true }).statements;
  const emptied = `TRUNCATE ${into}`;
  const names = [...table.columns.map(({ name }) => name), ...OWN_NAMES].map(quoted).join(", ");
  return [
    ...(emptiesFirst ? [emptied, ...changes] : [...changes, emptied]),
    `INSERT INTO ${into} (${names}) SELECT ${names} FROM ${from}`,
    `DROP TABLE ${from}`,
  ];
}
