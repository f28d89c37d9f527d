/**
 * The texts that are a date or a date and time, in every destination: RFC 3339, and what is common besides. As regular expressions
 * that DuckDB and Postgres read alike, for a whole text. The databases' own casts accept more, and each something else: `now`,
 * `epoch`, `2026/01/02`, `10:00 PM`.
 *
 * The year is 0001 to 99999. The rest of a calendar date, and 24:00:00 as the end of a day, is left to the cast. A leap second
 * (`:60`) is not accepted, because no database keeps it. Neither is an offset beyond 15:59, the limit of Postgres.
 */
const YEAR = "([1-9][0-9]{3,4}|0[1-9][0-9]{2}|00[1-9][0-9]|000[1-9])";
export const DATE_FORM = `${YEAR}-[0-9]{2}-[0-9]{2}`;

const OFFSET = "([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)";
const TIME = "([01][0-9]|2[0-4]):[0-5][0-9](:[0-5][0-9]([.][0-9]+)?)?";

/** The time may be missing: midnight is meant. The offset may be missing: UTC is meant, or the local time of no place. */
export const DATE_TIME_FORM = `${DATE_FORM}([Tt ]${TIME}${OFFSET}?)?`;
