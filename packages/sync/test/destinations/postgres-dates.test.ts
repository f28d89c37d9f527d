import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { Database } from "../../src/destinations/duckdb/database.js";
import { DuckDbStore } from "../../src/destinations/duckdb/duckdb.js";
import { TYPES } from "../../src/destinations/postgres/casts.js";
import { PostgresSession } from "../../src/destinations/postgres/client.js";
import { isTypeMismatch } from "../../src/destinations/postgres/errors.js";
import { strictText } from "../../src/destinations/postgres/strict-values.js";
import { text } from "../../src/destinations/sql/text.js";
import { append, loadingInto } from "./postgres-batch.js";
import { describePostgres, usePostgres } from "./postgres-suite.js";

const NO = null;

/** Texts, and what they are as a date, a timestamp and a local timestamp; null where they are none. */
const FORMS: readonly (readonly [
  value: string,
  date: string | null,
  timestamp: string | null,
  local: string | null,
])[] = [
  // RFC 3339
  ["2026-02-01T10:00:00Z", NO, "2026-02-01 10:00:00+00", "2026-02-01 10:00:00"],
  ["2026-02-01t10:00:00z", NO, "2026-02-01 10:00:00+00", "2026-02-01 10:00:00"],
  ["2026-02-01T10:00:00+02:00", NO, "2026-02-01 08:00:00+00", "2026-02-01 10:00:00"],
  ["2026-02-01T10:00:00-00:00", NO, "2026-02-01 10:00:00+00", "2026-02-01 10:00:00"],
  ["2026-02-01", "2026-02-01", "2026-02-01 00:00:00+00", "2026-02-01 00:00:00"],
  ["2024-02-29", "2024-02-29", "2024-02-29 00:00:00+00", "2024-02-29 00:00:00"],
  ["0001-01-01T00:00:00Z", NO, "0001-01-01 00:00:00+00", "0001-01-01 00:00:00"],
  ["0001-01-01", "0001-01-01", "0001-01-01 00:00:00+00", "0001-01-01 00:00:00"],
  ["0070-01-01", "0070-01-01", "0070-01-01 00:00:00+00", "0070-01-01 00:00:00"],
  ["9999-12-31T23:59:59.999999-05:00", NO, "10000-01-01 04:59:59.999999+00", "9999-12-31 23:59:59.999999"],
  // common besides
  ["2026-02-01 10:00:00", NO, "2026-02-01 10:00:00+00", "2026-02-01 10:00:00"],
  ["2026-02-01 10:00:00z", NO, "2026-02-01 10:00:00+00", "2026-02-01 10:00:00"],
  ["2026-02-01T10:00:00+02", NO, "2026-02-01 08:00:00+00", "2026-02-01 10:00:00"],
  ["2026-02-01T10:00:00+0230", NO, "2026-02-01 07:30:00+00", "2026-02-01 10:00:00"],
  ["2026-02-01T10:00:00-15:59", NO, "2026-02-02 01:59:00+00", "2026-02-01 10:00:00"],
  ["2026-02-01T10:00", NO, "2026-02-01 10:00:00+00", "2026-02-01 10:00:00"],
  ["2026-02-01T10:00Z", NO, "2026-02-01 10:00:00+00", "2026-02-01 10:00:00"],
  ["2026-02-01 10:00+02:00", NO, "2026-02-01 08:00:00+00", "2026-02-01 10:00:00"],
  ["2026-02-01t10:00-0200", NO, "2026-02-01 12:00:00+00", "2026-02-01 10:00:00"],
  ["2026-02-01T24:00:00Z", NO, "2026-02-02 00:00:00+00", "2026-02-02 00:00:00"],
  ["2026-02-01T24:00", NO, "2026-02-02 00:00:00+00", "2026-02-02 00:00:00"],
  ["12026-02-01", "12026-02-01", "12026-02-01 00:00:00+00", "12026-02-01 00:00:00"],
  ["99999-12-31T23:59:59Z", NO, "99999-12-31 23:59:59+00", "99999-12-31 23:59:59"],
  // fractions: cut to microseconds
  ["2026-02-01T10:00:00.1Z", NO, "2026-02-01 10:00:00.1+00", "2026-02-01 10:00:00.1"],
  ["2026-02-01T10:00:00.12+02", NO, "2026-02-01 08:00:00.12+00", "2026-02-01 10:00:00.12"],
  ["2026-02-01T10:00:00.123-0200", NO, "2026-02-01 12:00:00.123+00", "2026-02-01 10:00:00.123"],
  ["2026-02-01T10:00:00.1234+00:00", NO, "2026-02-01 10:00:00.1234+00", "2026-02-01 10:00:00.1234"],
  ["2026-02-01T10:00:00.12345", NO, "2026-02-01 10:00:00.12345+00", "2026-02-01 10:00:00.12345"],
  ["2026-02-01 10:00:00.123456Z", NO, "2026-02-01 10:00:00.123456+00", "2026-02-01 10:00:00.123456"],
  ["2026-02-01T10:00:00.1234567Z", NO, "2026-02-01 10:00:00.123456+00", "2026-02-01 10:00:00.123456"],
  ["2026-02-01T10:00:00.99999999+02:00", NO, "2026-02-01 08:00:00.999999+00", "2026-02-01 10:00:00.999999"],
  ["2026-02-01T10:00:00.999999999", NO, "2026-02-01 10:00:00.999999+00", "2026-02-01 10:00:00.999999"],
  ["2026-02-01T10:00:00.123456789-0200", NO, "2026-02-01 12:00:00.123456+00", "2026-02-01 10:00:00.123456"],
  ["2026-02-01T10:00:00.999999999999z", NO, "2026-02-01 10:00:00.999999+00", "2026-02-01 10:00:00.999999"],
  ...[
    // not in the calendar, or not on the clock
    "2026-02-30",
    "2026-02-30T00:00:00Z",
    "2025-02-29",
    "2026-13-01",
    "2026-00-01",
    "2026-01-00",
    "2026-02-01T25:00:00Z",
    "2026-02-01T24:00:01Z",
    "2026-02-01T10:60:00Z",
    "2026-02-01T23:59:60Z",
    "2026-02-01T23:59:60.5+00:00",
    "2026-02-01T10:00:61Z",
    "2026-02-01T10:00:00+16:00",
    "2026-02-01T10:00:00+02:60",
    // years
    "0000-01-01",
    "0000-01-01T00:00:00Z",
    "-0001-01-01",
    "-2026-02-01T10:00:00Z",
    "+12026-02-01",
    "02026-02-01",
    "294276-12-31T00:00:00Z",
    "26-02-01",
    "2026-02-01 BC",
    "2026-02-01T10:00:00Z BC",
    // words
    "",
    "now",
    "today",
    "infinity",
    "-infinity",
    "epoch",
    "allballs",
    "2026-02-01 allballs",
    // other forms
    "2026-1-2",
    "2026-01-2",
    "2026/01/02",
    "20260102",
    "20260102T100000Z",
    "2026-01",
    "2026-032",
    "2026-W05-1",
    "01/02/2026",
    "1770000000",
    "10:00:00",
    "2026-02-01T",
    "2026-02-01T10",
    "2026-02-01T1:00:00Z",
    "2026-02-01T10:0:00Z",
    "2026-02-01T10:00:0Z",
    "2026-02-01T10:00:00.Z",
    "2026-02-01T10:00:00.",
    "2026-02-01T10:00:.5Z",
    "2026-02-01T10:00:00,5Z",
    "2026-02-01T10:00:00+2",
    "2026-02-01T10:00:00+200",
    "2026-02-01T10:00:00+02:00:30",
    "2026-02-01T10:00:00\u221202:00",
    "2026-02-01Z",
    "2026-02-01+02:00",
    "2026-02-01 10:00 AM",
    "2026-02-01 10:00:00 PM",
    "2026-02-01 10:00PM",
    "2026-02-01T10:00:00UTC",
    "2026-02-01T10:00:00 UTC",
    "2026-02-01T10:00:00Europe/Berlin",
    "2026-02-01X10:00:00Z",
    "\u0662\u0660\u0662\u0666-02-01",
    // blanks
    "2026-02-01 ",
    " 2026-02-01",
    " 026-02-01",
    "2026-02-01\n",
    "2026-02-01T10:00:00Z ",
    "2026-02-01T10:00:00 Z",
    "2026-02-01T10:00:00 +02:00",
    "2026-02-01  10:00:00",
    "2026-02-01T 1:00:00Z",
  ].map((value) => [value, NO, NO, NO] as const),
];

