/** Two ways into Postgres: rows that are made of the JSON here, and, where a value does not fit, the JSON itself. Both give the same. */
import { join } from "node:path";
import { Readable } from "node:stream";
import { expect, test } from "@jest/globals";
import { Database } from "../../src/destinations/duckdb/database.js";
import { DuckDbStore } from "../../src/destinations/duckdb/duckdb.js";
import { PostgresSession } from "../../src/destinations/postgres/client.js";
import { copyRows } from "../../src/destinations/postgres/copy-rows.js";
import { PostgresStore } from "../../src/destinations/postgres/postgres.js";
import { copyStrictly, createBatch } from "../../src/destinations/postgres/sql.js";
import type { Table } from "../../src/tables/table.js";
import { loadingInto, TYPED } from "./postgres-batch.js";
import { describePostgres, usePostgres } from "./postgres-suite.js";
import { batchOf, tableOf, withSync } from "./support.js";

/** As JSON, what a text may be. */
const TEXTS = [
  '""',
  '"null"',
  '"\\\\."',
  '"a\\nb\\r\\nc\\td"',
  '"\\u0001, \\u0002 and \\u001f"',
  '"\\"quoted\\" \\\\ back\\/slash"',
  '"K\\u00f8benhavn København \\ud83d\\ude00 😀"',
  '"half \\ud83d, and \\udc00"',
  '", 1"',
  "12.50",
  "1e400",
  "true",
  '{"a": "\\u0041\\n",  "b":[]}',
  "[]",
  "null",
];
const JSONS = ['"text \\n"', "12345678901234567890.10", "[1, {}]", '{"a":"\\u00f8"}', "null", "false"];

