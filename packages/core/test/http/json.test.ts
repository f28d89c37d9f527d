import { describe, expect, test } from "@jest/globals";
import { SystemError } from "../../src/errors/connector-error.js";
import { bodyOf, valueAt } from "../../src/http/json.js";
import { createRequest } from "../../src/http/request.js";
import type { JsonValue } from "../../src/protocol/json.js";

const request = createRequest("https://api.example.com", "v1/tags", { api_key: "s3cr3t" });

function parse(body: string | Uint8Array, contentType = "application/json") {
  return bodyOf(request, { status: 200, headers: { "content-type": contentType }, body: Buffer.from(body) });
}

describe("bodyOf", () => {
  test("gives the value and the bytes", () => {
    const { value, bytes } = parse('{"a":[1]}');
    expect([value, bytes]).toEqual([{ a: [1] }, Buffer.from('{"a":[1]}')]);
  });

  test("takes a reply without a content type for UTF-8", () => {
    const body = Buffer.from('{"a":"ü"}');
    expect(bodyOf(request, { status: 200, headers: {}, body }).value).toEqual({ a: "ü" });
  });

  test.each(["null", "0", '"text"', "false"])("leaves it to the caller whether %s is of use", (body) => {
    expect(parse(body).value).toEqual(JSON.parse(body));
  });

  test("takes a byte-order mark off", () => {
    const { value, bytes } = parse("\ufeff[1]");
    expect([value, bytes]).toEqual([[1], Buffer.from("[1]")]);
  });

  test.each([
    ["application/json; charset=utf-8", Buffer.from('["ü"]')],
    ["application/json;charset=UTF8", Buffer.from('["ü"]')],
    ['application/json; charset="UTF-8"; x=y', Buffer.from('["ü"]')],
    ["application/json; charset=iso-8859-1", Buffer.from('["ü"]', "latin1")],
    ["application/json; charset=latin1", Buffer.from('["ü"]', "latin1")],
    ["application/json; charset=windows-1252", Buffer.from('["ü"]', "latin1")],
    ["application/json; charset=utf-16le", Buffer.from('["ü"]', "utf16le")],
    ["application/json; charset = latin1", Buffer.from('["ü"]', "latin1")],
    ["application/json; charset=utf-16", Buffer.from('\ufeff["ü"]', "utf16le")],
  ])("reads %s, and gives its bytes as UTF-8", (type, body) => {
    const { value, bytes } = parse(body, type);
    expect(value).toEqual(["ü"]);
    expect(bytes.toString("utf8")).toBe('["ü"]');
  });

  test.each([
    ["an HTML page", "<!DOCTYPE html><html>Sign in</html>", "text/html", "HTML or XML (text/html)"],
    ["an XML text after blanks", "\n <error/>", "application/json", "HTML or XML (application/json)"],
    ["an empty body", "", "application/json", "an empty body"],
    ["a list that is cut short", '[{"a":1},{"b"', "application/json", "a body that is cut short or broken"],
    ["an object that is cut short", '{"results":[', "application/json", "a body that is cut short or broken"],
    ["two values", "[1][2]", "application/json", "a body that is cut short or broken"],
    ["a trailing comma", "[1,]", "application/json", "a body that is cut short or broken"],
    ["NaN", "NaN", "application/json", "text (application/json)"],
    ["a plain text", "Service is being maintained", "text/plain", "text (text/plain)"],
  ])("takes %s for an error that says so", (_what, body, type, told) => {
    const attempt = () => parse(body, type).value;
    expect(attempt).toThrow(SystemError);
    expect(attempt).toThrow(`GET /v1/tags answered HTTP 200 with ${told}`);
    expect(attempt).toThrow(/If this lasts, check base_url and whether a proxy answers/);
    expect(attempt).not.toThrow(/s3cr3t|example\.com/);
  });

  test.each([
    ["bytes that are not UTF-8", Buffer.from('["ü"]', "latin1"), "application/json", /not UTF-8/],
    ["UTF-8 that is cut in a letter", Buffer.from('["ü"]').subarray(0, 3), "application/json", /not UTF-8/],
    ["an unknown encoding", Buffer.from("[]"), "application/json; charset=klingon", /encoding "klingon"/],
    ["bytes that do not fit their encoding", Buffer.from([0x5b, 0x80, 0x5d]), "text/json; charset=utf-16", /"utf-16"/],
  ])("refuses %s, for a record must not change its letters", (_what, body, type, told) => {
    expect(() => parse(body, type)).toThrow(SystemError);
    expect(() => parse(body, type)).toThrow(told);
  });

  test("keeps the body's size and start for the log, marks the cut, and has no cause that quotes more", () => {
    const body = `${"x".repeat(250)}`;
    const error = thrownBy(() => parse(body).value);
    expect(error).toHaveProperty("detail", `the body has 250 bytes: ${"x".repeat(200)}…`);
    expect(error).not.toHaveProperty("cause");
  });
});

function thrownBy(action: () => unknown): unknown {
  try {
    action();
  } catch (error) {
    return error;
  }
  throw new Error("nothing was thrown");
}

describe("valueAt", () => {
  const body: JsonValue = { paging: { hasNext: true, next: null }, list: [{ a: 1 }], "a.b": 1, n: 0 };

  test.each<[string, JsonValue | undefined]>([
    ["", body],
    ["paging", { hasNext: true, next: null }],
    ["paging.hasNext", true],
    ["paging.next", null],
    ["paging.next.deeper", undefined],
    ["paging.missing", undefined],
    ["missing", undefined],
    ["missing.deeper", undefined],
    ["list", [{ a: 1 }]],
    ["list.0", undefined],
    ["list.length", undefined],
    ["n", 0],
    ["n.x", undefined],
    ["toString", undefined],
    ["__proto__", undefined],
    ["constructor.name", undefined],
  ])("at %j", (path, expected) => {
    expect(valueAt(body, path)).toEqual(expected);
  });
});
