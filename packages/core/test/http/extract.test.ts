import { describe, expect, test } from "@jest/globals";
import { SystemError } from "../../src/errors/connector-error.js";
import { extractBody, extractList } from "../../src/http/extract.js";
import { valueAt } from "../../src/http/json.js";
import { MAX_BODY_NODES, MAX_DEPTH, MAX_NODES, MAX_RECORDS } from "../../src/http/json-limits.js";
import type { JsonValue } from "../../src/protocol/json.js";
import { RandomJson, seeded } from "../support/random.js";

function extract(body: string, path = ""): string[] | undefined {
  return extractList(Buffer.from(body), path)?.elements.map((element) => element.toString("utf8"));
}

const ESCAPES = [
  String.raw`{"a":"\"}]"}`,
  String.raw`{"b":"\\"}`,
  String.raw`{"c":"\\\""}`,
  String.raw`{"d":"\u0022]"}`,
  String.raw`"]\\"`,
];

describe("extractList", () => {
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
    ["brackets in strings", '[{"a":"}],[{"},"[",{"]":"{"}]', "", ['{"a":"}],[{"}', '"["', '{"]":"{"}']],
    ["multibyte characters", '[{"ü":"ключ🔑\u2028"}]', "", ['{"ü":"ключ🔑\u2028"}']],
    ["a list in an object", '{"results":[{"a":1}],"count":1}', "results", ['{"a":1}']],
    ["a list after other values", '{"count":1,"x":{"results":[9]},"s":"results","results":[1]}', "results", ["1"]],
    ["a path of two steps", '{"data":{"items":[{"a":1}]},"items":[2]}', "data.items", ['{"a":1}']],
    ["blanks around a colon", '{ "results" \n:\t [ 1 ] }', "results", ["1"]],
    ["the last of repeated keys", '{"r":[1],"r":[2,3]}', "r", ["2", "3"]],
    ["the last of repeated keys on the way", '{"d":{"r":[1]},"d":{"r":[2]}}', "d.r", ["2"]],
    ["a key that is written with escapes", '{"\\u0072esult\\u0073":[1]}', "results", ["1"]],
    ["a key beyond ASCII", '{"ключ":[1]}', "ключ", ["1"]],
  ])("extracts %s", (_what, body, path, expected) => {
    expect(extract(body, path)).toEqual(expected);
    expect(expected.map((it) => JSON.parse(it) as JsonValue)).toEqual(valueAt(JSON.parse(body) as JsonValue, path));
  });

  test.each([
    ["an object instead of a list", "{}", ""],
    ["a text", '"[1]"', ""],
    ["null", "null", ""],
    ["a missing key", '{"a":[1]}', "b"],
    ["a key that is the prefix of another", '{"results_all":[1]}', "results"],
    ["a path through a list", '[{"a":[1]}]', "0.a"],
    ["a path through null", '{"a":null}', "a.b"],
    ["an object at the path", '{"a":{}}', "a"],
    ["an empty object", "{}", "a"],
    ["a later key of the same name without a list", '{"a":[1],"a":null}', "a"],
  ])("finds no list in %s", (_what, body, path) => {
    expect(extract(body, path)).toBeUndefined();
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
    expect(extract(`[{"n":${number}},{"list":[${number}]},${number}]`)).toEqual([
      `{"n":${number}}`,
      `{"list":[${number}]}`,
      number,
    ]);
  });

  test.each(["\n", "\r\n", "\r"])("puts a pretty-printed record on one line, because %j ends a message", (lineEnd) => {
    const body = JSON.stringify([{ a: "x y\n", b: [1, { c: null }], d: {} }], null, 2).replaceAll("\n", lineEnd);
    expect(extract(body)).toEqual(['{"a":"x y\\n","b":[1,{"c":null}],"d":{}}']);
  });

  test("keeps digits, blanks in texts and escapes of a pretty-printed record", () => {
    const body = String.raw`[{ "n" : 1.10,${"\n"} "s" : "a \" b\\", "u": "\u00e9  🔑" }]`;
    expect(extract(body)).toEqual([String.raw`{"n":1.10,"s":"a \" b\\","u":"\u00e9  🔑"}`]);
  });

  test("agrees with JSON.parse for 500 random bodies", () => {
    const make = new RandomJson(seeded(20_260_201));
    let elements = 0;
    for (let round = 0; round < 500; round++) {
      const { text, path } = make.body();
      const found = extract(text, path);
      const parsed = valueAt(JSON.parse(text) as JsonValue, path);
      expect([text, found?.map((it) => JSON.parse(it) as JsonValue)]).toEqual([text, parsed]);
      expect(found?.join("")).not.toMatch(/[\n\r]/);
      elements += found?.length ?? 0;
    }
    expect(elements).toBeGreaterThan(500);
  });
});

