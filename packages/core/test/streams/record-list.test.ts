/** Paths with wildcards, and lists that may be null or missing. */
import { describe, expect, test } from "@jest/globals";
import { SystemError } from "../../src/errors/connector-error.js";
import { extractMatches } from "../../src/http/extract-matches.js";
import { JsonBody } from "../../src/http/json.js";
import { MAX_NODES, MAX_RECORDS } from "../../src/http/json-limits.js";
import type { JsonObject, JsonValue } from "../../src/protocol/json.js";
import { listAt, parsedPath } from "../../src/streams/record-list.js";
import { extractAt } from "../../src/streams/record-path.js";
import { seeded } from "../support/random.js";

const bodyOf = (text: string) => new JsonBody(Buffer.from(text), () => new SystemError("not JSON"));
const textsAt = (text: string, at: string) =>
  extractAt(bodyOf(text), at).records.bytes.map((bytes) => Buffer.from(bytes).toString("utf8"));

describe("a path with wildcards", () => {
  test.each<[string, string, string, string[]]>([
    [
      "lists in the objects of a list",
      "groups.*.rows",
      '{"groups":[{"rows":[{"a":1.0}]},{"rows":[]},{"rows":[{"a":2},{"a":3}]}]}',
      ['{"a":1.0}', '{"a":2}', '{"a":3}'],
    ],
    [
      "lists in the values of an object",
      "groups.*.rows",
      '{"groups":{"x":{"rows":[{"a":1}]},"y":{"n":0,"rows":[{"a":2}]}}}',
      ['{"a":1}', '{"a":2}'],
    ],
    [
      "an object of each element",
      "data.edges.*.node",
      '{"data":{"edges":[{"cursor":"c","node":{"id":9007199254740993}},{"node":{"id":1.10}}]}}',
      ['{"id":9007199254740993}', '{"id":1.10}'],
    ],
    ["all values of an object", "users.*", '{"users":{"7":{"a":1},"x":{"a":2}}}', ['{"a":1}', '{"a":2}']],
    ["lists of lists", "*", '[[{"a":1}],[],[{"a":2}]]', ['{"a":1}', '{"a":2}']],
    ["several wildcards", "*.*.r", '{"x":[{"r":[{"a":1}]}],"y":{"z":{"r":[{"a":2}]}}}', ['{"a":1}', '{"a":2}']],
    ["no match at all", "groups.*.rows", '{"groups":[]}', []],
    [
      "the last of repeated keys",
      "g.*.r",
      '{"g":[{"r":[{"a":1}]}],"g":{"x":{"r":"no"},"x":{"r":[{"a":2}],"r":[{"a":3}]}}}',
      ['{"a":3}'],
    ],
    ["records on several lines", "g.*", '{"g":[{\n"a": 1.0 }]}', ['{"a":1.0}']],
  ])("leads to %s", (_what, at, text, expected) => {
    expect(textsAt(text, at)).toEqual(expected);
    expect(listAt(JSON.parse(text) as JsonValue, at)).toEqual(expected.map((it) => JSON.parse(it) as JsonValue));
  });

  test.each<[string, string, string]>([
    ["groups.*.rows", '{"groups":[{"rows":[]},{}]}', 'no list of records at "groups.*.rows": it is missing'],
    ["groups.*.rows", '{"groups":[{"rows":[]},{"rows":null}]}', "it is null"],
    ["groups.*.rows", '{"groups":{"x":{"rows":"none"}}}', "it is a string"],
    ["groups.*.rows", '{"groups":"none"}', "it is a string"],
    ["groups.*.rows", '{"groups":null}', "it is null"],
    ["groups.*.rows", "{}", "it is missing"],
    ["groups.*.rows", '{"groups":[{"rows":[{},5]}]}', "a number in place of a record"],
    ["users.*", '{"users":{"x":{},"y":5}}', "it is a number"],
    ["groups.*.rows?", '{"groups":[{"rows":[]},{}]}', "it is missing"],
    ["groups.*.rows", '{"groups":[{"rows":[]}', "not JSON"],
    ["groups.*.rows??", '"down for maintenance"', "it is missing"],
    ["data??", "null", "it is missing"],
    ["data?", '{"other":[]}', "it is missing"],
    ["data??", '{"data":"none"}', "it is a string"],
  ])("%s is an error in %s", (at, text, message) => {
    expect(() => extractAt(bodyOf(text), at)).toThrow(SystemError);
    expect(() => extractAt(bodyOf(text), at)).toThrow(message);
  });

  test.each<[string, string, string[]]>([
    ["data?", '{"data":null}', []],
    ["data??", '{"data":null}', []],
    ["data??", "{}", []],
    ["data.rows??", '{"data":null}', []],
    ["data??", '{"data":[{"n":1.0}]}', ['{"n":1.0}']],
    ["groups.*.rows?", '{"groups":[{"rows":null},{"rows":[{"n":1.0}]}]}', ['{"n":1.0}']],
    ["groups.*.rows?", '{"groups":null}', []],
    ["groups.*.rows??", '{"groups":[{},{"rows":[{"n":1.0}]},{"rows":null}]}', ['{"n":1.0}']],
    ["groups.*.rows??", "{}", []],
  ])("%s permits %s", (at, text, expected) => {
    expect(textsAt(text, at)).toEqual(expected);
  });

  test("leaves empty lists and objects in the body around the records", () => {
    const text = '{"next":"x","g":[{"r":[{"a":1}],"n":1},{"r":{"a":2}}]}';
    expect(extractAt(bodyOf(text), "g.*.r").around).toEqual({ next: "x", g: [{ r: [], n: 1 }, { r: {} }] });
  });

  test("agrees with the parsed body for 500 random bodies", () => {
    const random = seeded(5);
    let [found, refused] = [0, 0];
    for (let round = 0; round < 500; round++) {
      const value = randomBody(random, 3);
      const text = JSON.stringify(value, null, random() < 0.2 ? 1 : 0);
      for (const at of ["g.*.r", "*.r??", "g.*?", "*.*??"]) {
        const [read, expected] = [
          attempt(() => extractAt(bodyOf(text), at).records.parsed),
          attempt(() => listAt(value, at)),
        ];
        expect([text, at, read]).toEqual([text, at, expected]);
        if (typeof read === "string") refused++;
        else found += read.length;
      }
    }
    expect(found).toBeGreaterThan(100);
    expect(refused).toBeGreaterThan(100);
  });

  test("is bounded like a list: by records, by lists, and by the values around them", () => {
    const path = parsedPath("*.r");
    const repeated = (element: string, count: number) => {
      const elements = Buffer.alloc((element.length + 1) * count - 1, `${element},`);
      return Buffer.concat([Buffer.from("["), elements, Buffer.from("]")]);
    };
    expect(() => extractMatches(repeated('{"r":[{},{}]}', MAX_RECORDS / 2 + 1), path)).toThrow(
      "more than 500,000 records",
    );
    expect(() => extractMatches(repeated('{"r":[]}', MAX_RECORDS + 1), path)).toThrow(
      "more than 500,000 lists of records",
    );
    expect(() => extractMatches(repeated('{"a":1,"b":2,"r":[]}', Math.ceil(MAX_NODES / 3) + 1), path)).toThrow(
      "values around its records",
    );
    expect(() => extractMatches(Buffer.from(`{"r":${"[".repeat(2000)}`), parsedPath("*.r"))).toThrow("levels deep");
  });
});

function attempt(read: () => readonly JsonObject[]): readonly JsonObject[] | string {
  try {
    return read();
  } catch (error) {
    return String(error);
  }
}

/** A body with few names, so that paths meet lists, objects and other values. */
function randomBody(random: () => number, depth: number): JsonValue {
  const kind = random();
  if (depth === 0 || kind < 0.1) return random() < 0.5 ? {} : ([null, "text", 5][Math.floor(random() * 3)] ?? null);
  const parts = Array.from({ length: Math.floor(random() * 3) }, () => randomBody(random, depth - 1));
  if (kind < 0.55) return parts;
  return Object.fromEntries(parts.map((part) => [random() < 0.5 ? "g" : "r", part]));
}
