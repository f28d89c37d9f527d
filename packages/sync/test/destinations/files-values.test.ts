/** What values look like in files. */
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import type { Table } from "../../src/tables/table.js";
import { Files, query } from "./files-support.js";
import { INTEGER, TEXT, type TestRecord, tableOf, withSync } from "./support.js";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "sluice-test-"));
});
afterEach(() => rm(folder, { recursive: true }));

/** Loads records in two syncs, so that those of the first go through their file. @returns the file's path. */
async function loaded(files: Files, table: Table, ...records: readonly TestRecord[]): Promise<string> {
  for (const part of [records, ['{"id":-1}']]) {
    await withSync({ open: files.open, folder }, async (sync) => {
      await sync.begin(table);
      await sync.load(table, "{}", ...part);
    });
  }
  return files.path("acme", `users.${files.format}`);
}

const LARGE = "123456789012345678901234567890123456789"; // 39 digits
const TIMES = {
  t: { type: "string", format: "date-time" },
  l: { type: "string", format: "date-time", airbyte_type: "timestamp_without_timezone" },
  d: { type: "string", format: "date" },
};

describe("parquet files", () => {
  const files = () => new Files(join(folder, "lake"), "parquet");

  test("have a type for each column", async () => {
    const others = { b: { type: "boolean" }, n: { type: "number" }, o: { type: "object" }, s: TEXT };
    const table = tableOf("merge", { id: INTEGER, ...TIMES, ...others });
    const big = { ...table, columns: [...table.columns, { field: "h", name: "h", type: "big integer" as const }] };
    const file = await loaded(files(), big, '{"id":9007199254740993,"h":12345678901234567890123456789012345678}');
    const types = await query(`DESCRIBE SELECT * FROM '${file}'`);
    expect(types.map((row) => `${String(row["column_name"])} ${String(row["column_type"])}`)).toEqual([
      "id BIGINT",
      "t TIMESTAMP WITH TIME ZONE",
      "l TIMESTAMP",
      "d DATE",
      "b BOOLEAN",
      "n DOUBLE",
      "o JSON",
      "s VARCHAR",
      "h DECIMAL(38,0)",
      "_sluice_id UUID",
      "_sluice_synced_at TIMESTAMP WITH TIME ZONE",
      "_sluice_extra JSON",
      "_sluice_deleted_at TIMESTAMP WITH TIME ZONE",
    ]);
    expect((await query(`SELECT id, h FROM '${file}' WHERE id > 0`))[0]).toEqual({
      id: "9007199254740993",
      h: "12345678901234567890123456789012345678",
    });
  });

  test("keep a number that fits no column in the extra one, digit for digit", async () => {
    const records = [`{"id":1,"name":"a","more":[9007199254740993]}`, `{"id":${LARGE}}`];
    const file = await loaded(files(), tableOf("merge"), ...records);
    const rows = await query(`SELECT _sluice_extra AS extra FROM '${file}' WHERE extra IS NOT NULL ORDER BY extra`);
    expect(rows.map(({ extra }) => extra)).toEqual([`{"id":"${LARGE}"}`, '{"more":[9007199254740993]}']);
  });

  test("in parts can be read together by any reader after a type has changed", async () => {
    const before = tableOf("append", { id: INTEGER, name: INTEGER, o: TEXT, ...TIMES }, []);
    const after = tableOf("append", { id: INTEGER, name: TEXT, o: {}, t: TEXT, l: TEXT, d: TEXT }, [], { before });
    const first = { id: 1, name: 7, o: "x", t: "2026-01-02T03:04:05Z", l: "2026-01-02T03:04:05", d: "2026-01-02" };
    await withSync({ open: files().open, folder }, async (sync) => {
      for (const [table, record] of [
        [before, first],
        [before, { ...first, id: 2 }],
        [after, '{"id":3,"name":"seven","o":[1]}'],
        [before, { ...first, id: 4 }],
      ] as const) {
        await sync.begin(table);
        await sync.load(table, "1", record);
      }
    });
    const all = files().path("acme", "users", "*.parquet");
    const types = await query(`SELECT DISTINCT name, type, converted_type AS c FROM parquet_schema('${all}')`);
    expect(types).toHaveLength(new Set(types.map(({ name }) => name)).size);
    expect(await query(`SELECT id, name, o, d FROM read_parquet('${all}') ORDER BY id`)).toEqual([
      { id: "1", name: "7", o: '"x"', d: "2026-01-02" },
      { id: "2", name: "7", o: '"x"', d: "2026-01-02" },
      { id: "3", name: "seven", o: "[1]", d: null },
      { id: "4", name: "7", o: '"x"', d: "2026-01-02" },
    ]);
    expect(await files().of("acme", "users")).toHaveLength(2);
  });
});

