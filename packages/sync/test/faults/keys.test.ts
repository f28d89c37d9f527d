/** Rows merge by the key as the source wrote it, and never by its value in a column. */
import { expect, test } from "@jest/globals";
import { complete, record, state, writing } from "./messages.js";
import { DATE, INTEGER, keyed, NUMBER, OBJECT, replaced, STRING, type Stream, TIMESTAMP, unkeyed } from "./source.js";
import { ALL, errorOf, expectComplete, failedIn, onEachDestination, type TestDestination } from "./support.js";

const LONG = "x".repeat(5_000);
const BOOLEAN = { type: "boolean" };

/** Of each kind the type of `id`, and values as JSON; those that are one key in other words are in one list. */
const KEYS: Readonly<Record<string, readonly [object, readonly (readonly string[])[]]>> = {
  texts_as_integers: [INTEGER, [['"a1"'], ['"a2"'], ['"a3"'], ["1", "1"], ['"1"'], ["true"]]],
  texts_as_numbers: [NUMBER, [['"a1"'], ['"a2"'], ["1.5", "1.5"], ['"1.5"']]],
  texts_as_dates: [
    DATE,
    [['"2026-02-30"'], ['"2026-02-31"'], ['"2026-01-01"', '"2026-01-01"'], ['"2026-01-01T00:00:00Z"']],
  ],
  times: [TIMESTAMP, [['"2026-01-01T00:00:00.1234567Z"'], ['"2026-01-01T00:00:00.1234568Z"'], ['"soon"'], ['"later"']]],
  large_numbers: [NUMBER, [["9007199254740992"], ["9007199254740993", "9007199254740993"], ["9007199254740994"]]],
  large_integers: [
    INTEGER,
    [
      ["9223372036854775807"],
      ["9223372036854775808"],
      ["123456789012345678901234567890"],
      ["123456789012345678901234567891"],
    ],
  ],
  small_numbers: [NUMBER, [["0.1"], ["0.10000000000000000001"], ["1e-400"], ["0"]]],
  mixed: [{}, [["1"], ['"1"'], ["true"], ['"true"'], ["null"], ['"null"'], ["[1]"], ['"[1]"']]],
  booleans: [BOOLEAN, [["true", "true"], ["false"], ['"true"'], ["1"], ['"yes"']]],
  nulls: [INTEGER, [["null", "null"], ["0"], ['""']]],
  letters: [STRING, [['"a"'], ['"A"'], ['"a "'], ['" a"'], ['""'], ['"ß"'], ['"ss"'], ['"İ"'], ['"i"']]],
  normal_forms: [STRING, [['"\u00e9"', '"\\u00e9"'], ['"e\u0301"', '"e\\u0301"'], ['"\ufb01"'], ['"fi"']]],
  controls: [STRING, [['"a"'], ['"a\\u0000"'], ['"a\\n"'], ['"a\\t"'], ['"\'"'], ['"\\""'], ['"\\\\"']]],
  long_texts: [STRING, [[`"${LONG}1"`, `"${LONG}1"`], [`"${LONG}2"`], [`"${LONG}"`]]],
  objects: [
    OBJECT,
    [
      ['{"a":1,"b":[1,2]}', '{"b":[1,2],"a":1}', '{ "a" : 1, "b" : [ 1, 2 ] }'],
      ['{"a":"1","b":[1,2]}'],
      ['{"a":1,"b":[2,1]}'],
      ["{}"],
      ["[]"],
    ],
  ],
};

/** Records of these keys, of each key in each of its spellings; the name says which key it is, and in which sync it came. */
function recordsOf(keys: readonly (readonly string[])[], sync: number): readonly string[] {
  return keys.flatMap((spellings, key) =>
    spellings.map((id, spelling) => `{"id":${id},"name":"${key} ${spelling} ${sync}"}`),
  );
}

/** What is left of them: the last record of each key. */
function lastOf(keys: readonly (readonly string[])[], sync: number): readonly string[][] {
  return keys.map((spellings, key) => [`${key} ${spellings.length - 1} ${sync}`]);
}

const nested = (...path: readonly string[][]) => ({ source_defined_primary_key: path });

