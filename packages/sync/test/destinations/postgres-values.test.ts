import { join } from "node:path";
import { expect, test } from "@jest/globals";
import type { Misfit } from "../../src/destinations/destination.js";
import { DuckDbStore } from "../../src/destinations/duckdb/duckdb.js";
import { PostgresStore } from "../../src/destinations/postgres/postgres.js";
import { append, landingIn } from "./postgres-batch.js";
import { describePostgres, usePostgres } from "./postgres-suite.js";
import { batchOf, withDestination } from "./support.js";

describePostgres("a value in Postgres", () => {
  const postgres = usePostgres();
  const land = landingIn(postgres);

  const rows = (columns: string) => postgres.rows(`SELECT ${columns} FROM acme.users ORDER BY ctid`);

  /** Values for a column, and whether they fit it: the same ones as in DuckDB, but for those that say otherwise. */
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

  test("judges each value as DuckDB does, on the fast way and on the slow one", async () => {
    const table = append();
    const records = CASES.map(([field, value]) => `{"${field}":${value}}`);
    const expected = Object.entries(VALUES).map(([field, values]) => {
      const wrong = Object.values(values).filter((fits) => !fits).length;
      return { field, values: wrong, first: CASES.findIndex(([of, , fits]) => of === field && !fits) };
    });
    const byField = (one: Misfit, other: Misfit) => one.field.localeCompare(other.field);
    const inPostgres = await land(table, records); // one misfit sends all of them on the slow way
    const inDuckDb = await land(table, records, () => DuckDbStore.open(join(postgres.folder(), "test.duckdb")));
    expect([...inPostgres].sort(byField)).toEqual([...expected].sort(byField));
    expect([...inDuckDb].sort(byField)).toEqual([...expected].sort(byField));
    const slow = await rows('id, score, "isOn", born, at, local');
    await withDestination(
      () => PostgresStore.open(postgres.url()),
      async (destination) => {
        await destination.start();
        await destination.begin([table]);
        for (const [index, [field, , fits]] of CASES.entries()) {
          const [misfits] = await destination.commit([
            await batchOf(postgres.folder(), table, undefined, records[index] ?? ""),
          ]);
          expect([records[index], misfits]).toEqual([records[index], fits ? [] : [{ field, values: 1, first: 0 }]]);
        }
      },
    );
    const alone = (await rows('id, score, "isOn", born, at, local')).slice(CASES.length);
    expect(alone).toEqual(slow);
  });

  test.each(["infinity", "epoch"])("does not take the word %s for a time", async (word) => {
    expect(await land(append(), [`{"at":"${word}"}`])).toEqual([{ field: "at", values: 1, first: 0 }]);
  });
});