describe("csv files", () => {
  const files = () => new Files(join(folder, "lake"), "csv");

  test("distinguish an empty text from none, and keep line breaks, quotes, commas and blanks", async () => {
    const texts = ["", null, "NULL", '"', '""', "a\nb", "a\r\nb", "a\rb", "a,b", " a ", "\\N", "#", "\t", "ü", "\n\n"];
    await loaded(files(), tableOf("merge"), ...texts.map((name, id) => ({ id, name })));
    const rows = new Map((await files().rows("acme", "users")).map((row) => [Number(row["id"]), row["name"]]));
    expect(texts.map((_text, id) => rows.get(id))).toEqual(texts);
  });

  test("have a header, line feeds, ISO times and every digit", async () => {
    const table = tableOf("merge", { id: INTEGER, ...TIMES, n: { type: "number" }, o: { type: "object" }, e: TEXT });
    const times = '"t":"2026-01-02T03:04:05.5+02:00","l":"2026-01-02T03:04:05","d":"2026-01-02"';
    const record = `{"id":9007199254740993,${times},"n":0.1,"o":{"a":9007199254740993},"e":""}`;
    const file = await loaded(files(), table, record);
    const lines = (await readFile(file, "utf8")).split("\n");
    expect(lines[0]).toBe("id,t,l,d,n,o,e,_sluice_id,_sluice_synced_at,_sluice_extra,_sluice_deleted_at");
    const [values] = lines.filter((line) => line.startsWith("9"));
    const expected = "2026-01-02T01:04:05.500000Z,2026-01-02T03:04:05.000000,2026-01-02";
    expect(values).toMatch(
      new RegExp(
        `^9007199254740993,${expected},0\\.1,"{""a"":9007199254740993}","",[-0-9a-f]{36},2025-10-09T08:53:20\\.123000Z,,$`,
      ),
    );
  });

  test("are read back in any year, and with lines of any length", async () => {
    const table = tableOf("merge", { id: INTEGER, name: TEXT, t: TIMES.t });
    const times = ["0001-01-01T00:00:00Z", "9999-12-31T23:59:59.999999Z", "12026-01-01T00:00:00Z"];
    const name = '"\n'.repeat(2_000_000);
    await loaded(files(), table, { id: 9, name }, ...times.map((t, id) => ({ id, t })));
    const found = new Map((await files().rows("acme", "users")).map((row) => [Number(row["id"]), row]));
    expect(found.get(9)?.["name"]).toBe(name);
    expect(times.map((_time, id) => found.get(id)?.["t"])).toEqual([
      "0001-01-01T00:00:00.000000Z",
      "9999-12-31T23:59:59.999999Z",
      "12026-01-01 00:00:00+00",
    ]);
  });

  test("in parts are rewritten when a type changes, whatever their columns are", async () => {
    const before = tableOf("append", { id: INTEGER, ' a,"b" ': TEXT }, []);
    const more = tableOf("append", { id: INTEGER, o: TEXT, ' a,"b" ': TEXT }, [], { before });
    const after = tableOf("append", { id: INTEGER, o: {} }, [], { before: more });
    await withSync({ open: files().open, folder }, async (sync) => {
      for (const [table, record] of [
        [before, { id: 1, ' a,"b" ': "x\n" }],
        [more, { id: 2, ' a,"b" ': "y", o: "text" }],
        [after, { id: 3, o: { p: 1 } }],
      ] as const) {
        await sync.begin(table);
        await sync.load(table, "1", record);
      }
    });
    expect(await files().of("acme", "users")).toEqual([files().path("acme", "users", "part-000003.csv")]);
    const lines = (await readFile(files().path("acme", "users", "part-000003.csv"), "utf8")).split(/\n(?=[1-3],)/);
    expect(lines[0]).toMatch(/^id," a,""b"" ",o,_sluice_id,/);
    expect(
      lines
        .slice(1)
        .sort()
        .map((line) => line.split(/,[-0-9a-f]{36}/)[0]),
    ).toEqual(['1,"x\n",', '2,y,"""text"""', '3,,"{""p"":1}"']);
  });
});

