import { join } from "node:path";
import { expect, test } from "@jest/globals";
import type { TypeMismatch } from "../../src/destinations/destination.js";
import { DuckDbStore } from "../../src/destinations/duckdb/duckdb.js";
import { PostgresStore } from "../../src/destinations/postgres/postgres.js";
import { append, loadingInto } from "./postgres-batch.js";
import { describePostgres, usePostgres } from "./postgres-suite.js";
import { withSync } from "./support.js";

describePostgres("a value in Postgres", () => {
  const postgres = usePostgres();
  const load = loadingInto(postgres);

  const rows = (columns: string) => postgres.rows(`SELECT ${columns} FROM acme.users ORDER BY ctid`);

  /** Values for a column, and whether they fit. For dates and times see postgres-dates.test.ts. */
  const VALUES: Readonly<Record<string, Readonly<Record<string, boolean>>>> = {
    id: {
      "3.0": true,
      "1e3": true,
      '"12"': true,
      '"3.0"': true,
      "1.5": false,
      true: false,
      '" 12 "': false,
      '"+1"': false,
      '"0x1"': false,
      '""': false,
      "[1]": false,
      '"1-2"': false,
    },
    score: {
      "1e3": true,
      '"1.5"': true,
      "1e400": false,
      '"NaN"': false,
      '"Infinity"': false,
      '" 1"': false,
      '"+1"': false,
      '"0x1"': false,
      true: false,
      '""': false,
    },
    isOn: { true: true, '"false"': true, "1": false, '"yes"': false, '"on"': false, '"t"': false, '"TRUE"': false },
    born: {
      '"2026-02-01"': true,
      '"2026-02-30"': false,
      '"2026-02-01T00:00:00Z"': false,
      '"today"': false,
      '"infinity"': false,
      '"epoch"': false,
      '"01/02/2026"': false,
      '"20260201"': false,
      "20260201": false,
    },
    at: {
      '"2026-02-01"': true,
      '"2026-02-01 10:00:00.123456+0530"': true,
      '"now"': false,
      '"today"': false,
      '"2026-02-01T25:00:00Z"': false,
      '"20260201"': false,
      "1770000000": false,
      '"2026-02-01 allballs"': false,
    },
    local: { '"2026-02-01T10:00:00"': true, '"2026-02-01T10:00:00+02:00"': true, '"yesterday"': false, '""': false },
  };
  const CASES = Object.entries(VALUES).flatMap(([field, values]) =>
    Object.entries(values).map(([value, fits]) => [field, value, fits] as const),
  );

  test("is judged as in DuckDB, by the strict and by the tolerant cast", async () => {
    const table = append();
    const records = CASES.map(([field, value]) => `{"${field}":${value}}`);
    const expected = Object.entries(VALUES).map(([field, values]) => {
      const wrong = Object.values(values).filter((fits) => !fits).length;
      return { field, values: wrong, first: CASES.findIndex(([of, , fits]) => of === field && !fits) };
    });
    const byField = (one: TypeMismatch, other: TypeMismatch) => one.field.localeCompare(other.field);
    const inPostgres = await load(table, records); // one mismatch sends the batch to the tolerant casts
    const inDuckDb = await load(table, records, () => DuckDbStore.open(join(postgres.folder(), "test.duckdb")));
    expect([...inPostgres].sort(byField)).toEqual([...expected].sort(byField));
    expect([...inDuckDb].sort(byField)).toEqual([...expected].sort(byField));
    const slow = await rows('id, score, "isOn", born, at, local');
    const place = { open: () => PostgresStore.open(postgres.url()), folder: postgres.folder() };
    await withSync(place, async (sync) => {
      await sync.begin(table);
      for (const [index, [field, , fits]] of CASES.entries()) {
        const mismatches = await sync.load(table, undefined, records[index] ?? "");
        expect([records[index], mismatches]).toEqual([records[index], fits ? [] : [{ field, values: 1, first: 0 }]]);
      }
    });
    const alone = (await rows('id, score, "isOn", born, at, local')).slice(CASES.length);
    expect(alone).toEqual(slow);
  });

  test.each(["infinity", "epoch"])("is not a time if it is the word %s", async (word) => {
    expect(await load(append(), [`{"at":"${word}"}`])).toEqual([{ field: "at", values: 1, first: 0 }]);
  });
});
