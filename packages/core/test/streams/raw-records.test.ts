import { describe, expect, test } from "@jest/globals";
import { SystemError } from "../../src/errors/connector-error.js";
import { JsonBody } from "../../src/http/json.js";
import type { JsonObject, JsonValue } from "../../src/protocol/json.js";
import * as s from "../../src/schema/fields.js";
import { type RawRecords, withFields } from "../../src/streams/raw-records.js";
import { extractAt, extractRecords, wholeBody } from "../../src/streams/record-path.js";
import { type RecordPath, ROOT } from "../../src/streams/stream.js";

function body(text: string): JsonBody {
  return new JsonBody(Buffer.from(text), () => new SystemError("not JSON"));
}

const rowsAt = (from: JsonBody, at: RecordPath) => extractAt(from, at).records;

/** The texts of the records, after a check that they match the parsed values. */
function textsOf(rows: RawRecords): string[] {
  const texts = rows.bytes.map((bytes) => Buffer.from(bytes).toString("utf8"));
  expect(texts.map((text) => JSON.parse(text) as JsonValue)).toEqual(rows.parsed);
  return texts;
}

describe("rowsAt", () => {
  test.each<[string, string, RecordPath, string[]]>([
    ["a bare list", '[{"a":1},{"a":2}]', "", ['{"a":1}', '{"a":2}']],
    ["an empty list", '{"results":[]}', "results", []],
    ["a list at a key", '{"results":[{"a":1.10}]}', "results", ['{"a":1.10}']],
    ["a list at a dotted path", '{"data":{"items":[{"a":1}]}}', "data.items", ['{"a":1}']],
    ["a list that may be null and is", '{"data":null}', "data?", []],
    ["a list that may be null and is not", '{"data":[{"a":1}]}', "data?", ['{"a":1}']],
    ["a bare list that may be null and is", "null", "?", []],
    ["the whole body", ' {"a": 1.0} ', wholeBody, ['{"a": 1.0}']],
    ["the whole body over several lines", '{\n  "a": 1.0\n}', wholeBody, ['{"a":1.0}']],
    ["empty records", "[{},{ }]", "", ["{}", "{ }"]],
  ])("returns the bytes of %s", (_what, text, at, expected) => {
    expect(textsOf(rowsAt(body(text), at))).toEqual(expected);
  });

  test.each<[string, string, RecordPath, string]>([
    ["no key", "{}", "results", 'no list of records at "results": it is missing'],
    ["no key, although null is allowed", "{}", "data?", 'no list of records at "data": it is missing'],
    ["null", '{"results":null}', "results", 'no list of records at "results": it is null'],
    ["an object", '{"results":{}}', "results", 'no list of records at "results": it is an object'],
    ["a text", '{"results":"none"}', "results", 'no list of records at "results": it is a string'],
    ["an object instead of a bare list", '{"error":"x"}', "", "no list of records at the body: it is an object"],
    ["null instead of a bare list", "null", "", "no list of records at the body: it is null"],
    ["a path through a list", '[{"a":[]}]', "a", 'no list of records at "a": it is missing'],
    ["a number among the records", '[{"a":1},5]', "", "a number in place of a record (in the body)"],
    ["null among the records", '{"r":[null]}', "r", 'null in place of a record (in "r")'],
    ["a list among the records", "[[]]", "", "a list in place of a record (in the body)"],
    ["a list as the whole body", "[]", wholeBody, "a list in place of a record (in the body)"],
    ["null as the whole body", "null", wholeBody, "null in place of a record (in the body)"],
  ])("fails at %s instead of returning no records", (_what, text, at, message) => {
    expect(() => rowsAt(body(text), at)).toThrow(SystemError);
    expect(() => rowsAt(body(text), at)).toThrow(message);
  });
});

