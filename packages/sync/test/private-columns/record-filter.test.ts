import { createHash } from "node:crypto";
import { describe, expect, test } from "@jest/globals";
import { SEED } from "@sluice/testkit";
import fc from "fast-check";
import type { PrivateFields } from "../../src/private-columns/fields.js";
import { PrivateColumns } from "../../src/private-columns/private-columns.js";
import { LineSplitter } from "../../src/source/line-splitter.js";
import { recordIn } from "../../src/source/record-line.js";
import { MAX_DEPTH } from "../../src/tables/envelope.js";

const SALT = "salt";
const hex = (text: string) =>
  createHash("sha256")
    .update(SALT + text)
    .digest("hex");

function filtered(record: string | Buffer, fields: PrivateFields): string {
  const result = PrivateColumns.of(fields, SALT)?.filter.applied(Buffer.from(record));
  return result === undefined ? "" : result.toString();
}

describe("a record without its excluded fields", () => {
  const exclude = ["email", "address.street"];

  test.each([
    ["the only member", '{"email":1}', "{}"],
    ["the first one", '{"email":1,"a":2}', '{"a":2}'],
    ["one in the middle", '{"a":1,"email":"x","b":2}', '{"a":1,"b":2}'],
    ["the last one", '{"a":1,"email":{"x":[1]}}', '{"a":1}'],
    ["both of one name", '{"email":1,"a":2,"email":3}', '{"a":2}'],
    ["several in a row, first", '{"email":1,"EMAIL":2,"a":3}', '{"a":3}'],
    ["several in a row, last", '{"a":3,"email":1,"Email":2}', '{"a":3}'],
    ["all, in several forms", '{ "email" : 1 , "e\\u006dail":2, "EMAİL":4}', '{ "EMAİL":4}'],
    ["a name that is escaped", '{"\\u0065mail":1,"\\u0045\\u004dail":2,"a":1}', '{"a":1}'],
    ["around blanks, which stay around the others", '{\t"a" : 1 ,\r "email": 2 , "b":3 }', '{\t"a" : 1 , "b":3 }'],
    ["a nested one", '{"address":{"street":"s","zip":1}}', '{"address":{"zip":1}}'],
    ["a nested one of any case", '{"ADDRESS":{"Street":"s"}}', '{"ADDRESS":{}}'],
    ["in objects of a list", '{"address":[{"street":1},7,{"zip":2,"street":3}]}', '{"address":[{},7,{"zip":2}]}'],
    ["in lists of lists", '{"address":[[[{"street":1,"a":[]}]],[]]}', '{"address":[[[{"a":[]}]],[]]}'],
    ["whose name has the dot", '{"address.street":1,"a":1}', '{"a":1}'],
    ["in an object that comes twice", '{"address":{"street":1},"address":{"street":2}}', '{"address":{},"address":{}}'],
    ["and not those of the same name elsewhere", '{"street":1,"a":{"email":2}}', '{"street":1,"a":{"email":2}}'],
    ["and nothing where the way is a scalar", '{"address":"street"}', '{"address":"street"}'],
  ])("loses %s", (_what, record, left) => {
    expect(filtered(record, { exclude })).toBe(left);
  });

  test.each([
    ["composed and decomposed letters", "näme", "na\u0308me"],
    ["capitals of other alphabets", "имя", "ИМЯ"],
    ["a final sigma", "ΟΔΟΣ", "οδοσ"],
    ["a final sigma inside a path", "οδος.x", "ΟΔΟΣ.X"],
    ["the sign of Kelvin", "k", "\u212a"],
    ["a long s", "s", "\u017f"],
  ])("ignores the difference of %s", (_what, field, name) => {
    const way = name.split(".");
    const nested = way.reduceRight<unknown>((value, part) => ({ [part]: value }), "secret");
    expect(filtered(JSON.stringify(nested), { exclude: [field] })).not.toContain("secret");
  });

  test("is the same buffer where it has none of them", () => {
    const record = Buffer.from('{"a":1,"address":{"zip":"\\u0041"}}');
    expect(PrivateColumns.of({ exclude }, undefined)?.filter.applied(record)).toBe(record);
  });

  test("keeps bytes that are not UTF-8", () => {
    const record = Buffer.from('{"a":"\xff\xfe","email":"\xff","b":"\xc3"}', "latin1");
    const left = PrivateColumns.of({ exclude }, undefined)?.filter.applied(record);
    expect(left).toEqual(Buffer.from('{"a":"\xff\xfe","b":"\xc3"}', "latin1"));
  });

  test.each([
    "",
    "[]",
    "null",
    "{",
    '{"email":1',
    '{"email":1,}',
    '{"a":1}x',
    '{"address":[{"street":1}',
    '{"address":[1 2]}',
  ])("is refused where it is not one object: %s", (record) => {
    expect(filtered(record, { exclude })).toBe("not an object");
  });

  test("may have values of any depth, and is refused only where one is in the way", () => {
    const deep = (levels: number) => "[".repeat(levels) + "]".repeat(levels);
    expect(filtered(`{"email":${deep(5_000)},"a":1}`, { exclude })).toBe('{"a":1}');
    expect(filtered(`{"address":${deep(MAX_DEPTH)}}`, { exclude })).toBe(`{"address":${deep(MAX_DEPTH)}}`);
    expect(filtered(`{"address":${deep(100_000)}}`, { exclude })).toBe("too deep");
    expect(filtered(`{"phone":${deep(100_000)}}`, { hash: ["phone"] })).toBe("too deep");
  });

  test("is found whatever chunks its line arrives in", () => {
    const huge = `MARK${"x\\u0041\\\\".repeat(60_000)}MARK`;
    const line = Buffer.from(
      `{"type":"RECORD","record":{"stream":"s","data":{"a":"\\"email\\"","email":"${huge}","b":[1]}}}\n`,
    );
    const filter = PrivateColumns.of({ exclude }, undefined)?.filter;
    for (const size of [1_000, 65_536, 7_777]) {
      const found: string[] = [];
      const splitter = new LineSplitter((buffer, start, end) => {
        const record = recordIn(buffer.subarray(start, end));
        found.push(String(record && filter?.applied(record.data)));
      });
      for (let at = 0; at < line.length; at += size) splitter.push(line.subarray(at, at + size));
      expect(found).toEqual(['{"a":"\\"email\\"","b":[1]}']);
    }
  });
});

