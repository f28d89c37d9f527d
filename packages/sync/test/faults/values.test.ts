/** Values that a column cannot hold are kept and said, alike in every destination. */
import { expect, test } from "@jest/globals";
import { BINARIES } from "../destinations/postgres-server.js";
import { writing } from "./messages.js";
import { DATE, INTEGER, keyed, NUMBER, OBJECT, STRING, TIMESTAMP, unkeyed } from "./source.js";
import { expectComplete, onEachDestination, TYPED } from "./support.js";

const TIMES = [
  "2026-01-01",
  "2026-1-1",
  "20260101",
  "2026/01/01",
  "2026-02-30",
  "2026-13-01",
  "0000-01-01",
  "0001-01-01",
  "9999-12-31",
  "10000-01-01",
  "-2026-01-01",
  "+2026-01-01",
  "infinity",
  "epoch",
  "now",
  "today",
  "",
  " 2026-01-01",
  "2026-01-01 ",
  "2026-01-01T00:00:00Z",
  "2026-01-01 00:00:00Z",
  "2026-01-01t00:00:00z",
  "2026-01-01T00:00Z",
  "2026-01-01T00Z",
  "2026-01-01T00:00:00",
  "2026-01-01T24:00:00Z",
  "2026-01-01T00:00:60Z",
  "2026-01-01T25:00:00Z",
  "2026-01-01T00:00:00.123456789Z",
  "2026-01-01T00:00:00,5Z",
  "2026-01-01T00:00:00+02",
  "2026-01-01T00:00:00+0200",
  "2026-01-01T00:00:00+02:00",
  "2026-01-01T00:00:00+02:00:30",
  "2026-01-01T00:00:00+25:00",
  "2026-01-01T00:00:00 Europe/Berlin",
  "2026-01-01T00:00:00 UTC",
  "2026-01-01 00:00:00 BC",
  "2026-W01-1",
  "2026-001",
  "Jan 1, 2026",
  "1767225600",
];

/** Which of them each destination took for a date, and for a time. */
const accepted = new Map<string, readonly string[]>();

onEachDestination(TYPED, (place) => {
  test("keeps dates and times that do not fit, and accepts those of ISO 8601", async () => {
    const properties = {
      id: INTEGER,
      day: DATE,
      time: TIMESTAMP,
      local: { type: "string", format: "date-time", airbyte_type: "timestamp_without_timezone" },
    };
    const synced = await place.sync(
      writing([keyed("times", properties), ...TIMES.map((text, id) => ({ id, day: text, time: text, local: text }))]),
    );
    expectComplete(synced);
    const found = await place.rows("acme", "times", ["id", "day", "time", "local"]);
    expect(found).toHaveLength(TIMES.length);
    const fitting = [1, 2, 3].map((column) =>
      found
        .filter((row) => row[column] !== null)
        .map(([id]) => TIMES[Number(id)] ?? "")
        .sort(),
    );
    accepted.set(
      place.kind,
      fitting.map((texts) => texts.join("|")),
    );
    expect(fitting[0]).toContain("2026-01-01");
    expect(fitting[1]).toEqual(
      expect.arrayContaining([
        "2026-01-01T00:00:00Z",
        "2026-01-01 00:00:00Z",
        "2026-01-01T00:00:00+02:00",
        "2026-01-01T00:00:00.123456789Z",
      ]),
    );
    for (const texts of fitting)
      for (const wrong of ["now", "infinity", "epoch", "", "2026-02-30", "2026-13-01", "1767225600"])
        expect(texts).not.toContain(wrong);
  });

  test("reports a number that has more digits than its column, or keeps them all", async () => {
    const values = ["0.12345678901234567890", "123456789012345678.5", "1e400", "9007199254740993.25"];
    const synced = await place.sync(
      writing([
        keyed("numbers", { id: INTEGER, x: NUMBER }),
        ...values.map((value, id) => `{"id":${id},"x":${value}}`),
      ]),
    );
    expectComplete(synced);
    const mismatched = synced.ended?.streams[0]?.typeMismatches.find(({ field }) => field === "x")?.values ?? 0;
    const found = await place.rows("acme", "numbers", ["id", "x"]);
    const kept = found.filter(([id, x]) => x === values[Number(id)]?.replace(/0+$/, "")).length;
    const isSaid =
      synced.ended?.warnings.some((text) => /\bx\b/.test(text) && /digit|round|precision/.test(text)) ?? false;
    expect(isSaid || kept + mismatched === values.length).toBe(true);
  });
});

onEachDestination(["Parquet", "CSV"], (place) => {
  test("reads all parts of an appended table together after types changed", async () => {
    const schemas = [
      { id: INTEGER, x: INTEGER },
      { id: INTEGER, x: STRING },
      { id: INTEGER, x: DATE },
      { id: INTEGER, x: OBJECT },
      { id: INTEGER, x: INTEGER, y: TIMESTAMP },
    ];
    const rows = [
      { id: 1, x: 7 },
      { id: 2, x: "seven" },
      { id: 3, x: "2026-01-01" },
      { id: 4, x: { a: 1 } },
      { id: 5, x: 8, y: "2026-01-01T00:00:00Z" },
    ];
    for (const [index, properties] of schemas.entries()) {
      expectComplete(await place.sync(writing([unkeyed("log", properties), rows[index] ?? {}])));
      expect(await place.ids("log")).toEqual(rows.slice(0, index + 1).map(({ id }) => id));
    }
    const values = await place.rows("acme", "log", ["id", "x"]);
    expect(values.map(([, x]) => x?.replaceAll(/[\s"]/g, ""))).toEqual(["7", "seven", "2026-01-01", "{a:1}", "8"]);
  });
});

(BINARIES === undefined ? test.skip : test)(
  "DuckDB, Postgres, Parquet and CSV take the same texts for dates and for times",
  () => {
    const [first] = accepted.values();
    expect(Object.fromEntries(accepted)).toEqual(Object.fromEntries(TYPED.map((kind) => [kind, first])));
  },
);