/** Three syncs with no state at all: a stream that is not merged would have three rows of a key, or those of the last sync only. */
async function mergesByPath(place: TestDestination, streams: readonly (readonly [Stream, string])[]): Promise<void> {
  for (const n of [1, 2, 3]) {
    const read = streams.flatMap(([stream, data]) => [
      record(stream, data.replace("KEY", "1").replace("N", String(n))),
      record(stream, data.replace("KEY", String(1 + n)).replace("N", String(n))),
      complete(stream),
    ]);
    const synced = await place.sync({ streams: streams.map(([stream]) => stream), read });
    expectComplete(synced);
    for (const { stream, primary_key: key, destination_sync_mode: mode } of synced.given[0]?.catalog.streams ?? []) {
      expect([stream.name, key, mode]).toEqual([stream.name, stream["source_defined_primary_key"], "append_dedup"]);
    }
  }
  for (const [{ name }] of streams)
    expect([name, await place.rows("acme", name, ["n"])]).toEqual([name, [["1"], ["2"], ["3"], ["3"]]]);
}

onEachDestination(ALL, (place) => {
  test("each key has one row of its own, of any type and any length, in merged and replaced tables", async () => {
    const kinds = Object.entries(KEYS);
    const streams = kinds.flatMap(([name, [id]]) => {
      const properties = { id, name: STRING };
      return [keyed(name, properties), replaced(`whole_${name}`, properties, nested(["id"]))];
    });
    for (const sync of [1, 2]) {
      const read = streams.flatMap((stream) => {
        const [, keys] = KEYS[stream.name.replace("whole_", "")] ?? [{}, []];
        return [...recordsOf(keys, sync).map((data) => record(stream, data)), complete(stream)];
      });
      expectComplete(await place.sync({ streams, read }, ...(sync === 1 ? ["--batch", "2"] : [])));
      for (const [name, [, keys]] of kinds) {
        for (const table of [name, `whole_${name}`])
          expect([table, await place.rows("acme", table, ["name"])]).toEqual([table, lastOf(keys, sync)]);
      }
    }
  });

  test("keys of several fields differ where one field differs", async () => {
    const properties = { a: STRING, b: STRING, c: INTEGER, name: STRING };
    const stream = keyed("users", properties, nested(["a"], ["b"], ["c"]));
    const keys = [
      ['"x"', '"y,z"', "1"],
      ['"x,y"', '"z"', "1"],
      ['"x"', '"y"', "1"],
      ["null", '"y"', "1"],
      ['"null"', '"y"', "1"],
      ['"x"', "null", "null"],
      ["null", "null", "null"],
      ['"x\\",\\"y"', '"z"', "1"],
      ['"x"', '"y"', '"1"'],
      ['""', '"xy"', "1"],
      ['"xy"', '""', "1"],
    ];
    for (const sync of ["first", "second"]) {
      const records = keys.map(
        ([a, b, c], key) => `{"c":${c},"name":"${String(key).padStart(2, "0")} ${sync}","b":${b},"a":${a}}`,
      );
      expectComplete(await place.sync(writing([stream, ...records])));
      expect(await place.rows("acme", "users", ["name"])).toEqual(
        keys.map((_, key) => [`${String(key).padStart(2, "0")} ${sync}`]),
      );
    }
  });

  test("a key is the same one when its type widens, and when it narrows again", async () => {
    const cases: readonly (readonly [object, object, string])[] = [
      [TIMESTAMP, STRING, '"2026-01-01T00:00:00Z"'],
      [TIMESTAMP, STRING, '"2026-01-01T08:00:00.5+02:00"'],
      [DATE, STRING, '"2026-01-01"'],
      [DATE, TIMESTAMP, '"2026-01-01"'],
      [INTEGER, STRING, "7"],
      [INTEGER, NUMBER, "7"],
      [INTEGER, STRING, "9007199254740993"],
      [NUMBER, STRING, "1.5"],
      [NUMBER, STRING, "1e2"],
      [NUMBER, STRING, "1.50"],
      [BOOLEAN, STRING, "true"],
      [STRING, OBJECT, '"a"'],
      [INTEGER, OBJECT, "7"],
      [INTEGER, DATE, '"x"'],
      [{ type: ["integer", "string"] }, INTEGER, "7"],
    ];
    for (const [sync, at] of [
      ["first", 0],
      ["second", 1],
      ["third", 0],
    ] as const) {
      const streams = cases.map(
        ([before, after, id], index) =>
          [
            keyed(`key_${index}`, { id: at === 0 ? before : after, name: STRING }),
            `{"id":${id},"name":"${sync}"}`,
          ] as const,
      );
      expectComplete(await place.sync(writing(...streams)));
      for (const [stream, data] of streams)
        expect([data, await place.rows("acme", stream.name, ["name"])]).toEqual([data, [[sync]]]);
    }
  });

  test("a key within an object is read by its path, at any depth and without a state", () =>
    mergesByPath(place, [
      [unkeyed("nested", { meta: OBJECT, n: INTEGER }, nested(["meta", "id"])), '{"meta":{"id":KEY},"n":N}'],
      [
        unkeyed("deeper", { a: OBJECT, n: INTEGER }, nested(["a", "b", "id"])),
        '{"n":N,"a":{"x":0,"b":{"y":[],"id":"KEY"}}}',
      ],
      [
        unkeyed("both", { org: STRING, meta: OBJECT, n: INTEGER }, nested(["org"], ["meta", "id"])),
        '{"meta":{"id":KEY},"org":"o","n":N}',
      ],
      [
        unkeyed("dotted", { "meta.id": INTEGER, meta: OBJECT, n: INTEGER }, nested(["meta.id"])),
        '{"meta":{"id":0},"meta.id":KEY,"n":N}',
      ],
      [
        unkeyed("path", { "meta.id": INTEGER, meta: OBJECT, n: INTEGER }, nested(["meta", "id"])),
        '{"meta.id":0,"meta":{"id":KEY},"n":N}',
      ],
      [unkeyed("renamed", { ID: STRING, id: INTEGER, n: INTEGER }, nested(["id"])), '{"ID":"x","id":KEY,"n":N}'],
      [unkeyed("undeclared", { n: INTEGER }, nested(["id"])), '{"id":KEY,"n":N}'],
      [unkeyed("undeclared_path", { n: INTEGER }, nested(["meta", "id"])), '{"meta":{"id":"KEY"},"n":N}'],
    ]));

  test("a record without its key fails its stream, with a remedy; a key that is null is a value", async () => {
    const bad: readonly (readonly [Stream, string])[] = [
      [keyed("gone"), '{"name":"s3cr3t"}'],
      [keyed("half", { a: STRING, b: STRING }, nested(["a"], ["b"])), '{"a":"s3cr3t"}'],
      [keyed("no_object", { meta: OBJECT }, nested(["meta", "id"])), '{"name":"s3cr3t"}'],
      [keyed("null_object", { meta: OBJECT }, nested(["meta", "id"])), '{"meta":null,"name":"s3cr3t"}'],
      [keyed("text_object", { meta: OBJECT }, nested(["meta", "id"])), '{"meta":"s3cr3t"}'],
      [keyed("other_case"), '{"ID":"s3cr3t"}'],
      [replaced("whole", { id: INTEGER }, nested(["id"])), '{"name":"s3cr3t"}'],
    ];
    const nulls = keyed("nulls", { meta: OBJECT, n: INTEGER }, nested(["meta", "id"]));
    const good: readonly (readonly [Stream, string])[] = [
      [nulls, '{"meta":{"id":null},"n":1}'],
      [keyed("good"), '{"id":null,"name":"a"}'],
    ];
    for (const _sync of ["first", "second"]) {
      const synced = await place.sync(writing(...bad, ...good));
      expect([synced.status, failedIn(synced)]).toEqual([1, bad.map(([{ name }]) => name)]);
      for (const [{ name }] of bad) expect(errorOf(synced, name)).toMatch(/key/i);
      for (const name of ["gone", "whole"]) expect(errorOf(synced, name)).toMatch(/\bid\b[\s\S]*--[a-z]/);
      expect(errorOf(synced, "no_object")).toMatch(/meta\W+id/);
      expect(synced.stdout + synced.stderr).not.toContain("s3cr3t");
      for (const name of ["nulls", "good"]) expect(await place.rows("acme", name, ["_sluice_id"])).toHaveLength(1);
      const states = synced.given[0]?.state ?? "";
      for (const [{ name }] of bad) expect(states).not.toContain(`"${name}"`);
    }
  });

  test("the id of a row is the same for one key in every sync, and another one for each key and each row without a key", async () => {
    const ids = async (table: string) =>
      (await place.rows("acme", table, ["id", "_sluice_id"])).map(([id, own]) => `${id} ${own}`);
    const source = writing([keyed("users"), { id: 1 }, { id: 2 }], [unkeyed("log"), { id: 1 }, { id: 1 }]);
    await place.sync(source);
    const [before, rows] = [await ids("users"), await ids("log")];
    await place.sync(source, "--full-refresh");
    expect(await ids("users")).toEqual(before);
    expect(new Set([...before, ...rows].map((one) => one.slice(2))).size).toBe(4);
  });

  test("treats an empty key as none: the stream resumes from its state and is appended to", async () => {
    const streams = [unkeyed("empty", undefined, nested()), unkeyed("hollow", undefined, nested([]))];
    for (const id of [1, 2]) {
      const read = streams.flatMap((stream) => [
        record(stream, { id }),
        state(stream, `{"n":${id}}`),
        complete(stream),
      ]);
      expectComplete(await place.sync({ streams, read }));
    }
    for (const { name } of streams) expect(await place.ids(name)).toEqual([1, 2]);
  });
});
