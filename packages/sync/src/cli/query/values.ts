import type { DuckDBTimestampTZValue, DuckDBType, DuckDBTypeId, DuckDBValueConverter, Json } from "@duckdb/node-api";
import { duckdb } from "../../destinations/duckdb/client.js";

/**
 * Values as JSON. A number that has more digits than JSON's readers keep comes as text; a moment as ISO 8601 in UTC; text of the
 * type JSON as text, at the top, for the output.
 */
export const asJson: DuckDBValueConverter<Json> = (value, type) =>
  value !== null && isJsonType(type) ? String(value) : within(value, type, within);

/** The same within lists and structs, where text of the type JSON is what it says. */
const within: DuckDBValueConverter<Json> = (value, type, converter) => {
  if (value === null) return null;
  if (typeof value === "bigint") return exactly(String(value));
  if (type.typeId === duckdb.DuckDBTypeId.DECIMAL) return exactly(String(value));
  if (value instanceof duckdb.DuckDBTimestampTZValue) return moment(value);
  if (isJsonType(type)) return JSON.parse(String(value)) as Json;
  return duckdb.JsonDuckDBValueConverter(value, type, converter);
};

/** Whether DuckDB calls it JSON; it is kept as text. */
export function isJsonType({ alias }: DuckDBType): boolean {
  return alias === "JSON";
}

/** Whether a table shows it to the right. */
export function isNumber({ typeId }: DuckDBType): boolean {
  return NUMBERS.has(typeId);
}

const NUMBERS: ReadonlySet<DuckDBTypeId> = new Set([
  duckdb.DuckDBTypeId.TINYINT,
  duckdb.DuckDBTypeId.SMALLINT,
  duckdb.DuckDBTypeId.INTEGER,
  duckdb.DuckDBTypeId.BIGINT,
  duckdb.DuckDBTypeId.HUGEINT,
  duckdb.DuckDBTypeId.UTINYINT,
  duckdb.DuckDBTypeId.USMALLINT,
  duckdb.DuckDBTypeId.UINTEGER,
  duckdb.DuckDBTypeId.UBIGINT,
  duckdb.DuckDBTypeId.UHUGEINT,
  duckdb.DuckDBTypeId.FLOAT,
  duckdb.DuckDBTypeId.DOUBLE,
  duckdb.DuckDBTypeId.DECIMAL,
]);

/** So many decimal digits survive a double, whichever they are. */
const SAFE_DIGITS = 15;

function exactly(digits: string): number | string {
  const number = Number(digits);
  const isExact = digits.includes(".") ? digits.replace(/\D/g, "").length <= SAFE_DIGITS : Number.isSafeInteger(number);
  return isExact ? number : digits;
}

/** The library would take this machine's offset of today for every moment there ever was. */
function moment(value: DuckDBTimestampTZValue): string {
  const text = String(new duckdb.DuckDBTimestampValue(value.micros));
  return value.isFinite ? `${text.replace(" ", "T")}Z` : text;
}
