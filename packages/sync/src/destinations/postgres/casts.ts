import type { ColumnType } from "../../tables/types.js";
import { DATE_FORM, DATE_TIME_FORM } from "../date-forms.js";
import { typeNames } from "../sql/tables.js";

/**
 * `numeric` has no bounds, so an id of 39 digits and more keeps them all; `numeric(38,0)` would refuse it. `jsonb` keeps every
 * digit of a number too.
 */
export const TYPES: Readonly<Record<ColumnType, string>> = {
  boolean: "BOOLEAN",
  integer: "BIGINT",
  "big integer": "NUMERIC",
  number: "DOUBLE PRECISION",
  date: "DATE",
  timestamp: "TIMESTAMPTZ",
  "local timestamp": "TIMESTAMP",
  text: "TEXT",
  json: "JSONB",
};

export const TYPE_NAMES = typeNames(TYPES, [
  ["TIMESTAMP WITH TIME ZONE", "timestamp"],
  ["TIMESTAMP WITHOUT TIME ZONE", "local timestamp"],
]);

function isNumberLike(value: string): string {
  return `translate(${value}, '0123456789.eE+-', '') = '' AND ${value} NOT LIKE '+%'`;
}

/** The value of a text, or null if the text does not fit. JSON must be a text too; `3.0` and `1e3` are whole numbers. */
export function tolerantCast(value: string, type: ColumnType): string {
  if (type === "text") return value;
  return `CASE WHEN ${mayFit(value, type)} THEN ${tryName(type)}(${value}) END`;
}

function mayFit(value: string, type: ColumnType): string {
  switch (type) {
    case "boolean":
      return `${value} IN ('true', 'false')`;
    case "integer":
    case "big integer":
      return `${value} ~ '^${WHOLE_NUMBER}$'`;
    case "number":
      return isNumberLike(value);
    case "date":
      return `${value} ~ '^${DATE_FORM}$'`;
    case "timestamp":
    case "local timestamp":
      return `${value} ~ '^${DATE_TIME_FORM}$'`;
    default:
      return "true";
  }
}

/** Its exponent cannot make the number larger than Postgres calculates with. */
const WHOLE_NUMBER = "-?[0-9]+([.][0-9]+)?([eE][+-]?[0-9]{1,3})?";

function tryName(type: ColumnType): string {
  return `pg_temp."_sluice_try_${type}"`;
}

/** The functions that `tolerantCast` calls. `pg_input_is_valid` would do, but came with Postgres 16. */
export const TRY_FUNCTIONS: readonly string[] = (Object.keys(TYPES) as ColumnType[])
  .filter((type) => type !== "text")
  .map((type) => {
    // a text that JSONB cannot hold is repaired elsewhere, but a number with 200,000 digits is not
    const refusal = type === "json" ? "numeric_value_out_of_range" : "data_exception";
    return [
      `CREATE OR REPLACE FUNCTION ${tryName(type)}(v text) RETURNS ${TYPES[type]} LANGUAGE plpgsql AS `,
      `$$ BEGIN RETURN ${tried(type)}; EXCEPTION WHEN ${refusal} THEN RETURN NULL; END $$`,
    ].join("");
  });

function tried(type: ColumnType): string {
  switch (type) {
    case "integer":
    case "big integer":
      return `CASE WHEN v::numeric = trunc(v::numeric) THEN trunc(v::numeric)::${TYPES[type]} END`;
    case "timestamp":
    case "local timestamp":
      return `regexp_replace(v, '([.][0-9]{6})[0-9]+', '\\1')::${TYPES[type]}`;
    default:
      return `v::${TYPES[type]}`;
  }
}
