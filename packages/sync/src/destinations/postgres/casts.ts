import type { ColumnType } from "../../tables/types.js";
import { DATE_FORM, DATE_TIME_FORM } from "../date-forms.js";
import { typeNames } from "../sql/tables.js";
import { text } from "../sql/text.js";

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

/**
 * The value of a text; an error if the text does not fit the type.
 *
 * Postgres' own casts are lenient: they accept `yes` and `1` for true, ` 12 ` and `+12` for numbers, `now` and `infinity` for
 * times. So a cheap test comes first, and the cast then refuses what is wrong but passes the test, such as `2026-02-30` or
 * `1-2`. Regular expressions would do it alone, but take half again as long.
 */
export function strictCast(value: string, type: ColumnType): string {
  if (type === "text" || type === "json") return value;
  const branches = strictBranches(value, type).map(([test, fitting]) => `WHEN ${test} THEN ${fitting}::${TYPES[type]}`);
  // with a mark in front it is not a boolean; the cast to a time would ignore many a mark
  return `CASE ${branches.join(" ")} ELSE ('!' || ${value})::boolean::text::${TYPES[type]} END`;
}

/** Tests, and what to cast if they hold. */
function strictBranches(value: string, type: ColumnType): readonly (readonly [test: string, fitting: string])[] {
  switch (type) {
    case "boolean":
      return [[`${value} IN ('true', 'false')`, value]];
    case "integer":
    case "big integer":
      return [[`translate(${value}, '0123456789', '') IN ('', '-')`, value]];
    case "number":
      return [[isNumberLike(value), value]];
    case "date":
      return [[`${shapeOf(value)} = '0000-00-00'`, value]];
    default:
      return [
        [`${shapeOf(value)} IN (${SHAPES}) AND ${value} NOT LIKE '%:60%'`, value],
        [
          `${shapeOf(value)} IN (${LONG_SHAPES}) AND ${value} NOT LIKE '%:60%'`,
          `(left(${value}, 26) || ltrim(substr(${value}, 27), '0123456789'))`,
        ],
      ];
  }
}

function isNumberLike(value: string): string {
  return `translate(${value}, '0123456789.eE+-', '') = '' AND ${value} NOT LIKE '+%'`;
}

/** A text with zeros for its digits and T for a space, so that its form can be looked up in a list. */
function shapeOf(value: string): string {
  return `translate(${value}, '123456789 ', '000000000T')`;
}

/** The forms of `DATE_TIME_FORM` with a year of four digits and capitals. */
function shapes(seconds: readonly string[]): string {
  const offsets = ["", "Z", "+00:00", "-00:00", "+0000", "-0000", "+00", "-00"];
  return seconds.flatMap((second) => offsets.map((offset) => text(`0000-00-00T00:00${second}${offset}`))).join(", ");
}

const fractions = (lengths: readonly number[]) => lengths.map((length) => `:00.${"0".repeat(length)}`);

const SHAPES = `'0000-00-00', ${shapes(["", ":00", ...fractions([1, 2, 3, 4, 5, 6])])}`;

/** Postgres rounds beyond microseconds, and DuckDB cuts: so the further digits are cut here too. */
const LONG_SHAPES = shapes(fractions([7, 8, 9]));

/** Like `strictCast`, but null if the text does not fit, and slower. JSON must be a text too; `3.0` and `1e3` are whole numbers. */
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
