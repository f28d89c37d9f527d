import type { ColumnType } from "../../tables/types.js";

/**
 * `numeric` has no bounds, so that an id of 39 digits and more keeps them all; `numeric(38,0)` would refuse it. `jsonb` keeps every
 * digit of a number too, and can be compared and indexed, which `json` cannot: it may be a key.
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

/** Types by the names that `information_schema` has for them. */
export const TYPES_BY_NAME: ReadonlyMap<string, ColumnType> = new Map([
  ...Object.entries(TYPES).map(([type, name]) => [name, type as ColumnType] as const),
  ["TIMESTAMP WITH TIME ZONE", "timestamp"],
  ["TIMESTAMP WITHOUT TIME ZONE", "local timestamp"],
]);

/**
 * Whether a text may be of the type. Postgres' own casts are lenient: they take `yes` and `1` for true, ` 12 ` and `+12` for
 * numbers, `now`, `epoch` and `infinity` for times, and a time for a day. What passes here and is wrong nevertheless, such as
 * `2026-02-30` or `1-2`, the cast refuses. Regular expressions would do it alone, but take twice the time of the whole load.
 */
function mayBe(value: string, type: ColumnType): string {
  switch (type) {
    case "boolean":
      return `${value} IN ('true', 'false')`;
    case "integer":
    case "big integer":
      return `translate(${value}, '0123456789', '') IN ('', '-')`;
    case "number":
      return `translate(${value}, '0123456789.eE+-', '') = '' AND ${value} NOT LIKE '+%'`;
    case "date":
      return `${value} LIKE '____-__-__'`;
    case "timestamp":
    case "local timestamp":
      return `${value} LIKE '____-__-__%' AND translate(${value}, '0123456789-:.+TZ ', '') = ''`;
    default:
      return "true";
  }
}

/**
 * The value of a text; one that does not fit is an error, for with a mark in front of it it is no truth value. (The cast to a
 * time would not do: it passes over many a mark.)
 */
export function strictCast(value: string, type: ColumnType): string {
  if (type === "text" || type === "json") return value;
  return `CASE WHEN ${mayBe(value, type)} THEN ${value}::${TYPES[type]} ELSE ('!' || ${value})::boolean::text::${TYPES[type]} END`;
}

/** The same, but null for what does not fit, and slower. JSON is to come as a text too; `3.0` and `1e3` are taken for the whole numbers that they are. */
export function tolerantCast(value: string, type: ColumnType): string {
  if (type === "text") return value;
  const isCandidate =
    type === "integer" || type === "big integer" ? `${value} ~ '${WHOLE_NUMBER}'` : mayBe(value, type);
  return `CASE WHEN ${isCandidate} THEN ${tryName(type)}(${value}) END`;
}

/** With an exponent that cannot blow the number up beyond what Postgres calculates with. */
const WHOLE_NUMBER = "^-?[0-9]+([.][0-9]+)?([eE][+-]?[0-9]{1,3})?$";

function tryName(type: ColumnType): string {
  return `pg_temp."_sluice_try_${type}"`;
}

/** `pg_input_is_valid` would do, but came with Postgres 16. */
export const TRY_FUNCTIONS: readonly string[] = (Object.keys(TYPES) as ColumnType[])
  .filter((type) => type !== "text")
  .map((type) => {
    const isWhole = type === "integer" || type === "big integer";
    const result = isWhole
      ? `CASE WHEN v::numeric = trunc(v::numeric) THEN trunc(v::numeric)::${TYPES[type]} END`
      : `v::${TYPES[type]}`;
    // a text that no JSONB can hold is repaired elsewhere, but a number with 200,000 digits is not
    const refusal = type === "json" ? "numeric_value_out_of_range" : "data_exception";
    return [
      `CREATE OR REPLACE FUNCTION ${tryName(type)}(v text) RETURNS ${TYPES[type]} LANGUAGE plpgsql AS `,
      `$$ BEGIN RETURN ${result}; EXCEPTION WHEN ${refusal} THEN RETURN NULL; END $$`,
    ].join("");
  });