describePostgres("the rows of a batch in Postgres", () => {
  const postgres = usePostgres();
  const load = loadingInto(postgres);
  const properties = { ...TYPED, "2nd": { type: "string" }, "a\nb": { type: "integer" } };
  const tableCalled = (name: string, key: readonly string[] = ["id", "name"]): Table =>
    tableOf("merge", properties, key, { name });

  /** All of a table but one row, without the schema's order. */
  const rowsOf = (name: string) =>
    `SELECT * FROM acme.${name} WHERE id IS DISTINCT FROM -1 ORDER BY _sluice_extra::text, id, CAST(_sluice_id AS text)`;

  const records = [
    ...TEXTS.filter((text) => text !== "null").map((text, id) => `{"id":${id},"name":${text},"2nd":${text}}`),
    ...TEXTS.map((text, id) => `{"id":${100 + id},"name":"n","2nd":${text},"undeclared":${text},"tags":[${text}]}`),
    ...JSONS.map((json, id) => `{"tags":${json},"id":${200 + id},"name":"n","a\\nb":7,"score":-1.5e-3,"isOn":true}`),
    '{"id":300,"name":"n","born":"2026-02-01","at":"2026-02-01T10:00:00.123456789+05:30","local":"2026-02-01 10:00"}',
    '{"id":301,"name":"a","name":"the last counts","score":1,"score":null}',
    '{"id":302,"name":"n","_ab_cdc_deleted_at":"2026-02-01T10:00:00.000123Z"}',
    '{"id":"303","name":"n","score":0.1234567890123456789}',
  ];

  test("are the same in both ways, with the ids and times that DuckDB has", async () => {
    const unfit = '{"id":-1,"name":"n","score":"none"}';
    expect(await load(tableCalled("strict"), records)).toEqual([]);
    expect(await load(tableCalled("tolerant"), [...records, unfit])).toEqual([
      { field: "score", values: 1, first: records.length },
    ]);
    const strict = await postgres.rows(rowsOf("strict"));
    expect(strict).toHaveLength(records.length);
    expect(strict).toEqual(await postgres.rows(rowsOf("tolerant")));
    const file = join(postgres.folder(), "test.duckdb");
    await load(tableCalled("strict"), records, () => DuckDbStore.open(file));
    const database = await Database.open(file);
    const own = ["_sluice_id", "_sluice_synced_at", "_sluice_deleted_at"].map(
      (name) => `CAST(${name} AS text) AS ${name}`,
    );
    const sql = `SELECT id, ${own.join(", ")} FROM acme.strict ORDER BY 2`;
    const inDuckDb = await database.rows(sql);
    database.close();
    expect(inDuckDb).toEqual(await postgres.rows(sql));
  });

  test("have an id each where there is no key", async () => {
    await load(tableCalled("strict", []), ['{"id":1}', '{"id":1}']);
    const [counted] = await postgres.rows(
      "SELECT count(DISTINCT _sluice_id) AS ids, count(*) AS rows FROM acme.strict",
    );
    expect(counted).toEqual({ ids: "2", rows: "2" });
  });

  test("are all there although the last one does not fit, when most are sent already", async () => {
    const table = tableOf("append", TYPED, []);
    const many = Array.from({ length: 40_000 }, (_none, id) => `{"id":${id},"name":"${"x".repeat(100)}"}`);
    await withSync({ open: () => PostgresStore.open(postgres.url()), folder: postgres.folder() }, async (sync) => {
      await sync.begin(table);
      const first = many.length;
      expect(await sync.load(table, undefined, ...many, '{"id":"none"}')).toEqual([{ field: "id", values: 1, first }]);
      expect(await sync.load(table, undefined, '{"id":1}')).toEqual([]);
    });
    const [counted] = await postgres.rows("SELECT count(*) AS rows, sum(id) AS sum FROM acme.users");
    expect(counted).toEqual({ rows: "40002", sum: String((many.length * (many.length - 1)) / 2 + 1) });
  });

  /** Records as `copyRows` makes rows of them, past the way out for what Postgres refuses. */
  async function copied(table: Table, ...texts: readonly string[]): Promise<readonly Record<string, unknown>[]> {
    const { file } = await batchOf(
      postgres.folder(),
      {},
      table,
      ...texts.map((text) => Buffer.from(text).toString("latin1")),
    );
    const session = await PostgresSession.open(postgres.url());
    try {
      await session.run("BEGIN");
      await session.run(createBatch(table));
      await session.copyIn(copyStrictly(table), Readable.from(copyRows(file, table)));
      return await session.rows("SELECT * FROM _sluice_batch ORDER BY _sluice_ordinal");
    } finally {
      await session.close();
    }
  }

  test("are read as they are written: nothing in a text is a sign of the format", async () => {
    const given = TEXTS.map((text, id) => `{"id":${id},"name":"n","2nd":${text}}`);
    const rows = await copied(tableCalled("strict"), ...given, '{"id":99,"name":"it has none"}');
    const expected = TEXTS.map((text) => {
      const value = JSON.parse(text) as unknown;
      if (typeof value === "string") return value.replaceAll(/\p{Surrogate}/gu, "\ufffd");
      return value === null ? null : text;
    });
    expect(rows.map((row) => row["2nd"])).toEqual([...expected, null]);
  });

  test("have a time of the last row only if theirs is the same", async () => {
    const deleted = (id: number, at: string) => `{"id":${id},"name":"n","_ab_cdc_deleted_at":"${at}"}`;
    const times = ["2026-02-01T10:00:00.000123Z", "2026-02-01T10:00:00.000124Z", "1969-12-31T23:59:59.999999Z"];
    const rows = await copied(tableCalled("strict"), ...times.map((at, id) => deleted(id, at)));
    expect(rows.map((row) => row["_sluice_deleted_at"])).toEqual([
      "2026-02-01 10:00:00.000123+00",
      "2026-02-01 10:00:00.000124+00",
      "1969-12-31 23:59:59.999999+00",
    ]);
  });

  test("have room for texts that grow, because their bytes are not UTF-8", async () => {
    const table = tableOf("append", TYPED, []);
    const texts = Array.from({ length: 300 }, (_none, id) => `{"id":${id},"name":"\\n${"\u00ff".repeat(5_000)}"}`);
    const { file } = await batchOf(postgres.folder(), {}, table, ...texts);
    let rows = "";
    for await (const piece of copyRows(file, table)) rows += piece.toString("latin1");
    const grown = Buffer.from("\ufffd".repeat(5_000)).toString("latin1");
    expect(rows.split(`\u0002\u0001\n${grown}\u0001\u0002`)).toHaveLength(301);
  });
});
