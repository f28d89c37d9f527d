import { describe, expect, test } from "@jest/globals";
import { cutList, cutWhole } from "../../src/http/cut.js";
import { valueAt } from "../../src/http/json.js";
import type { JsonValue } from "../../src/protocol/json.js";
import { RandomJson, seeded } from "../support/random.js";

function cut(body: string, path = ""): string[] | undefined {
  return cutList(Buffer.from(body), path)?.elements.map((element) => element.toString("utf8"));
}

const ESCAPES = [
  String.raw`{"a":"\"}]"}`,
  String.raw`{"b":"\\"}`,
  String.raw`{"c":"\\\""}`,
  String.raw`{"d":"\u0022]"}`,
  String.raw`"]\\"`,
];

describe("cutList", () => {
  test.each<[string, string, string, string[]]>([
    ["an empty list", "[]", "", []],
    ["an empty list with blanks", " [ \n\t ] ", "", []],
    ["two objects", '[{"a":1},{"b":2}]', "", ['{"a":1}', '{"b":2}']],
    ["blanks between elements", '[ {"a":1} ,\n {"b":2}\r\n]', "", ['{"a":1}', '{"b":2}']],
    ["blanks inside an element stay", '[{ "a" :\t1 }]', "", ['{ "a" :\t1 }']],
    ["empty objects", "[{},{ }]", "", ["{}", "{ }"]],
    ["nested lists and objects", '[{"a":[{"b":[[]]}]},[[1],[2]]]', "", ['{"a":[{"b":[[]]}]}', "[[1],[2]]"]],
    ["scalars", '[1,"two",null,true,-3.5e2]', "", ["1", '"two"', "null", "true", "-3.5e2"]],
    ["escaped quotes and backslashes", `[${ESCAPES.join(",")}]`, "", ESCAPES],
    ["brackets in texts", '[{"a":"}],[{"},"[",{"]":"{"}]', "", ['{"a":"}],[{"}', '"["', '{"]":"{"}']],
    ["letters of several bytes", '[{"ü":"ключ🔑\u2028"}]', "", ['{"ü":"ключ🔑\u2028"}']],
    ["a list in an object", '{"results":[{"a":1}],"count":1}', "results", ['{"a":1}']],
    ["a list behind other values", '{"count":1,"x":{"results":[9]},"s":"results","results":[1]}', "results", ["1"]],
    ["a path of two steps", '{"data":{"items":[{"a":1}]},"items":[2]}', "data.items", ['{"a":1}']],
    ["blanks around a colon", '{ "results" \n:\t [ 1 ] }', "results", ["1"]],
    ["the last of repeated keys", '{"r":[1],"r":[2,3]}', "r", ["2", "3"]],
    ["the last of repeated keys on the way", '{"d":{"r":[1]},"d":{"r":[2]}}', "d.r", ["2"]],
    ["a key that is written with escapes", '{"\\u0072esult\\u0073":[1]}', "results", ["1"]],
    ["a key beyond ASCII", '{"ключ":[1]}', "ключ", ["1"]],
  ])("cuts %s", (_what, body, path, expected) => {
    expect(cut(body, path)).toEqual(expected);
    expect(expected.map((it) => JSON.parse(it) as JsonValue)).toEqual(valueAt(JSON.parse(body) as JsonValue, path));
  });

  test.each([
    ["an object in place of a list", "{}", ""],
    ["a text", '"[1]"', ""],
    ["null", "null", ""],
    ["a missing key", '{"a":[1]}', "b"],
    ["a key that is a start of another", '{"results_all":[1]}', "results"],
    ["a path through a list", '[{"a":[1]}]', "0.a"],
    ["a path through null", '{"a":null}', "a.b"],
    ["an object at the path", '{"a":{}}', "a"],
    ["an empty object", "{}", "a"],
    ["a later key of the same name that holds no list", '{"a":[1],"a":null}', "a"],
  ])("finds no list in %s", (_what, body, path) => {
    expect(cut(body, path)).toBeUndefined();
  });

  test.each([
    "9007199254740993",
    "-12345678901234567890",
    "1.10",
    "1e400",
    "-0",
    "1E+2",
    "0.1000000000000000055511151",
  ])("keeps each digit of %s", (number) => {
    expect(cut(`[{"n":${number}},{"list":[${number}]},${number}]`)).toEqual([
      `{"n":${number}}`,
      `{"list":[${number}]}`,
      number,
    ]);
  });

  test.each(["\n", "\r\n", "\r"])("puts a pretty-printed record on one line, for %j ends a message", (lineEnd) => {
    const body = JSON.stringify([{ a: "x y\n", b: [1, { c: null }], d: {} }], null, 2).replaceAll("\n", lineEnd);
    expect(cut(body)).toEqual(['{"a":"x y\\n","b":[1,{"c":null}],"d":{}}']);
  });

  test("keeps digits, blanks in texts and escapes of a pretty-printed record", () => {
    const body = String.raw`[{ "n" : 1.10,${"\n"} "s" : "a \" b\\", "u": "\u00e9  🔑" }]`;
    expect(cut(body)).toEqual([String.raw`{"n":1.10,"s":"a \" b\\","u":"\u00e9  🔑"}`]);
  });

  test("says the same as JSON.parse for 500 bodies made at random", () => {
    const make = new RandomJson(seeded(20_260_201));
    let elements = 0;
    for (let round = 0; round < 500; round++) {
      const { text, path } = make.body();
      const found = cut(text, path);
      const parsed = valueAt(JSON.parse(text) as JsonValue, path);
      expect([text, found?.map((it) => JSON.parse(it) as JsonValue)]).toEqual([text, parsed]);
      expect(found?.join("")).not.toMatch(/[\n\r]/);
      elements += found?.length ?? 0;
    }
    expect(elements).toBeGreaterThan(500);
  });
});

