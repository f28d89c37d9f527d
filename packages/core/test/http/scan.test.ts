import { describe, expect, it } from "@jest/globals";
import { JsonScanner, NOT_JSON } from "../../src/http/scan.js";

/** The names and values of an object, as the scanner finds them; undefined if it is not JSON. */
function membersOf(json: string): [string, string][] | undefined {
  const bytes = Buffer.from(json);
  const scanner = new JsonScanner(bytes);
  const members: [string, string][] = [];
  const end = scanner.members(0, (name, value) => {
    const to = scanner.value(value);
    members.push([name, bytes.toString("utf8", value, to)]);
    return to;
  });
  return end === bytes.length ? members : undefined;
}

function expected(json: string): [string, string][] {
  return Object.entries(JSON.parse(json) as object).map(([name, value]) => [name, JSON.stringify(value)]);
}

describe("names of members", () => {
  const ALIKE = [
    '{"id":1,"name":"a","note":null}',
    '{"id":2,"name":"b","note":null}',
    '{"name":"c","id":3}',
    '{"id":4,"note":{"id":5}}',
    '{"idx":6,"id":7,"i":8,"":9}',
    '{ "id" : 10 , "name" : "d" }',
    '{"i\\u0064":11,"na\\"me":"e","name\\\\":"f"}',
    '{"id":12,"københavn":"g","名前":"h"}',
    `{"${"x".repeat(62)}":13,"${"x".repeat(63)}":14,"${"x".repeat(64)}":15}`,
  ];

  it("are those of each object, however they differ from those of the one before", () => {
    const all = [...ALIKE, ...ALIKE.toReversed(), ...ALIKE];
    expect(all.map(membersOf)).toEqual(all.map(expected));
  });

  it("are right where there are more than are kept", () => {
    const many = Array.from({ length: 40 }, (_, nth) => {
      const names = Array.from({ length: 50 }, (_each, index) => [`name${nth * 50 + index}`, index]);
      return JSON.stringify(Object.fromEntries(names));
    });
    const all = [...many, ...many];
    expect(all.map(membersOf)).toEqual(all.map(expected));
  });

  it("are refused where an object ends within one that came before", () => {
    expect(membersOf('{"account":1}')).toEqual([["account", "1"]]);
    expect(['{"account', '{"account"', '{"account":', '{"account" 1}'].map(membersOf)).toEqual(
      Array.from({ length: 4 }, () => undefined),
    );
  });
});

describe("strings", () => {
  const LENGTHS = [0, 1, 62, 63, 64, 65, 66, 128, 5_000];
  const end = (json: string) => new JsonScanner(Buffer.from(json)).value(0);

  it.each(LENGTHS)("of %i letters end at their quote, with escapes and without", (length) => {
    const letters = "y".repeat(length);
    for (const text of [letters, `${letters}\\"`, `\\\\${letters}`, `${letters}\\u00e9${letters}`, `${letters}é`]) {
      const json = `"${text}"`;
      expect(end(`${json},"next"`)).toBe(Buffer.byteLength(json));
    }
  });

  it.each(LENGTHS)("of %i letters are refused with a control character, a wrong escape, or no end", (length) => {
    const letters = "y".repeat(length);
    for (const text of [`${letters}\n`, `${letters}\u0001${letters}`, `${letters}\\x`, `${letters}\\u00zz`]) {
      expect(end(`"${text}"`)).toBe(NOT_JSON);
    }
    expect(end(`"${letters}`)).toBe(NOT_JSON);
  });
});

describe("a text of many lines", () => {
  it("is passed over once, and not once for each of its escapes", () => {
    const json = `"${`${"y".repeat(70)}\\n`.repeat(400_000)}"`;
    const bytes = Buffer.from(json);
    expect(new JsonScanner(bytes).value(0)).toBe(bytes.length);
  });
});

describe("values", () => {
  it.each(["1", "-0.5e3", "true", "null", '"a"', "[]", "{}", '[1,"a",{"b":[null]}]'])("end where %s ends", (json) => {
    expect(new JsonScanner(Buffer.from(`${json} ,`)).value(0)).toBe(json.length);
  });

  it.each(["", "x", "-", "01a", "[1", '{"a":1', '{"a"}', "[1,]"])("are refused where %p is not one", (json) => {
    const bytes = Buffer.from(json);
    expect(new JsonScanner(bytes).value(0)).not.toBe(bytes.length === 0 ? 0 : bytes.length);
  });
});
