import { describe, expect, test } from "@jest/globals";
import { runs, seeded } from "@sluice/testkit";
import fc from "fast-check";
import { csv } from "../../src/decoders/csv.js";
import { SystemError, TransientError } from "../../src/errors/connector-error.js";
import { rejectionOf } from "../support/client.js";
import { linesOf, pieces, recordsOf } from "../support/decoding.js";

const TWO = [
  { id: "1", name: "Ada" },
  { id: "2", name: "Bo" },
];

describe("csv", () => {
  test.each([
    ["a header", "id,name\n1,Ada\n2,Bo\n", {}],
    ["no line break at the end", "id,name\n1,Ada\n2,Bo", {}],
    ["Windows line breaks", "id,name\r\n1,Ada\r\n2,Bo\r\n", {}],
    ["old Mac line breaks", "id,name\r1,Ada\r2,Bo\r", {}],
    ["empty lines", "id,name\n\n1,Ada\n\n2,Bo\n\n", {}],
    ["a byte order mark", "\ufeffid,name\n1,Ada\n2,Bo\n", {}],
    ["quotes", '"id","name"\n"1","Ada"\n"2","Bo"\n', {}],
    ["another delimiter and quote", "id;name\n1;'Ada'\n2;Bo\n", { delimiter: ";", quote: "'" }],
    ["names in place of a header", "1,Ada\n2,Bo\n", { columns: ["id", "name"] }],
    ["other names than the header's", "A,A\n1,Ada\n2,Bo\n", { columns: ["id", "name"], header: true }],
    ["lines in front of the header", "Report\nMay 2026\nid,name\n1,Ada\n2,Bo\n", { skipLines: 2 }],
  ])("reads a file with %s", async (_what, text, options) => {
    expect(await recordsOf(csv(options), text)).toEqual(TWO);
  });

  test.each([
    ["UTF-16 by its byte order mark", Buffer.from("\ufeffid,name\n1,Ä\n", "utf16le"), {}],
    ["a declared encoding", Buffer.from("id,name\n1,Ä\n", "latin1"), { encoding: "windows-1252" }],
  ])("reads %s", async (_what, bytes, options) => {
    expect(await recordsOf(csv(options), bytes)).toEqual([{ id: "1", name: "Ä" }]);
  });

  test("keeps values as texts: leading zeros, long numbers, blanks and true", async () => {
    const text = "zip,id,pad,flag\n01067,12345678901234567890, x ,true\n";
    expect(await recordsOf(csv(), text)).toEqual([
      { zip: "01067", id: "12345678901234567890", pad: " x ", flag: "true" },
    ]);
  });

  test("reads an empty value as null and a quoted empty one as the empty text", async () => {
    expect(await recordsOf(csv(), 'a,b,c\n,"",x\n')).toEqual([{ a: null, b: "", c: "x" }]);
  });

  test("reads an empty line of a single column as a record", async () => {
    expect(await recordsOf(csv(), "a\n1\n\n3\n")).toEqual([{ a: "1" }, { a: null }, { a: "3" }]);
  });

  test("reads line breaks, delimiters and quotes within quotes", async () => {
    expect(await recordsOf(csv(), 'a,b\n"x\ny,z","say ""hi"""\n')).toEqual([{ a: "x\ny,z", b: 'say "hi"' }]);
    expect(await recordsOf(csv({ escape: "\\" }), 'a\n"say \\"hi\\""\n')).toEqual([{ a: 'say "hi"' }]);
  });

  test("reads a header without rows as no records", async () => {
    expect(await recordsOf(csv(), "id,name\n", { fields: ["id"] })).toEqual([]);
  });

  test("writes a column that is named like a member of objects", async () => {
    expect(await linesOf(csv(), "__proto__,id\nx,1\n")).toEqual(['{"__proto__":"x","id":"1"}']);
  });

  test.each([
    ["an empty body", "", {}, "it has no header"],
    ["a repeated name", "id,name,id\n1,a,2\n", {}, 'has the column "id" twice'],
    ["an empty name", "id,,name\n1,a,2\n", {}, "has no name for column 2"],
    ["a row that is too short", "id,name\n1,Ada\n2\n", {}, "Row 3 of the CSV has 1 value in place of 2"],
    ["a row that is too long", "id,name\n1,Ada,x\n", {}, "Row 2 of the CSV has 3 values in place of 2"],
    ["a row of another width than its names", "1,Ada,x\n", { columns: ["id", "name"] }, "in place of 2"],
    ["JSON", '{"error":"expired"}', {}, "The CSV cannot be read at line 1"],
    ["HTML", "<!DOCTYPE html>\n<html></html>", {}, "none of the fields"],
    ["a text", "The report has expired.", { fields: true }, "none of the fields"],
    ["the wrong delimiter", "id;name\n1;Ada\n", { fields: true }, "none of the fields"],
    ["a quote within a value", 'id,name\n1,A"da"\n', {}, "The CSV cannot be read at line 2"],
    ["text after a quoted value", 'id,name\n1,"Ada"x\n', {}, "The CSV cannot be read at line 2"],
    ["UTF-16 without a byte order mark", "i\0d\0,\0n\0\n\0", {}, "none of the fields"],
  ])(
    "fails for %s",
    async (_what, text, { fields = false, ...options }: Readonly<Record<string, unknown>>, message) => {
      const error = await rejectionOf(
        recordsOf(csv(options), text as string, fields === true ? { fields: ["id"] } : {}),
      );
      expect(error).toBeInstanceOf(SystemError);
      expect(String(error)).toContain(message);
    },
  );

  test("fails for bytes of another encoding than declared", async () => {
    const error = await rejectionOf(recordsOf(csv(), Buffer.from("id,name\n1,Ä\n", "latin1")));
    expect(String(error)).toContain("has bytes that are not utf-8. Set the encoding");
  });

  test("fails for an encoding that nobody knows", async () => {
    const error = await rejectionOf(recordsOf(csv({ encoding: "klingon" }), "id\n"));
    expect(String(error)).toContain('in the encoding "klingon", which cannot be read');
  });

  test("fails for a file that is cut off within quotes", async () => {
    const error = await rejectionOf(recordsOf(csv(), 'id,name\n1,"Ada\n2,'));
    expect(error).toBeInstanceOf(TransientError);
    expect(String(error)).toContain("The CSV ends within quotes");
  });

  test("fails for a quote that never closes as soon as the row is too long", async () => {
    const text = `id,name\n1,"${"x\n".repeat(200_000)}`;
    const error = await rejectionOf(recordsOf(csv(), text, { maxRecordBytes: 10_000 }));
    expect(String(error)).toContain("a row that does not end before line");
  });

  test("keeps any values, however the bytes are cut into pieces", async () => {
    const value = fc.option(fc.string({ unit: "grapheme" }));
    const table = fc
      .integer({ min: 1, max: 4 })
      .chain((width) => fc.array(fc.array(value, { minLength: width, maxLength: width })));
    await fc.assert(
      fc.asyncProperty(table, fc.nat(), async (rows, seed) => {
        const names = ["a", "b", "c", "d"].slice(0, rows[0]?.length ?? 1);
        const written = (text: string | null) => (text === null ? "" : `"${text.replaceAll('"', '""')}"`);
        const lines = [names.join(","), ...rows.map((row) => row.map(written).join(","))];
        const bytes = Buffer.from(`${lines.join("\n")}\n`);
        const records = await recordsOf(csv(), pieces(bytes, seeded(seed)));
        expect(records).toEqual(rows.map((row) => Object.fromEntries(names.map((name, index) => [name, row[index]]))));
      }),
      runs(200),
    );
  });
});