describe("what is not JSON", () => {
  const BROKEN = [
    ...[
      "",
      " ",
      "[",
      "]",
      "[1",
      "[1,",
      "[1,]",
      "[,1]",
      "[1 2]",
      "[1]]",
      "[1] x",
      "{",
      "{]",
      "[}",
      "nul",
      "nulll",
      "[tru]",
    ],
    ...[
      '{"a"}',
      '{"a":}',
      '{"a":1,}',
      "{a:1}",
      '{"a":1 "b":2}',
      '{"a" 1}',
      '{"a":1}}',
      "{,}",
      '{"a":[1}',
      "[01]",
      "[1.]",
      "[.5]",
    ],
    ...[
      "[-]",
      "[+1]",
      "[1e]",
      "[1e+]",
      "[--1]",
      "[NaN]",
      "[0x1]",
      '["',
      '["a',
      '["a\\"]',
      '["\\x"]',
      '["\\u12g4"]',
      '["\\u123',
    ],
    ...[
      '["a\nb"]',
      '["a\tb"]',
      '["a\u0000b"]',
      "['a']",
      "[\f1]",
      "[\u00a01]",
      "\ufeff[1]",
      "[1]\u0000",
      "undefined",
      "[1]//x",
    ],
  ];

  test.each(BROKEN.map((text) => [JSON.stringify(text), text]))(
    "%s is cut neither as a list nor as a whole",
    (_what, text) => {
      expect(() => JSON.parse(text)).toThrow(SyntaxError);
      expect([cutList(Buffer.from(text), ""), cutList(Buffer.from(text), "a")]).toEqual([undefined, undefined]);
      expect(cutWhole(Buffer.from(text))).toBeUndefined();
    },
  );

  test("is never cut: what is passed over is what JSON.parse takes, for 4,000 texts with a byte changed at random", () => {
    const random = seeded(7);
    const make = new RandomJson(random);
    const marks = Buffer.from('"\\{}[],: \n\t\u0000\u001f0129-+.eEtrufalsn\u007f');
    let broken = 0;
    for (let round = 0; round < 4_000; round++) {
      const bytes = Buffer.from(make.body().text);
      const at = Math.floor(random() * bytes.length);
      if ((bytes[at] ?? 0) > 127) continue;
      bytes[at] = marks[Math.floor(random() * marks.length)] ?? 0;
      const isJson = parses(bytes.toString("utf8"));
      expect([bytes.toString("utf8"), cutWhole(bytes) !== undefined]).toEqual([bytes.toString("utf8"), isJson]);
      if (!isJson) {
        broken++;
        expect([cutList(bytes, ""), cutList(bytes, "list")]).toEqual([undefined, undefined]);
      }
    }
    expect(broken).toBeGreaterThan(1_000);
  });

  function parses(text: string): boolean {
    try {
      JSON.parse(text);
      return true;
    } catch {
      return false;
    }
  }
});