describe("text that is not JSON", () => {
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
    "is neither extracted as a list nor as a whole: %s",
    (_what, text) => {
      expect(() => JSON.parse(text)).toThrow(SyntaxError);
      expect(extractList(Buffer.from(text), "")).toBeUndefined();
      expect(extractList(Buffer.from(text), "a")).toBeUndefined();
      expect(extractBody(Buffer.from(text))).toBeUndefined();
    },
  );

  test("is refused exactly if JSON.parse refuses it, for 4,000 texts with a random byte changed", () => {
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
      expect([bytes.toString("utf8"), extractBody(bytes) !== undefined]).toEqual([bytes.toString("utf8"), isJson]);
      if (!isJson) {
        broken++;
        expect([extractList(bytes, ""), extractList(bytes, "list")]).toEqual([undefined, undefined]);
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
  const long = "a long text, without anything of note. ".repeat(20);

  test.each([
    ["plain", `[{"a":"${long}","b":"${long}"}]`],
    ["with an escape at its start", `[{"a":"\\n${long}"},{"b":1}]`],
    ["with a late escape", `[{"a":"${long}\\"]}${long}"},{"b":"${long}\\\\"}]`],
    ["with an escape where the fast search begins", `[{"a":"${"x".repeat(64)}\\"${long}"}]`],
    ["next to a line break between tokens", `[{"a":"${long}"},\n{"b":"${long}\\t"}]`],
    ["with multibyte characters", `[{"a":"${long}ключ🔑\u2028${long}"}]`],
  ])("is skipped to its end: %s", (_what, body) => {
    const values = JSON.parse(body) as JsonValue[];
    for (const start of [0, 1, 2, 3]) {
      const bytes = Buffer.concat([Buffer.alloc(start), Buffer.from(body)]).subarray(start); // at any offset in memory
      expect(extractList(bytes, "")?.elements.map((it) => JSON.parse(it.toString("utf8")) as JsonValue)).toEqual(
        values,
      );
    }
  });

  test.each([
    ["a control character", `["${long}\u0001"]`],
    ["a line break", `["${long}\n${long}"]`],
    ["a tab at the end of an eight-byte word", `["${long}xyz\t"]`],
    ["no end", `["${long}`],
    ["no end after an escape", `["${long}\\"`],
    ["a wrong escape", `["${long}\\x"]`],
  ])("with %s is not JSON", (_what, body) => {
    for (const start of [0, 1, 2, 3]) {
      const bytes = Buffer.concat([Buffer.alloc(start), Buffer.from(body)]).subarray(start);
      expect([extractList(bytes, ""), extractBody(bytes)]).toEqual([undefined, undefined]);
    }
  });
});

describe("the body around a list", () => {
  test.each([
    ['{"next":"x","results":[{"a":1}],"n":1}', "results", { next: "x", results: [], n: 1 }],
    ['{"d":{"list":[1,[2]],"more":true}}', "d.list", { d: { list: [], more: true } }],
    ['{"r":[1],"r":[2,3],"n":2}', "r", { r: [], n: 2 }],
    [" [1,2] ", "", []],
  ])("is %s with an empty list", (text, path, expected) => {
    expect(JSON.parse(extractList(Buffer.from(text), path)?.around.toString("utf8") ?? "")).toEqual(expected);
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
  ])("returns the body %j as %j", (body, expected) => {
    expect(extractBody(Buffer.from(body))?.toString("utf8")).toBe(expected);
  });
});

describe("a body whose values need more memory than its bytes", () => {
  const list = (element: string, count: number) => {
    const bytes = Buffer.alloc((element.length + 1) * count + 1, `${element},`);
    bytes.copy(bytes, 1, 0, bytes.length - 1);
    bytes[0] = 0x5b;
    bytes[bytes.length - 1] = 0x5d;
    return bytes;
  };
  const inside = (start: string, bytes: Buffer, end: string) =>
    Buffer.concat([Buffer.from(start), bytes, Buffer.from(end)]);

  test("may have as many records as the limit, and no more", () => {
    expect(extractList(list("{}", MAX_RECORDS), "")?.elements).toHaveLength(MAX_RECORDS);
    expect(() => extractList(list("{}", MAX_RECORDS + 1), "")).toThrow(SystemError);
    expect(() => extractList(list("{}", MAX_RECORDS + 1), "")).toThrow(
      "it has more than 500,000 records, which do not fit in memory. Read smaller pages",
    );
  });

  test("is refused before it uses memory: 50 MB of records, of brackets, and of nested objects", () => {
    const attacks = [list("{}", 17_000_000), Buffer.alloc(50_000_000, "["), Buffer.alloc(50_000_000, '{"a":')];
    const before = process.memoryUsage().heapUsed;
    for (const bytes of attacks) {
      expect(() => extractList(bytes, "")).toThrow(SystemError);
      expect(() => extractList(bytes, "a.b")).not.toThrow(RangeError);
    }
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(300_000_000);
  }, 60_000);

  test.each([
    ["around its records", (junk: Buffer) => inside('{"r":[],"junk":', junk, "}"), "values around its records"],
    ["in one record", (junk: Buffer) => inside('{"r":[{"a":', junk, "}]}"), "values in one record"],
  ])("may have a million values %s, and no more", (_where, bodyOf, what) => {
    expect(extractList(bodyOf(list("{}", MAX_NODES - 5)), "r")).toBeDefined();
    expect(() => extractList(bodyOf(list("{}", MAX_NODES)), "r")).toThrow(`more than 1,000,000 ${what}`);
    const keys = Array.from({ length: MAX_NODES }, (_, index) => `"${index}":1`).join();
    expect(() => extractList(bodyOf(Buffer.from(`{${keys}}`)), "r")).toThrow(`more than 1,000,000 ${what}`);
  });

  test("may have any number of scalars in its lists, which the size of the body bounds", () => {
    expect(extractList(inside('[{"vector":', list("0.5", 3_000_000), "}]"), "")?.elements).toHaveLength(1);
  });

  test("may be nested as deep as the limit, and no deeper", () => {
    const nested = (depth: number) => Buffer.from(`${"[".repeat(depth)}1${"]".repeat(depth)}`);
    expect(extractBody(nested(MAX_DEPTH))).toBeDefined();
    for (const bytes of [nested(MAX_DEPTH + 1), inside('{"r":[],"a":', nested(MAX_DEPTH + 1), "}")]) {
      expect(() => extractBody(bytes)).toThrow(SystemError);
      expect(() => extractList(bytes, "r")).toThrow("its JSON is nested more than 1,100 levels deep. Check base_url");
    }
  });

  test("may have two million values in total, and no more", () => {
    expect(extractBody(list("{}", MAX_BODY_NODES - 1))).toBeDefined();
    expect(() => extractBody(list("{}", MAX_BODY_NODES))).toThrow("more than 2,000,000 values");
  });
});
