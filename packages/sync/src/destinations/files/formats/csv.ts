import { quoted, text } from "../../sql/text.js";
import type { Format } from "./format.js";
import { type Dialect, Scratch, type StoredColumn, typeName } from "./scratch.js";

/** Text with a header, in UTF-8, with line feeds; no value is empty, and an empty text is `""`. */
export const CSV: Format = { name: "csv", openWorkshop: () => Scratch.open(dialect) };

/** Nothing is guessed. One thread reads: a line break in quotes may lie where two threads would meet. */
const READING =
  "header = true, auto_detect = false, delim = ',', quote = '\"', escape = '\"', nullstr = '', allow_quoted_nulls = false, parallel = false";

/** A limit of DuckDB's own, below which none need be set. */
const LEAST_LINE = 2 * 1024 * 1024;

const dialect: Dialect = {
  read(file, columns, longestLine) {
    const texts = columns.map(({ name }) => `${text(name)}: 'VARCHAR'`);
    const values = columns.map(({ name, type }) => `CAST(${quoted(name)} AS ${typeName(type)}) AS ${quoted(name)}`);
    const limit = Math.max(LEAST_LINE, 2 * longestLine + 64 * columns.length); // quotes are doubled, and numbers may be longer
    return (
      `SELECT ${values.join(", ")} ` +
      `FROM read_csv(${text(file)}, columns = {${texts.join(", ")}}, max_line_size = ${limit}, ${READING})`
    );
  },
  write(file, columns, table) {
    const values = columns.map((column) => `${written(column)} AS ${quoted(column.name)}`);
    return (
      `COPY (SELECT ${values.join(", ")} FROM ${table}) ` +
      `TO ${text(file)} (FORMAT csv, HEADER, DELIMITER ',', QUOTE '"', ESCAPE '"', NULLSTR '', USE_TMP_FILE false)`
    );
  },
};

/** Times as ISO 8601 has them; years that it has not, and infinity, as DuckDB writes and reads them. */
function written({ name, type }: StoredColumn): string {
  const value = quoted(name);
  if (type !== "timestamp" && type !== "local timestamp") return value;
  const mark = type === "timestamp" ? "Z" : "";
  return `CASE WHEN year(${value}) BETWEEN 1 AND 9999 THEN strftime(${value}, '%Y-%m-%dT%H:%M:%S.%f${mark}') ELSE CAST(${value} AS VARCHAR) END`;
}