describe("a long string", () => {
  const long = "a long text, without anything of note. ".repeat(9);

  test.each([
    ["plain", `[{"a":"${long}","b":"${long}"}]`],
    ["with an escape at its start", `[{"a":"\\n${long}"},{"b":1}]`],
    ["with an escape far in", `[{"a":"${long}\\"]}${long}"},{"b":"${long}\\\\"}]`],
    ["with an escape where the leap begins", `[{"a":"${"x".repeat(24)}\\"${long}"}]`],
    ["beside a line break between tokens", `[{"a":"${long}"},\n{"b":"${long}\\t"}]`],
    ["with letters of several bytes", `[{"a":"${long}ключ🔑\u2028${long}"}]`],
  ])("%s is passed over to its end", (_what, body) => {
    const values = JSON.parse(body) as JsonValue[];
    for (const start of [0, 1, 2, 3]) {
      const bytes = Buffer.concat([Buffer.alloc(start), Buffer.from(body)]).subarray(start); // wherever it lies in memory
      expect(cutList(bytes, "")?.elements.map((it) => JSON.parse(it.toString("utf8")) as JsonValue)).toEqual(values);
    }
  });

  test.each([
    ["a control character", `["${long}\u0001"]`],
    ["a line break", `["${long}\n${long}"]`],
    ["a tab at the very end of the body's words", `["${long}xyz\t"]`],
    ["no end", `["${long}`],
    ["no end behind an escape", `["${long}\\"`],
    ["a wrong escape", `["${long}\\x"]`],
  ])("with %s is not JSON", (_what, body) => {
    for (const start of [0, 1, 2, 3]) {
      const bytes = Buffer.concat([Buffer.alloc(start), Buffer.from(body)]).subarray(start);
      expect([cutList(bytes, ""), cutWhole(bytes)]).toEqual([undefined, undefined]);
    }
  });
});

describe("what surrounds a list", () => {
  test.each([
    ['{"next":"x","results":[{"a":1}],"n":1}', "results", { next: "x", results: [], n: 1 }],
    ['{"d":{"list":[1,[2]],"more":true}}', "d.list", { d: { list: [], more: true } }],
    ['{"r":[1],"r":[2,3],"n":2}', "r", { r: [], n: 2 }],
    [" [1,2] ", "", []],
  ])("of %s is the body with an empty list", (text, path, expected) => {
    expect(JSON.parse(cutList(Buffer.from(text), path)?.around.toString("utf8") ?? "")).toEqual(expected);
  });
});

describe("cutWhole", () => {
  test.each([
    [' {"a":1} ', '{"a":1}'],
    ['{"a":"}"}', '{"a":"}"}'],
    ["[1, 2]\n", "[1, 2]"],
    ['\n{\n "a": [1.10]\n}\n', '{"a":[1.10]}'],
    [" 12 ", "12"],
    ['"x"', '"x"'],
  ])("takes the body %j as %j", (body, expected) => {
    expect(cutWhole(Buffer.from(body))?.toString("utf8")).toBe(expected);
  });
});
