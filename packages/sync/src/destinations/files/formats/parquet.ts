import { quoted, text } from "../../sql/text.js";
import type { Format } from "./format.js";
import { type Dialect, Scratch, type StoredColumn, typeName } from "./scratch.js";

/** Typed columns, as small as they get. */
export const PARQUET: Format = { name: "parquet", openWorkshop: () => Scratch.open(dialect) };

const dialect: Dialect = {
  read(file, columns) {
    const values = columns.map(({ name, type }) => `CAST(${quoted(name)} AS ${typeName(type)}) AS ${quoted(name)}`);
    return `SELECT ${values.join(", ")} FROM read_parquet(${text(file)})`;
  },
  write(file, columns, table) {
    const values = columns.map((column) => `${written(column)} AS ${quoted(column.name)}`);
    return (
      `COPY (SELECT ${values.join(", ")} FROM ${table}) ` +
      `TO ${text(file)} (FORMAT parquet, COMPRESSION zstd, USE_TMP_FILE false)`
    );
  },
};

/** Parquet has no integer of 128 bits, and DuckDB would write a double in its place, without a word. 38 digits it has. */
function written({ name, type }: StoredColumn): string {
  return type === "big integer" ? `CAST(${quoted(name)} AS DECIMAL(38, 0))` : quoted(name);
}
