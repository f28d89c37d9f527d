import { describe, expect, test } from "@jest/globals";
import { runs, seeded } from "@sluice/testkit";
import fc from "fast-check";
import { jsonLines } from "../../src/decoders/json-lines.js";
import { SystemError, TransientError } from "../../src/errors/connector-error.js";
import { rejectionOf } from "../support/client.js";
import { linesOf, pieces } from "../support/decoding.js";

describe("jsonLines", () => {
  test("passes the bytes of each line on unchanged", async () => {
    const lines = ['{"id":12345678901234567890,"x":1.50}', '{ "a" : "\\u0041" }'];
    expect(await linesOf(jsonLines, lines.join("\n"))).toEqual(lines);
  });

  test.each([
    ["a line break at the end", '{"id":1}\n{"id":2}\n'],
    ["no line break at the end", '{"id":1}\n{"id":2}'],
    ["Windows line breaks", '{"id":1}\r\n{"id":2}\r\n'],
    ["blank lines", '\n{"id":1}\n  \n\n{"id":2}\n\n'],
    ["a byte order mark", '\ufeff{"id":1}\n{"id":2}\n'],
  ])("reads lines with %s", async (_what, text) => {
    expect(await linesOf(jsonLines, text)).toEqual(['{"id":1}', '{"id":2}']);
  });

  test("reads an empty body as no records", async () => {
    expect(await linesOf(jsonLines, "")).toEqual([]);
  });

  test("writes a carriage return between tokens as nothing, because a record is one line", async () => {
    expect(await linesOf(jsonLines, '{"id":\r1}\n')).toEqual(['{"id":1}']);
  });

  test.each([
    ["a JSON document over several lines", '{\n"id": 1\n}', "Line 1 is not a JSON object"],
    ["a list", '[{"id":1}]', "Line 1 is not a JSON object"],
    ["a line that is a number", '{"id":1}\n2\n', "Line 2 is not a JSON object"],
    ["two objects on a line", '{"id":1}{"id":2}\n', "Line 1 is not a JSON object"],
    ["HTML", "<html></html>", "Line 1 is not a JSON object"],
    ["invalid JSON within", '{"id":1}\n{"id":}\n{"id":3}\n', "Line 2 is not a JSON object"],
  ])("fails for %s", async (_what, text, message) => {
    const error = await rejectionOf(linesOf(jsonLines, text));
    expect(error).toBeInstanceOf(SystemError);
    expect(String(error)).toContain(message);
  });

  test("fails for a file that is cut off at any byte of its last line", async () => {
    const text = '{"id":1}\n{"id":2,"name":"é"}';
    const whole = Buffer.from(text);
    const start = text.indexOf("\n") + 2;
    const errors = [];
    for (let length = start; length < whole.length; length++) {
      errors.push(await rejectionOf(linesOf(jsonLines, whole.subarray(0, length))));
    }
    expect(errors.length).toBe(whole.length - start);
    expect(errors.filter((error) => !(error instanceof TransientError || error instanceof SystemError))).toEqual([]);
    expect(errors[0]).toBeInstanceOf(TransientError);
  });

  test("fails for bytes that are not UTF-8", async () => {
    const error = await rejectionOf(linesOf(jsonLines, Buffer.from('{"name":"é"}', "latin1")));
    expect(String(error)).toContain("Line 1 has bytes that are not UTF-8");
  });

  test("fails for a line that is nested too deep, like a page of JSON", async () => {
    const deep = `{"a":${"[".repeat(2000)}${"]".repeat(2000)}}`;
    expect(String(await rejectionOf(linesOf(jsonLines, deep)))).toContain("nested more than 1,100 levels deep");
  });

  test("fails for more bytes, records or longer lines than the bounds", async () => {
    const text = '{"id":1}\n'.repeat(100);
    expect(String(await rejectionOf(linesOf(jsonLines, text, { maxBytes: 899 })))).toContain("more than 899 bytes");
    expect(String(await rejectionOf(linesOf(jsonLines, text, { maxRecords: 99 })))).toContain("more than 99 records");
    const endless = Buffer.from(`{"a":"${"x".repeat(500_000)}`);
    const error = await rejectionOf(linesOf(jsonLines, endless, { maxRecordBytes: 100_000 }));
    expect(String(error)).toContain("A record has more than 100000 bytes");
  });

  test("fails for a first record that has no field of the schema, such as an error with status 200", async () => {
    const fields = ["id", "name"];
    expect(await linesOf(jsonLines, '{"name":null}\n{"other":1}', { fields })).toHaveLength(2);
    const error = await rejectionOf(linesOf(jsonLines, '{"error":"expired"}', { fields }));
    expect(String(error)).toContain("none of the fields of this record");
  });

  test("keeps any objects, however the bytes are cut into pieces", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.dictionary(fc.string(), fc.jsonValue())), fc.nat(), async (objects, seed) => {
        const lines = objects.map((object) => JSON.stringify(object));
        const bytes = Buffer.from(lines.join("\n"));
        expect(await linesOf(jsonLines, pieces(bytes, seeded(seed)))).toEqual(lines);
      }),
      runs(200),
    );
  });
});