const FIELDS = [
  ["born", "date"],
  ["at", "timestamp"],
  ["local", "local timestamp"],
] as const;

describePostgres("the date and time forms", () => {
  const postgres = usePostgres();
  const load = loadingInto(postgres);

  /** All forms in each of the three columns, as `[text, date, timestamp, local]`. */
  const records = FORMS.map(([value], id) => JSON.stringify({ id, born: value, at: value, local: value }));
  const columns = `id, ${FIELDS.map(([field]) => `"${field}"::text AS "${field}"`).join(", ")}, _sluice_extra::text AS extra`;
  const sql = (table: string) => `SELECT ${columns} FROM ${table} ORDER BY id`;
  const found = (rows: readonly Record<string, unknown>[]) =>
    rows.map(({ id, born, at, local }) => [FORMS[Number(id)]?.[0], born, at, local]);
  const extras = (rows: readonly Record<string, unknown>[]) =>
    rows.map(({ extra }) => (extra === null ? {} : (JSON.parse(String(extra)) as object)));
  const expectedExtras = FORMS.map(([value, ...expected]) =>
    Object.fromEntries(FIELDS.filter((_field, index) => expected[index] === NO).map(([field]) => [field, value])),
  );

  test("are the same in Postgres and DuckDB, which keep other texts in _sluice_extra", async () => {
    const file = join(postgres.folder(), "test.duckdb");
    await load(append(), records);
    await load(append(), records, () => DuckDbStore.open(file));
    const database = await Database.open(file);
    const inDuckDb = await database.rows(sql("acme.users"));
    database.close();
    const inPostgres = await postgres.rows(sql("acme.users"));
    expect(found(inDuckDb)).toEqual(FORMS);
    expect(found(inPostgres)).toEqual(FORMS);
    expect(extras(inDuckDb)).toEqual(expectedExtras);
    expect(extras(inPostgres)).toEqual(expectedExtras);
  });

  test("are the same where Postgres gets them strictly, which leaves rare forms to the tolerant cast", async () => {
    const isRare = (value: string) => /^\d{5}|[tz]|\d{10}/.test(value);
    const session = await PostgresSession.open(postgres.url());
    const cast = async (value: string, type: (typeof FIELDS)[number][1]) => {
      const given = strictText(Buffer.from(value), type)?.toString();
      if (given === undefined) return NO;
      const query = `SELECT CAST(CAST(${text(given)} AS ${TYPES[type]}) AS text) AS value`;
      try {
        return (await session.rows(query))[0]?.["value"];
      } catch (error) {
        if (isTypeMismatch(error)) return NO;
        throw error;
      }
    };
    for (const [value, ...expected] of FORMS) {
      const judged = [];
      for (const [, type] of FIELDS) judged.push(await cast(value, type));
      expect([value, ...judged]).toEqual([value, ...(isRare(value) ? [NO, NO, NO] : expected)]);
    }
    await session.close();
  });
});
