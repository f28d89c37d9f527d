import type { ColumnType } from "../../tables/types.js";
import { TYPES } from "../duckdb/sql.js";
import { type Retype, type TypeNames, typeNames } from "../sql/tables.js";
import { quoted } from "../sql/text.js";

/** Parquet has no integer of 128 bits: DuckDB would silently write a double instead. This one has 38 digits. */
export const LAKE_TYPES: Readonly<Record<ColumnType, string>> = { ...TYPES, "big integer": "DECIMAL(38,0)" };

/** What a column is called until it takes the place of another. */
const RETYPED = quoted("_sluice_retyped");

export const LAKE_TYPE_NAMES: TypeNames = {
  ...typeNames(LAKE_TYPES, [["TIMESTAMP WITH TIME ZONE", "timestamp"]]),
  retype,
};

/**
 * DuckLake changes a type only where the files can stay as they are. It could do so from a date to a timestamp too, but then each reader's
 * time zone would decide when the day begins. All else is a new column, with the values of the old one; it is the last of the table.
 */
function retype({ into, column, from, type, sqlType, value, isEmptied }: Retype): readonly string[] {
  if (from === "integer" && type === "big integer")
    return [`ALTER TABLE ${into} ALTER COLUMN ${column} TYPE ${sqlType}`];
  return [
    `ALTER TABLE ${into} ADD COLUMN ${RETYPED} ${sqlType}`,
    ...(isEmptied ? [] : [`UPDATE ${into} SET ${RETYPED} = ${value}`]),
    `ALTER TABLE ${into} DROP COLUMN ${column}`,
    `ALTER TABLE ${into} RENAME COLUMN ${RETYPED} TO ${column}`,
  ];
}
