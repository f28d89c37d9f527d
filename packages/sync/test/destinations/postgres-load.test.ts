import { expect, test } from "@jest/globals";
import { append, loadingInto } from "./postgres-batch.js";
import { describePostgres, usePostgres } from "./postgres-suite.js";
import { INTEGER, TEXT, tableOf } from "./support.js";

describePostgres("a batch in Postgres", () => {
  const postgres = usePostgres();
  const load = loadingInto(postgres);

  const rows = (columns: string) => postgres.rows(`SELECT ${columns} FROM acme.users ORDER BY ctid`);

  test("fills typed columns, the time of the record, and an id", async () => {
    const record =
      '{"id":1,"name":"Ada \\\\ \\"ü\\"\\n","score":7.5,"isOn":true,"born":"1815-12-10","at":"2026-02-01T10:00:00+02:00",' +
      '"local":"2026-02-01 10:00","tags":["a\\\\n",{"b":1.10,"c":12345678901234567890123456789}]}';
    expect(await load(append(), [record, '{"tags":null}'])).toEqual([]);
    const [row, empty] = await rows("*");
    expect(row).toEqual({
      id: "1",
      name: 'Ada \\ "ü"\n',
      score: "7.5",
      isOn: "t",
      born: "1815-12-10",
      at: "2026-02-01 08:00:00+00",
      local: "2026-02-01 10:00:00",
      tags: '["a\\\\n", {"b": 1.10, "c": 12345678901234567890123456789}]',
      _sluice_id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      _sluice_synced_at: "2025-10-09 08:53:20.123+00",
      _sluice_extra: null,
      _sluice_deleted_at: null,
    });
    expect(empty?.["tags"]).toBeNull();
  });

  test("keeps each digit of an integer, to the limits of its type and beyond in a wider column", async () => {
    const small = ["9007199254740993", "9223372036854775807", "-9223372036854775808"];
    const large = ["9223372036854775808", "123456789012345678901234567890123456789"];
    const table = append({ id: INTEGER });
    const wide = { ...table, columns: table.columns.map((column) => ({ ...column, type: "big integer" as const })) };
    const records = (values: readonly string[]) => values.map((id) => `{"id":${id}}`);
    expect(await load(table, records(small))).toEqual([]);
    expect(await load(table, records(large))).toEqual([{ field: "id", values: 2, first: 0 }]);
    expect(await load(wide, records(large))).toEqual([]);
    const found = await rows("id, _sluice_extra ->> 'id' AS extra");
    expect(found.map(({ id, extra }) => id ?? extra)).toEqual([...small, ...large, ...large]);
  });

  test("keeps values that do not fit, and undeclared fields, in _sluice_extra", async () => {
    const records = [
      '{"id":"x","isOn":1,"colour":"blue"}',
      '{"id":[1, 2],"deep":{"a":[1.10]}}',
      '{"id":3,"colour":"red"}',
      '{"id":4}',
    ];
    expect(await load(append(), records)).toEqual([
      { field: "id", values: 2, first: 0 },
      { field: "isOn", values: 1, first: 0 },
    ]);
    expect(await rows("id, _sluice_extra AS extra")).toEqual([
      { id: null, extra: '{"id": "x", "isOn": "1", "colour": "blue"}' },
      { id: null, extra: '{"id": "[1, 2]", "deep": {"a": [1.10]}}' },
      { id: "3", extra: '{"colour": "red"}' },
      { id: "4", extra: null },
    ]);
  });

  test("keeps a number that is too long for JSONB as a text, in a column and in an undeclared field", async () => {
    const records = ['{"tags":[1e400000],"big":1e400000}', '{"tags":[1]}'];
    expect(await load(append(), records)).toEqual([{ field: "tags", values: 1, first: 0 }]);
    expect(await rows("tags, _sluice_extra AS extra")).toEqual([
      { tags: null, extra: '{"tags": "[1e400000]", "_sluice_extra": "{\\"big\\":1e400000}"}' },
      { tags: "[1]", extra: null },
    ]);
  });

  test("drops the character NUL, which Postgres cannot hold, and nothing else", async () => {
    const records = ['{"id":1,"name":"a\\u0000b","tags":["\\u0000"],"big":"\\\\u0000"}', '{"id":2,"name":"\\\\u0000"}'];
    await load(append(), records);
    expect(await rows("id, name, tags, _sluice_extra AS extra")).toEqual([
      { id: "1", name: "ab", tags: '[""]', extra: '{"big": "\\\\u0000"}' },
      { id: "2", name: "\\u0000", tags: null, extra: null },
    ]);
  });

  test("merges by a key that is JSON, and by one with nulls", async () => {
    const table = tableOf("merge", { id: {}, part: TEXT, name: TEXT }, ["id", "part"]);
    const record = (id: string, part: string, name: string) => `{"id":${id},"part":${part},"name":"${name}"}`;
    await load(table, [record('{"a":1}', "null", "a"), record("[1]", '"p"', "b"), record("null", '"p"', "c")]);
    await load(table, [
      record('{"a": 1}', "null", "A"),
      record("[1]", '"p"', "B"),
      record("null", '"p"', "C"),
      record("null", '"q"', "D"),
    ]);
    expect((await rows("name")).map(({ name }) => name).sort()).toEqual(["A", "B", "C", "D"]);
  });

  test("loads columns whose names mean something in SQL, with strict and with tolerant casts", async () => {
    const long = "x".repeat(70);
    const names = [
      "select",
      'c"d',
      "Id",
      "id",
      "",
      `${long}1`,
      `${long}2`,
      "名前",
      "n",
      "e",
      "x",
      "y",
      "d",
      "rec",
      "ren",
      "env",
      "fit",
      "old",
      "new",
      "one",
      "it's",
      "a.b",
      "$1",
    ];
    const table = append(Object.fromEntries(names.map((name) => [name, INTEGER])));
    const record = JSON.stringify(Object.fromEntries(names.map((name, index) => [name, index])));
    expect(await load(table, [record])).toEqual([]);
    expect(await load(table, [record, record.replace('"it\'s":20', '"it\'s":"x"')])).toEqual([
      { field: "it's", values: 1, first: 1 },
    ]);
    const found = await rows("*");
    const columns = table.columns.map(({ name }) => name);
    expect(found.map((row) => columns.map((name) => Number(row[name] ?? -1)))).toEqual([
      names.map((_name, index) => index),
      names.map((_name, index) => index),
      names.map((name, index) => (name === "it's" ? -1 : index)),
    ]);
  });

  test("keeps all fields of a stream without a schema", async () => {
    await load(append({}), ['{"a":1}', "{}"]);
    expect(await rows("_sluice_extra AS extra")).toEqual([{ extra: '{"a": 1}' }, { extra: null }]);
  });

  test("refuses more columns than a table may have, with a remedy, and loads almost as many", async () => {
    const wide = (count: number) =>
      append(Object.fromEntries(Array.from({ length: count }, (_, index) => [`c${index}`, { type: "boolean" }])));
    await expect(load(wide(1_598), [])).rejects.toThrow(/1,600 columns at most.*DuckDB or files/);
    expect(await load(wide(1_594), ['{"c0":true}', '{"c1593":1}'])).toEqual([{ field: "c1593", values: 1, first: 1 }]);
  });
});
