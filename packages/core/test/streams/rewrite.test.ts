import { describe, expect, test } from "@jest/globals";
import { extractList } from "../../src/http/extract.js";
import { JsonScanner } from "../../src/http/scan.js";
import { isJsonObject, type JsonObject, type JsonValue } from "../../src/protocol/json.js";
import { rewritten } from "../../src/streams/rewrite.js";
import { RandomJson, seeded } from "../support/random.js";

type Change = (value: JsonObject) => unknown;

/** The text after a change of its parsed value. */
function after(json: string, change: Change): string {
  const text = Buffer.from(json);
  const changed = change(JSON.parse(json) as JsonObject) as JsonValue;
  return rewritten({ text, value: JSON.parse(json) as JsonValue }, changed).toString("utf8");
}

const RECORD = String.raw`{"id":9007199254740993,"n": 1.0,"e":1E+2,"s":"\u00e9\/","a":{"x":12345678901234567890,"y":[1.50,2.0]}}`;

describe("a changed record", () => {
  test.each<[string, Change, string]>([
    ["nothing is changed", (record) => record, RECORD],
    ["an equal copy is made", (record) => structuredClone(record), RECORD],
    ["a field is added", (record) => ({ new: 1, ...record }), `${RECORD.slice(0, -1)},"new":1}`],
    ["a field is removed", ({ e: _, ...record }) => record, RECORD.replace('"e":1E+2,', "")],
    ["a field is undefined", (record) => ({ ...record, e: undefined }), RECORD.replace('"e":1E+2,', "")],
    ["a field is replaced", (record) => ({ ...record, e: "x" }), RECORD.replace("1E+2", '"x"')],
    ["a field is null", (record) => ({ ...record, a: null }), RECORD.replace(/"a":.*/, '"a":null}')],
    [
      "a field is changed in place",
      (record) => {
        record["n"] = 2;
        return record;
      },
      RECORD.replace(" 1.0", " 2"),
    ],
    [
      "a field of an object is changed in place",
      (record) => {
        (record["a"] as JsonObject)["z"] = true;
        return record;
      },
      RECORD.replace("2.0]", '2.0],"z":true'),
    ],
    [
      "an element of a list is changed",
      ({ a, ...record }) => ({ ...record, a: { ...(a as JsonObject), y: [1.5, 3] } }),
      RECORD.replace("2.0", "3"),
    ],
    [
      "a list becomes longer",
      ({ a, ...record }) => ({ ...record, a: { ...(a as JsonObject), y: [1.5, 2, 3] } }),
      RECORD.replace("2.0", "2.0,3"),
    ],
    ["all fields are removed", () => ({}), "{}"],
  ])("keeps the bytes of the other fields where %s", (_what, change, expected) => {
    expect(after(RECORD, change)).toBe(expected);
  });

  test("writes the last of repeated keys once", () => {
    expect(after('{"a":1.0,"a":2.0,"b":3}', (record) => ({ ...record, b: 4 }))).toBe('{"a":2.0,"b":4}');
  });

  test("keeps a field named __proto__", () => {
    expect(after('{"__proto__":{"x":1.0},"b":1}', (record) => ({ ...record, b: 2 }))).toBe(
      '{"__proto__":{"x":1.0},"b":2}',
    );
  });

  test("keeps the bytes of all that 1,000 random changes do not touch, and has their value", () => {
    const random = seeded(20_261_126);
    const make = new RandomJson(random);
    let [kept, changes] = [0, 0];
    while (changes < 1_000) {
      const { text, path } = make.body();
      for (const element of extractList(Buffer.from(text), path)?.elements ?? []) {
        const json = element.toString("utf8");
        const value = JSON.parse(json) as JsonValue;
        const changed = randomlyChanged(JSON.parse(json) as JsonValue, random);
        const result = rewritten({ text: element, value }, changed);
        expect([json, JSON.parse(result.toString("utf8"))]).toEqual([json, changed]);
        const leavesAfter = leavesOf(result);
        for (const [at, raw] of leavesOf(element)) {
          if (!Object.is(valueIn(value, at), valueIn(changed, at))) continue;
          expect([json, at, leavesAfter.get(at)]).toEqual([json, at, raw]);
          kept++;
        }
        changes++;
      }
    }
    expect(kept).toBeGreaterThan(500);
  });
});

/** A copy with one field or element changed, removed or added at any depth. */
function randomlyChanged(value: JsonValue, random: () => number): JsonValue {
  const fresh = `new ${Math.floor(random() * 9)}`;
  if (Array.isArray(value)) {
    const at = Math.floor(random() * (value.length + 1));
    return value.toSpliced(at, 1, at < value.length ? randomlyChanged(value[at] ?? null, random) : fresh);
  }
  if (!isJsonObject(value)) return random() < 0.5 ? value : fresh;
  const names = Object.keys(value);
  const name = names[Math.floor(random() * (names.length + 1))] ?? "added";
  const { [name]: part = null, ...others } = value;
  if (random() < 0.2) return others;
  const entry = [name, name === "added" ? fresh : randomlyChanged(part, random)] as const;
  return Object.fromEntries(random() < 0.5 ? [entry, ...Object.entries(others)] : [...Object.entries(value), entry]);
}

/** The texts of all values that are neither objects nor lists, by their paths; read by a scanner and not by a parser. */
function leavesOf(text: Buffer, path: readonly (string | number)[] = []): Map<string, string> {
  const scanner = new JsonScanner(text);
  const leaves = new Map<string, string>();
  const add = (part: Buffer, name: string | number) => {
    const inner = [...path, name];
    for (const key of leaves.keys()) if (key.startsWith(JSON.stringify(inner).slice(0, -1))) leaves.delete(key); // repeated
    for (const [key, raw] of leavesOf(part, inner)) leaves.set(key, raw);
  };
  const first = String.fromCharCode(text[0] ?? 0);
  if (first === "{") {
    scanner.members(0, (name, at) => {
      const end = scanner.value(at);
      add(text.subarray(at, end), name);
      return end;
    });
  } else if (first === "[") {
    for (const [index, element] of (extractList(text, "")?.elements ?? []).entries()) add(element, index);
  } else leaves.set(JSON.stringify(path), text.toString("utf8"));
  return leaves;
}

function valueIn(value: JsonValue, path: string): unknown {
  const names = JSON.parse(path) as readonly (string | number)[];
  return names.reduce<unknown>((part, name) => {
    const isParent = typeof part === "object" && part !== null && Object.hasOwn(part, name);
    return isParent
      ? (part as Readonly<Record<string | number, unknown>>)[name]
      : part === undefined
        ? undefined
        : MISSING;
  }, value);
}

const MISSING = Symbol("missing");