describe("jsonl files", () => {
  const files = () => new Files(join(folder, "lake"), "jsonl");
  const HEAD = /^\{"_sluice_id":"[-0-9a-f]{36}","_sluice_synced_at":"2025-10-09T08:53:20.123Z",?/;
  /** The lines of the first file, without our own members. */
  const lines = async () => {
    const [file = ""] = await files().of("acme", "users");
    return (await readFile(file, "utf8"))
      .trimEnd()
      .split("\n")
      .map((line) => line.replace(HEAD, "{"));
  };
  /** A character is a byte in a test's record. */
  const bytes = (text: string) => Buffer.from(text).toString("latin1");

  const RECORDS = [
    `{ "id" : 9007199254740993, "a":1.10,"b":${LARGE},"c":1e400,"d":"\\u00fc\\/" }`,
    '{"z":1,"id":2,"a":"\\u0000","\\u2028":"\u2028 \u0085 ü 😀","":{},"A":-0}',
    '{"id":3 ,\t"cr":1\r}',
    '{"id":4,"record":{"record":{"id":5}},"_sluice_extra":",\\"record\\":{","key":"\\\\\\""}',
    `{"id":5,"long":"${"x".repeat(20_000_000)}"}`,
  ];

  test("have the record's own bytes after two members of ours", async () => {
    const table = tableOf("append", undefined, []);
    await loaded(files(), table, ...[...RECORDS, "{ }", "{}"].map(bytes));
    expect(await lines()).toEqual([...RECORDS, "{ }", "{}"]);
    const [, , , , , , last = ""] = await lines();
    expect(JSON.parse(last)).toEqual({});
  });

  test.each(["merge", "replace"] as const)("keep the record's bytes and order in mode %s", async (mode) => {
    const table = tableOf(mode);
    await withSync({ open: files().open, folder }, async (sync) => {
      await sync.begin(table);
      await sync.load(table, undefined, ...RECORDS.slice(0, 3).map(bytes));
      await sync.load(table, undefined, ...RECORDS.slice(3).map(bytes));
      await sync.finish(table);
    });
    expect(await lines()).toEqual(RECORDS);
    await loaded(files(), tableOf("merge"), '{"id":3}');
    expect(await lines()).toEqual([...RECORDS.filter((_record, index) => index !== 2), '{"id":3}', '{"id":-1}']);
  });

  test("can be read by a reader that refuses two members of one name", async () => {
    const [file = ""] = [
      await loaded(files(), tableOf("merge"), '{"id":1,"n":{"a":1,"a":2}}', '{"id":2,"name":1,"name":2}'),
    ];
    expect(await query(`SELECT id, n, name FROM '${file}' WHERE id > 0 ORDER BY id`)).toEqual([
      { id: "1", n: { a: "2" }, name: null },
      { id: "2", n: null, name: "2" },
    ]);
  });
});
