import {
  DuckDBTimestampTZValue,
  DuckDBTimestampValue,
  type DuckDBType,
  DuckDBTypeId,
  type DuckDBValueConverter,
  type Json,
  JsonDuckDBValueConverter,
} from "@duckdb/node-api";

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
  if (type.typeId === DuckDBTypeId.DECIMAL) return exactly(String(value));
  if (value instanceof DuckDBTimestampTZValue) return moment(value);
  if (isJsonType(type)) return JSON.parse(String(value)) as Json;
  return JsonDuckDBValueConverter(value, type, converter);
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
  DuckDBTypeId.TINYINT,
  DuckDBTypeId.SMALLINT,
  DuckDBTypeId.INTEGER,
  DuckDBTypeId.BIGINT,
  DuckDBTypeId.HUGEINT,
  DuckDBTypeId.UTINYINT,
  DuckDBTypeId.USMALLINT,
  DuckDBTypeId.UINTEGER,
  DuckDBTypeId.UBIGINT,
  DuckDBTypeId.UHUGEINT,
  DuckDBTypeId.FLOAT,
  DuckDBTypeId.DOUBLE,
  DuckDBTypeId.DECIMAL,
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
  const text = String(new DuckDBTimestampValue(value.micros));
  return value.isFinite ? `${text.replace(" ", "T")}Z` : text;
}
