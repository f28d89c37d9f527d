import { describe, expect, test } from "@jest/globals";
import { SystemError } from "../../src/errors/connector-error.js";
import { bodyOf, isJson, valueAt } from "../../src/http/json.js";
import { createRequest } from "../../src/http/request.js";
import type { JsonValue } from "../../src/protocol/json.js";

const request = createRequest("https://api.example.com", "v1/tags", { query: { api_key: "s3cr3t" } });

function parse(body: string | Uint8Array, contentType = "application/json") {
  return bodyOf(request, { status: 200, headers: { "content-type": contentType }, body: Buffer.from(body) });
}

describe("isJson", () => {
  const reply = (body: string, headers = {}) => isJson({ status: 403, headers, body: Buffer.from(body) });

  test.each(['{"error":"no"}', " [1]", "{}"])("accepts %s", (body) => {
    expect(reply(body)).toBe(true);
  });

  test.each(["", "null", '"no"', "403", "<html>", '{"error":', "[1] 2"])("refuses %j", (body) => {
    expect(reply(body)).toBe(false);
  });

  test("refuses JSON of another content type", () => {
    expect(reply("{}", { "content-type": "text/html" })).toBe(false);
  });

  test("refuses JSON of more values than memory has room for, which is not parsed", () => {
    expect(reply(`[${"{},".repeat(2_100_000)}{}]`)).toBe(false);
  });
});

describe("bodyOf", () => {
  test("returns the value and the bytes", () => {
    const { value, bytes } = parse('{"a":[1]}');
    expect(value).toEqual({ a: [1] });
    expect(bytes).toEqual(Buffer.from('{"a":[1]}'));
  });

  test("reads a response without a content type as UTF-8", () => {
    const body = Buffer.from('{"a":"ü"}');
    expect(bodyOf(request, { status: 200, headers: {}, body }).value).toEqual({ a: "ü" });
  });

  test.each(["null", "0", '"text"', "false"])("accepts %s as a JSON body", (body) => {
    expect(parse(body).value).toEqual(JSON.parse(body));
  });

  test("removes a byte-order mark", () => {
    const { value, bytes } = parse("\ufeff[1]");
    expect(value).toEqual([1]);
    expect(bytes).toEqual(Buffer.from("[1]"));
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
    ["application/json; charset=utf8mb4", Buffer.from('["ü"]')],
    ["application/json; charset=klingon", Buffer.from('["ü"]')],
    ["application/json; charset=iso-8859-1", Buffer.from('["ü"]')],
    ["application/json; charset=shift_jis", Buffer.from('["ü"]')],
    ["application/json; charset=utf-16", Buffer.from('["ü"]', "utf16le")],
  ])("decodes %s and returns UTF-8", (type, body) => {
    const { value, bytes } = parse(body, type);
    expect(value).toEqual(["ü"]);
    expect(bytes.toString("utf8")).toBe('["ü"]');
  });

  test.each([
    ["an HTML page", "<!DOCTYPE html><html>Sign in</html>", "text/html", "HTML or XML (text/html)"],
    ["an XML text after blanks", "\n <error/>", "application/json", "HTML or XML (application/json)"],
    ["an empty body", "", "application/json", "an empty body"],
    ["a truncated list", '[{"a":1},{"b"', "application/json", "truncated or invalid JSON"],
    ["a truncated object", '{"results":[', "application/json", "truncated or invalid JSON"],
    ["two values", "[1][2]", "application/json", "truncated or invalid JSON"],
    ["a trailing comma", "[1,]", "application/json", "truncated or invalid JSON"],
    ["NaN", "NaN", "application/json", "text (application/json)"],
    ["plain text", "Service is being maintained", "text/plain", "text (text/plain)"],
  ])("throws an error that names %s", (_what, body, type, message) => {
    const attempt = () => parse(body, type).value;
    expect(attempt).toThrow(SystemError);
    expect(attempt).toThrow(`GET /v1/tags answered HTTP 200 with ${message}`);
    expect(attempt).toThrow(/If this lasts, check base_url and whether a proxy answers/);
    expect(attempt).not.toThrow(/s3cr3t|example\.com/);
  });

  test.each([
    ["bytes that are not UTF-8", Buffer.from('["ü"]', "latin1"), "application/json", /not UTF-8/],
    ["UTF-8 that ends within a character", Buffer.from('["ü"]').subarray(0, 3), "application/json", /not UTF-8/],
    ["an unknown encoding", Buffer.from('["ü"]', "latin1"), "application/json; charset=klingon", /encoding "klingon"/],
    [
      "bytes that are invalid in their encoding",
      Buffer.from([0x5b, 0x80, 0x5d]),
      "text/json; charset=utf-16",
      /"utf-16"/,
    ],
  ])("refuses %s, because a record's text must not change", (_what, body, type, message) => {
    expect(() => parse(body, type)).toThrow(SystemError);
    expect(() => parse(body, type)).toThrow(message);
  });

  test.each([
    ["brackets", Buffer.alloc(200_000_000, "["), "nested more than 1,100 levels deep"],
    ["objects", Buffer.from(`[${"{},".repeat(2_000_000)}{}]`), "more than 2,000,000 values"],
  ])("refuses %s that would not fit in memory, before they are parsed", (_what, body, message) => {
    const attempt = () => parse(body).value;
    expect(attempt).toThrow(SystemError);
    expect(attempt).toThrow(message);
  });

  test("keeps the body's size and start for the log, marks the truncation, and has no cause that quotes more", () => {
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
  ])("reads the path %j", (path, expected) => {
    expect(valueAt(body, path)).toEqual(expected);
  });
});
