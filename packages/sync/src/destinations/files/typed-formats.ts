import { OWN_COLUMNS } from "../../tables/table.js";
import type { ColumnType } from "../../tables/types.js";
import type { Database } from "../duckdb/database.js";
import { TYPE_NAMES, TYPES } from "../duckdb/sql.js";
import { quoted, text } from "../sql/text.js";

/** A column as a file has it: also our own. */
export interface StoredColumn {
  readonly name: string;
  readonly type: ColumnType | "uuid";
}

/** The types of our own columns. */
export const OWN_TYPES: Readonly<Record<string, StoredColumn["type"]>> = {
  [OWN_COLUMNS.id]: "uuid",
  [OWN_COLUMNS.syncedAt]: "timestamp",
  [OWN_COLUMNS.extra]: "json",
  [OWN_COLUMNS.deletedAt]: "timestamp",
};

/** How a kind of file with typed columns is read and written. */
export interface Dialect {
  /** The columns of a file, in its order; types where the file says them. @param longestLine of the batches in it, in bytes. */
  describe(database: Database, file: string, longestLine: number): Promise<readonly DescribedColumn[]>;
  /** Selects the rows of a file. @param columns all that it has, in its order. */
  read(file: string, columns: readonly StoredColumn[], longestLine: number): string;
  /** Writes these columns of a table to a file. */
  write(file: string, columns: readonly StoredColumn[], table: string): string;
}

interface DescribedColumn {
  readonly name: string;
  readonly type: StoredColumn["type"] | undefined;
}

export function typeName(type: StoredColumn["type"]): string {
  return type === "uuid" ? "UUID" : TYPES[type];
}

/** Typed columns, well compressed. */
export const PARQUET: Dialect = {
  async describe(database, file) {
    const rows = await database.rows(`DESCRIBE SELECT * FROM read_parquet(${text(file)})`);
    return rows.map((row) => ({ name: String(row["column_name"]), type: parquetTypeOf(String(row["column_type"])) }));
  },
  read(file, columns) {
    return `SELECT ${columns.map(cast).join(", ")} FROM read_parquet(${text(file)})`;
  },
  write(file, columns, table) {
    return `COPY (${selected(columns, parquetValue, table)}) TO ${text(file)} (FORMAT parquet, COMPRESSION zstd, USE_TMP_FILE false)`;
  },
};

/** Parquet has no integer of 128 bits, and DuckDB would silently write a double instead. It has 38 digits. */
const BIG_INTEGER = "DECIMAL(38,0)";

function parquetValue({ name, type }: StoredColumn): string {
  return type === "big integer" ? `CAST(${quoted(name)} AS ${BIG_INTEGER})` : quoted(name);
}

function parquetTypeOf(name: string): StoredColumn["type"] | undefined {
  if (name === "UUID") return "uuid";
  return name === BIG_INTEGER ? "big integer" : TYPE_NAMES.byName.get(name);
}

/** Text with a header, in UTF-8, with line feeds; null is nothing, and an empty text is `""`. */
export const CSV: Dialect = {
  async describe(database, file, longestLine) {
    const [row = {}] = await database.rows(
      `SELECT * FROM read_csv(${text(file)}, header = false, all_varchar = true, ${csvReading(longestLine, 0)}) LIMIT 1`,
    );
    return Object.values(row).map((name) => ({ name: String(name), type: undefined }));
  },
  read(file, columns, longestLine) {
    const texts = columns.map(({ name }) => `${text(name)}: 'VARCHAR'`).join(", ");
    return (
      `SELECT ${columns.map(csvCast).join(", ")} FROM read_csv(${text(file)}, header = true, auto_detect = false, ` +
      `columns = {${texts}}, ${csvReading(longestLine, columns.length)})`
    );
  },
  write(file, columns, table) {
    return (
      `COPY (${selected(columns, csvValue, table)}) ` +
      `TO ${text(file)} (FORMAT csv, HEADER, DELIMITER ',', QUOTE '"', ESCAPE '"', NULLSTR '', USE_TMP_FILE false)`
    );
  },
};

/** A limit of DuckDB's own, below which none need be set. */
const MIN_LINE_SIZE = 2 * 1024 * 1024;

/** Nothing is guessed. One thread reads: a line break in quotes may be where two threads would meet. */
export function csvReading(longestLine: number, columns: number): string {
  const limit = Math.max(MIN_LINE_SIZE, 2 * longestLine + 64 * columns); // quotes are doubled, and numbers may be longer
  return `delim = ',', quote = '"', escape = '"', nullstr = '', allow_quoted_nulls = false, parallel = false, max_line_size = ${limit}`;
}

/** Texts of a part that was written before its column became JSON may not be JSON. */
export function csvCast({ name, type }: StoredColumn): string {
  const value = quoted(name);
  return type === "json" ? `coalesce(TRY_CAST(${value} AS JSON), to_json(${value})) AS ${value}` : cast({ name, type });
}

/** Times in ISO 8601; years that it does not have, and infinity, as DuckDB writes and reads them. */
function csvValue({ name, type }: StoredColumn): string {
  const value = quoted(name);
  if (type !== "timestamp" && type !== "local timestamp") return value;
  const mark = type === "timestamp" ? "Z" : "";
  return `CASE WHEN year(${value}) BETWEEN 1 AND 9999 THEN strftime(${value}, '%Y-%m-%dT%H:%M:%S.%f${mark}') ELSE CAST(${value} AS VARCHAR) END`;
}

function cast({ name, type }: StoredColumn): string {
  return `CAST(${quoted(name)} AS ${typeName(type)}) AS ${quoted(name)}`;
}

function selected(columns: readonly StoredColumn[], written: (column: StoredColumn) => string, table: string): string {
  return `SELECT ${columns.map((column) => `${written(column)} AS ${quoted(column.name)}`).join(", ")} FROM ${table}`;
}