describe("a record with hashed fields", () => {
  const hash = ["phone", "address.street", "ref"];

  test.each([
    ["a string by its characters", '{"phone":"+49\\u00201","a":1}', `{"phone":"${hex("+49 1")}","a":1}`],
    ["an empty string", '{"phone":""}', `{"phone":"${hex("")}"}`],
    ["a number by its digits", '{"phone":9007199254740993}', `{"phone":"${hex("9007199254740993")}"}`],
    ["5.0 as 5", '{"phone":5.0}', `{"phone":"${hex("5")}"}`],
    ["a boolean", '{"phone":true}', `{"phone":"${hex("true")}"}`],
    ["an object in canonical form", '{"phone":{"b":1.0, "a":"\\u0041"}}', `{"phone":"${hex('{"a":"A","b":1}')}"}`],
    ["null as null", '{"phone":null,"a":1}', '{"phone":null,"a":1}'],
    ["each of one name", '{"phone":1,"PHONE":2}', `{"phone":"${hex("1")}","PHONE":"${hex("2")}"}`],
    ["nested ones", '{"address":[{"street":"s"}]}', `{"address":[{"street":"${hex("s")}"}]}`],
  ])("hashes %s", (_what, record, left) => {
    expect(filtered(record, { hash })).toBe(left);
  });

  test("loses a field that is excluded too", () => {
    expect(filtered('{"phone":1,"a":2}', { exclude: ["PHONE"], hash: ["phone"] })).toBe('{"a":2}');
  });

  test("has no excluded value in the hash of an object", () => {
    const fields = { exclude: ["ref.email"], hash };
    const expected = `{"ref":"${hex('{"id":1}')}"}`;
    expect(filtered('{"ref":{"id":1,"email":"x"}}', fields)).toBe(expected);
    expect(filtered('{"ref":{"email":"y","id":1}}', fields)).toBe(expected);
  });
});

/** Members of a record as JSON text, some of them private, with blanks. */
interface Member {
  readonly text: string;
  readonly isPrivate: boolean;
}

const blanks = fc.constantFrom("", " ", "\t", " \r ");
const scalar = fc.json({ maxDepth: 2 }).map((json) => json.replaceAll("MARK", ""));
const SPELLINGS = ["email", "EMAIL", "eMail", "\\u0065mail", "em\\u0061il"];
const member = fc.oneof(
  fc
    .tuple(fc.constantFrom("a", "b", "mail", "e", "email2", "\\u0065"), scalar)
    .map(([name, json]): Member => ({ text: `"${name}":${json}`, isPrivate: false })),
  fc
    .tuple(fc.constantFrom(...SPELLINGS), scalar)
    .map(([name, json]): Member => ({ text: `"${name}":["MARK",${json}]`, isPrivate: true })),
);

test("any record loses its excluded members, and has every other one byte for byte", () => {
  let tried = 0;
  fc.assert(
    fc.property(fc.array(member, { maxLength: 8 }), blanks, fc.boolean(), (members, blank, isNested) => {
      const joined = (some: readonly Member[]) => some.map(({ text }) => text).join(`,${blank}`);
      const wrapped = (text: string) => (isNested ? `{"in":[{${text}},{"x":1}],"email":1}` : `{${text}}`);
      const left = filtered(wrapped(joined(members)), { exclude: [isNested ? "in.email" : "email"] });
      expect(left).toBe(wrapped(joined(members.filter(({ isPrivate }) => !isPrivate))));
      expect(left).not.toContain("MARK");
      tried++;
    }),
    { ...SEED, numRuns: 500 },
  );
  expect(tried).toBe(500);
});
