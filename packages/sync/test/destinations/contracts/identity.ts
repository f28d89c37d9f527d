import { describe, expect, test } from "@jest/globals";
import { INTEGER, type Properties, TEXT, type TestRecord, tableOf } from "../support.js";
import { ContractBench, type Subject } from "./subject.js";

const NUMBER = { type: "number" };
const TIME = { type: "string", format: "date-time" };
const OBJECT = { type: "object" };

/** Keys of different records, and the type that their schema declares: a cast would make some of them one. */
const DISTINCT: readonly (readonly [string, Properties, readonly string[], readonly TestRecord[]])[] = [
  ["a number and its text", { id: INTEGER }, ["id"], ['{"id":1,"name":"a"}', '{"id":"1","name":"b"}']],
  ["texts in an integer", { id: INTEGER }, ["id"], ['{"id":"a1","name":"a"}', '{"id":"a2","name":"b"}']],
  [
    "numbers beyond 2^53",
    { id: NUMBER },
    ["id"],
    ['{"id":9007199254740992,"name":"a"}', '{"id":9007199254740993,"name":"b"}'],
  ],
  [
    "numbers that no column holds",
    { id: INTEGER },
    ["id"],
    [`{"id":1${"0".repeat(50)},"name":"a"}`, `{"id":1${"0".repeat(49)}1,"name":"b"}`],
  ],
  ["null and the text null", { id: TEXT }, ["id"], ['{"id":null,"name":"a"}', '{"id":"null","name":"b"}']],
  ["null and zero", { id: INTEGER }, ["id"], ['{"id":null,"name":"a"}', '{"id":0,"name":"b"}']],
  [
    "times that are written in two ways",
    { id: TIME },
    ["id"],
    ['{"id":"2026-01-01T00:00:00Z","name":"a"}', '{"id":"2026-01-01T01:00:00+01:00","name":"b"}'],
  ],
  [
    "the second part of a key",
    { id: INTEGER, part: TEXT },
    ["id", "part"],
    ['{"id":1,"part":"x","name":"a"}', '{"id":1,"part":"y","name":"b"}'],
  ],
  ["a nested part", { meta: OBJECT }, ["meta.id"], ['{"meta":{"id":1},"name":"a"}', '{"meta":{"id":2},"name":"b"}']],
  ["a field that the schema does not declare", {}, ["id"], ['{"id":1,"name":"a"}', '{"id":2,"name":"b"}']],
];

/** Keys that are one value, however they are spelled. */
const EQUAL: readonly (readonly [string, Properties, readonly string[], TestRecord, TestRecord])[] = [
  ["a number", { id: NUMBER }, ["id"], '{"id":1,"name":"a"}', '{"id":1.0,"name":"b"}'],
  ["a text", { id: TEXT }, ["id"], '{"id":"A","name":"a"}', '{"id":"\\u0041","name":"b"}'],
  ["null", { id: INTEGER }, ["id"], '{"id":null,"name":"a"}', '{ "name":"b", "id" : null }'],
  ["an object", { id: OBJECT }, ["id"], '{"id":{"x":1,"y":2},"name":"a"}', '{"id":{"y":2, "x":1},"name":"b"}'],
  [
    "a nested part",
    { meta: OBJECT },
    ["meta.id"],
    '{"meta":{"id":1},"name":"a"}',
    '{"meta":{"x":2,"id":1},"name":"b"}',
  ],
  [
    "a text with quotes and NUL",
    { id: TEXT },
    ["id"],
    '{"id":"\\"\\u0000","name":"a"}',
    '{"id":"\\u0022\\u0000","name":"b"}',
  ],
];

/** A row's identity is its key as the source wrote it. */
export function identityContract(subject: Subject): void {
  const bench = new ContractBench(subject);

  describe.each(["merge", "replace"] as const)("a table with a key, in mode %s,", (mode) => {
    test.each(DISTINCT)("distinguishes rows by %s", async (_what, properties, key, records) => {
      const table = tableOf(mode, { ...properties, name: TEXT }, key);
      await bench.load(table, undefined, ...records);
      expect(await bench.names()).toEqual(["a", "b"]);
    });

    test.each(EQUAL)(
      "recognizes %s in another spelling, within a batch",
      async (_what, properties, key, ...records) => {
        const table = tableOf(mode, { ...properties, name: TEXT }, key);
        await bench.load(table, undefined, ...records);
        expect(await bench.names()).toEqual(["b"]);
      },
    );
  });

  describe("a table that is merged", () => {
    test.each(DISTINCT)(
      "replaces each row by its own in the next sync: %s",
      async (_what, properties, key, records) => {
        const table = tableOf("merge", { ...properties, name: TEXT }, key);
        await bench.load(table, undefined, ...records);
        await bench.load(table, undefined, ...[...records].reverse());
        expect(await bench.names()).toEqual(["a", "b"]);
      },
    );

    test.each(EQUAL)(
      "recognizes %s in another spelling in the next sync",
      async (_what, properties, key, ...records) => {
        const table = tableOf("merge", { ...properties, name: TEXT }, key);
        for (const record of records) await bench.load(table, undefined, record);
        expect(await bench.names()).toEqual(["b"]);
      },
    );

    test.each([
      ["a time", TIME, "2026-01-01T01:00:00+01:00"],
      ["an integer", INTEGER, 12_345],
      ["a number", NUMBER, 0.5],
      ["a text", TEXT, "x"],
    ])("recognizes a key whose type was %s and is wider now", async (_what, type, id) => {
      const before = tableOf("merge", { id: type, name: TEXT });
      await bench.load(before, undefined, { id, name: "a" }, { id: null, name: "none" });
      const after = tableOf("merge", { id: {}, name: TEXT }, ["id"], { before });
      await bench.load(after, undefined, { id, name: "b" });
      expect(await bench.names()).toEqual(["b", "none"]);
    });

    test("replaces rows of version 1 by the columns of their key", async () => {
      const properties = { id: INTEGER, part: TEXT, name: TEXT };
      // version 1 gave random ids to all rows
      await bench.load(
        tableOf("replace", properties, []),
        undefined,
        '{"id":9007199254740993,"part":null,"name":"old"}',
        '{"id":2,"part":"\\u0041","name":"old"}',
        '{"id":2,"part":"b","name":"kept"}',
        '{"id":null,"name":"old"}',
      );
      const table = tableOf("merge", properties, ["id", "part"], { formerKey: ["id", "part"] });
      await bench.load(
        table,
        undefined,
        '{"part":null,"id":9007199254740993,"name":"new"}',
        '{"id":2,"part":"A","name":"new"}',
        '{"id":null,"part":null,"name":"new"}',
      );
      expect(await bench.names()).toEqual(["kept", "new", "new", "new"]);
      await bench.load(table, undefined, { id: 2, part: "b", name: "new" }, { id: 2, part: "A", name: "newer" });
      expect(await bench.names()).toEqual(["new", "new", "new", "newer"]);
    });
  });
}
