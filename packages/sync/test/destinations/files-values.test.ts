/** What values look like in files. */
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import type { JsonObject } from "@sluice/core";
import { CSV } from "../../src/destinations/files/formats/csv.js";
import { JSONL } from "../../src/destinations/files/formats/jsonl.js";
import { PARQUET } from "../../src/destinations/files/formats/parquet.js";
import type { Table } from "../../src/tables/table.js";
import { Files, query } from "./files-support.js";
import { batchOf, INTEGER, TEXT, tableOf, withDestination } from "./support.js";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "sluice-test-"));
});
afterEach(() => rm(folder, { recursive: true }));

/** Lands records in two syncs, so that those of the first go through their file. @returns the file's path. */
async function landed(files: Files, table: Table, ...records: readonly (JsonObject | string)[]): Promise<string> {
  for (const part of [records, ['{"id":-1}']]) {
    await withDestination(files.open, async (destination) => {
      await destination.start();
      await destination.begin([table]);
      await destination.commit([await batchOf(folder, table, "{}", ...part)]);
    });
  }
  return files.path("acme", `users.${files.format.name}`);
}

const LARGE = "123456789012345678901234567890123456789"; // 39 digits

describe("parquet files", () => {
  const files = () => new Files(join(folder, "lake"), PARQUET);

  test("have a type for each column", async () => {
    const table = tableOf("merge", {
      id: INTEGER,
      t: { type: "string", format: "date-time" },
      l: { type: "string", format: "date-time", airbyte_type: "timestamp_without_timezone" },
      d: { type: "string", format: "date" },
      b: { type: "boolean" },
      n: { type: "number" },
      o: { type: "object" },
      s: TEXT,
    });
    const big = { ...table, columns: [...table.columns, { field: "h", name: "h", type: "big integer" as const }] };
    const file = await landed(files(), big, '{"id":9007199254740993,"h":12345678901234567890123456789012345678}');
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
    ]);
    expect((await query(`SELECT id, h FROM '${file}' WHERE id > 0`))[0]).toEqual({
      id: "9007199254740993",
      h: "12345678901234567890123456789012345678",
    });
  });

  test("keep a number that fits no column in the extra one, digit for digit", async () => {
    const file = await landed(
      files(),
      tableOf("merge"),
      `{"id":1,"name":"a","more":[9007199254740993]}`,
      `{"id":${LARGE}}`,
    );
    const extra = (await query(`SELECT _sluice_extra AS extra FROM '${file}' WHERE extra IS NOT NULL`)).map(
      ({ extra: text }) => text,
    );
    expect(extra.sort()).toEqual([`{"id":"${LARGE}"}`, '{"more":[9007199254740993]}'].sort());
  });
});

describe("csv files", () => {
  const files = () => new Files(join(folder, "lake"), CSV);

  test("tell an empty text from none, and keep line breaks, quotes, commas and blanks", async () => {
    const texts = ["", null, "NULL", '"', '""', "a\nb", "a\r\nb", "a\rb", "a,b", " a ", "\\N", "#", "\t", "ü", "\n\n"];
    await landed(files(), tableOf("merge"), ...texts.map((name, id) => ({ id, name })));
    const rows = new Map((await files().rows("acme", "users")).map((row) => [Number(row["id"]), row["name"]]));
    expect(texts.map((_text, id) => rows.get(id))).toEqual(texts);
  });

  test("have a header, line feeds, ISO times and every digit", async () => {
    const table = tableOf("merge", {
      id: INTEGER,
      t: { type: "string", format: "date-time" },
      l: { type: "string", format: "date-time", airbyte_type: "timestamp_without_timezone" },
      d: { type: "string", format: "date" },
      n: { type: "number" },
      o: { type: "object" },
      e: TEXT,
    });
    const record =
      '{"id":9007199254740993,"t":"2026-01-02T03:04:05.5+02:00","l":"2026-01-02T03:04:05","d":"2026-01-02",';
    const file = await landed(files(), table, `${record}"n":0.1,"o":{"a":9007199254740993},"e":""}`);
    const lines = (await readFile(file, "utf8")).split("\n");
    expect(lines[0]).toBe("id,t,l,d,n,o,e,_sluice_id,_sluice_synced_at,_sluice_extra");
    const [values] = lines.filter((line) => line.startsWith("9"));
    const times = "2026-01-02T01:04:05.500000Z,2026-01-02T03:04:05.000000,2026-01-02";
    expect(values).toMatch(
      new RegExp(
        `^9007199254740993,${times},0\\.1,"{""a"":9007199254740993}","",[-0-9a-f]{36},2025-10-09T08:53:20\\.123000Z,$`,
      ),
    );
  });

  test("are read back whatever the year, and however long the line", async () => {
    const table = tableOf("merge", { id: INTEGER, name: TEXT, t: { type: "string", format: "date-time" } });
    const times = ["0001-01-01T00:00:00Z", "9999-12-31T23:59:59.999999Z", "12026-01-01T00:00:00Z"];
    const name = '"\n'.repeat(2_000_000);
    await landed(files(), table, { id: 9, name }, ...times.map((t, id) => ({ id, t })));
    const rows = await files().rows("acme", "users");
    const found = new Map(rows.map((row) => [Number(row["id"]), row]));
    expect(found.get(9)?.["name"]).toBe(name);
    expect(times.map((_time, id) => found.get(id)?.["t"])).toEqual([
      "0001-01-01T00:00:00.000000Z",
      "9999-12-31T23:59:59.999999Z",
      "12026-01-01 00:00:00+00",
    ]);
  });
});

describe("jsonl files", () => {
  const files = () => new Files(join(folder, "lake"), JSONL);

  test("have the record's own bytes behind two members of ours", async () => {
    const records = [`{ "id" : 9007199254740993, "a":1.10,"b":${LARGE},"c":1e400,"d":"\\u00fc\\/" }`, "{ }", "{}"];
    const table = tableOf("append", undefined, []);
    await landed(files(), table, ...records);
    const [part] = await files().of("acme", "users");
    const lines = (await readFile(part ?? "", "utf8")).trimEnd().split("\n");
    const head = /^\{"_sluice_id":"[-0-9a-f]{36}","_sluice_synced_at":"2025-10-09T08:53:20.123Z",?/;
    expect(lines.map((line) => line.replace(head, "{"))).toEqual(records);
    expect(Object.keys(JSON.parse(lines[2] ?? "") as object)).toEqual(["_sluice_id", "_sluice_synced_at"]);
  });

  test("are merged by keys beyond what a number holds, however a text is spelt", async () => {
    const table = tableOf("merge", { id: INTEGER, part: TEXT }, ["id", "part"]);
    await landed(
      files(),
      table,
      '{"id":9007199254740993,"part":"\\u0041","n":1}',
      '{"id":9007199254740992,"part":"A","n":2}',
      '{"n":3,"part":"A","id":9007199254740993}',
      '{"id":1,"part":null,"n":4}',
      '{"id":1,"n":5}',
    );
    expect((await files().rows("acme", "users")).map(({ n }) => n)).toEqual([2, 3, 5, undefined]);
  });
});