describe("withFields", () => {
  const rows = rowsAt(body('[{"a":1.10,"b":"x"},{},{ },{"org":"own","n":9007199254740993}]'), "");

  test("puts fields before the unchanged bytes, and replaces a field of the same name", () => {
    const filled = withFields(rows, { org: "o-1", n: 5 });
    expect(textsOf(filled)).toEqual([
      '{"org":"o-1","n":5,"a":1.10,"b":"x"}',
      '{"org":"o-1","n":5}',
      '{"org":"o-1","n":5}',
      '{"org":"o-1","n":5}',
    ]);
    expect(filled.parsed[0]).toEqual({ org: "o-1", n: 5, a: 1.1, b: "x" });
  });

  test("keeps the digits of a record whose own field is replaced", () => {
    expect(textsOf(withFields(rows, { org: "o-1" })).at(-1)).toBe('{"org":"o-1","n":9007199254740993}');
  });

  test("uses the last value of a repeated key", () => {
    const twice = rowsAt(body('[{"org":1,"a":1,"a":2}]'), "");
    expect(textsOf(withFields(twice, { org: "o-1" }))).toEqual(['{"org":"o-1","a":2}']);
  });

  test("escapes the added value", () => {
    expect(textsOf(withFields(rowsAt(body('[{"a":1}]'), ""), { id: 'q"\\\n' }))).toEqual([
      '{"id":"q\\"\\\\\\n","a":1}',
    ]);
  });

  test("returns the same records without fields", () => {
    expect(withFields(rows, {})).toBe(rows);
  });

  test("does not change its inputs", () => {
    const before = structuredClone(rows.parsed);
    withFields(rows, { org: "o-1" });
    expect(rows.parsed).toEqual(before);
    expect(textsOf(rows)[0]).toBe('{"a":1.10,"b":"x"}');
  });
});

describe("records that a stream builds", () => {
  const rowsOf = (from: JsonBody, build: (value: JsonValue) => readonly JsonObject[]) =>
    extractRecords({ recordsAt: "", schema: s.record({}), records: build }, from, ROOT).records;
  const flatten = (value: JsonValue) =>
    Object.entries((value as { byId: Record<string, JsonObject> }).byId).map(([id, fields]) => ({ id, ...fields }));

  test("are written as the stream built them", () => {
    const rows = rowsOf(body('{"byId":{"x":{"n":1},"y":{"n":2.50}}}'), flatten);
    expect(textsOf(rows)).toEqual(['{"id":"x","n":1}', '{"id":"y","n":2.5}']);
  });

  test.each([
    "9007199254740993",
    "-12345678901234567890",
    "1234567890123456789012345678901234567890",
    "1e400",
    "-2.5E+999",
  ])("keep each digit of %s", (number) => {
    const rows = rowsOf(body(`{"byId":{"x":{"n":${number},"list":[1,${number}]}}}`), flatten);
    expect(textsOf(rows)).toEqual([`{"id":"x","n":${number},"list":[1,${number}]}`]);
  });

  test("passes ordinary numbers to the stream as numbers, even next to large ones", () => {
    const doubled = (value: JsonValue) => {
      const { n, big } = value as { n: number; big: JsonValue };
      return [{ n: n + 1, kind: typeof n, big }];
    };
    expect(textsOf(rowsOf(body('{"n":1.50,"big":5}'), doubled))).toEqual(['{"n":2.5,"kind":"number","big":5}']);
    expect(textsOf(rowsOf(body('{"n":1.50,"big":9007199254740993}'), doubled))).toEqual([
      '{"n":2.5,"kind":"number","big":9007199254740993}',
    ]);
  });

  test("use the last value of a repeated key, with and without large integers", () => {
    expect(textsOf(rowsOf(body('{"a":1,"a":2}'), (value) => [value as JsonObject]))).toEqual(['{"a":2}']);
    expect(textsOf(rowsOf(body('{"a":1,"a":9007199254740993}'), (value) => [value as JsonObject]))).toEqual([
      '{"a":9007199254740993}',
    ]);
  });

  test("omit fields that the stream left undefined", () => {
    const built = { a: 1, b: undefined } as unknown as JsonObject;
    const rows = rowsOf(body("{}"), () => [built]);
    expect(rows.bytes.map((bytes) => Buffer.from(bytes).toString("utf8"))).toEqual(['{"a":1}']);
  });
});

test("withFields adds only the missing fields to a record and keeps its bytes", () => {
  const rows = rowsAt(body('[{"a":1,"n":1.10}]'), "");
  expect(textsOf(withFields(rows, { a: 1, b: "x" }))).toEqual(['{"b":"x","a":1,"n":1.10}']);
  expect(textsOf(withFields(rows, { a: 1 }))).toEqual(['{"a":1,"n":1.10}']);
});
