import type { KnownColumn } from "../../tables/table.js";
import { OWN_COLUMNS } from "../../tables/table.js";
import { checkedCast } from "../duckdb/sql.js";
import { quoted } from "../sql/text.js";
import { pointerTo } from "./lines.js";
import type { FileColumn } from "./manifest-content.js";
import type { Format } from "./staging.js";
import { csvCast, csvReading, OWN_TYPES } from "./typed-formats.js";

/** What lines of JSON have besides their fields: the whole line, in which nothing is lost. */
export const LINE_COLUMN = "_sluice_record";

/** A table in files, as SQL of DuckDB reads it. */
export interface FileTable {
  /** The columns that any file has, without our own. */
  readonly columns: readonly FileColumn[];
  /** The fields of the stream and their columns. */
  readonly known: readonly KnownColumn[];
  /** In bytes, of the batches that it came in. */
  readonly longestLine: number;
}

/** Our own members make a line longer by at most so much, in bytes. */
const OWN_BYTES = 256;

/**
 * Selects the rows of a table. Files may lack columns that came later.
 *
 * @param files a path, a pattern or a list of paths, as SQL.
 */
export function selectRows(format: Format, files: string, table: FileTable): string {
  if (format === "parquet") return `SELECT * FROM read_parquet(${files}, union_by_name = true)`;
  return format === "csv" ? csvRows(files, table) : lineRows(files, table);
}

/** A file that has more columns than are known here has them as text. */
function csvRows(files: string, { columns, longestLine }: FileTable): string {
  const own = Object.entries(OWN_TYPES).map(([name, type]) => ({ name, type }));
  const typed = [...columns, ...own].filter(({ type }) => type !== "text").map(csvCast);
  const reading = csvReading(longestLine, columns.length);
  const rows = `SELECT * FROM read_csv(${files}, header = true, all_varchar = true, union_by_name = true, skip = 0, comment = '', ${reading})`;
  const late = `SELECT NULL::VARCHAR AS ${quoted(OWN_COLUMNS.deletedAt)} WHERE false`; // files of earlier versions have no such column
  return `SELECT * REPLACE (${typed.join(", ")}) FROM (${rows} UNION ALL BY NAME ${late})`;
}

/** Values are cast as a database destination casts them: one that does not fit is null, and is still in the line. */
function lineRows(files: string, { known, longestLine }: FileTable): string {
  const columns = known.filter(({ isGone }) => isGone !== true);
  const { id, syncedAt, deletedAt } = OWN_COLUMNS;
  const scalars = [id, syncedAt, deletedAt, ...columns.map(({ field }) => field)].map(pointerTo);
  const values = columns.map(({ name, field, type = "json" }, index) => {
    const value =
      type === "json" ? `json_extract(json, ${pointerTo(field)})` : checkedCast(`texts[${index + 4}]`, type);
    return `${value} AS ${quoted(name)}, `;
  });
  const own =
    `CAST(texts[1] AS UUID) AS ${quoted(id)}, CAST(texts[2] AS TIMESTAMPTZ) AS ${quoted(syncedAt)}, ` +
    `json AS ${quoted(LINE_COLUMN)}, CAST(texts[3] AS TIMESTAMPTZ) AS ${quoted(deletedAt)}`;
  const lines = `read_ndjson_objects(${files}, maximum_object_size = ${longestLine + OWN_BYTES})`;
  return `SELECT ${values.join("")}${own} FROM (SELECT json, json_extract_string(json, [${scalars.join(", ")}]) AS texts FROM ${lines})`;
}
