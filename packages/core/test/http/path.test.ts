import { describe, expect, test } from "@jest/globals";
import { SystemError } from "../../src/errors/connector-error.js";
import { path } from "../../src/http/path.js";

describe("path", () => {
  test.each<[string, unknown, string]>([
    ["a word", "tags-1_2", "v1/products/tags-1_2/tags"],
    ["a number", 4711, "v1/products/4711/tags"],
    ["zero", 0, "v1/products/0/tags"],
    ["a slash", "a/b", "v1/products/a%2Fb/tags"],
    ["a path traversal", "../../admin", "v1/products/..%2F..%2Fadmin/tags"],
    ["a query", "a?b=c&d#e", "v1/products/a%3Fb%3Dc%26d%23e/tags"],
    ["a percent sign", "%2e%2e", "v1/products/%252e%252e/tags"],
    ["a space", "a b", "v1/products/a%20b/tags"],
    ["characters beyond ASCII", "ключ🔑", "v1/products/%D0%BA%D0%BB%D1%8E%D1%87%F0%9F%94%91/tags"],
    ["three dots, which are not a dot segment", "...", "v1/products/.../tags"],
  ])("encodes %s", (_what, value, expected) => {
    expect(path`v1/products/${value}/tags`).toBe(expected);
  });

  test("accepts several values or none", () => {
    expect(path`${"a"}/b/${"c d"}`).toBe("a/b/c%20d");
    expect(path`v1/me`).toBe("v1/me");
  });

  test.each<[string, unknown, string]>([
    ["an empty text", "", '""'],
    ["a dot", ".", '"."'],
    ["two dots", "..", '".."'],
    ["undefined", undefined, "none"],
    ["null", null, "null"],
    ["NaN", Number.NaN, "null"],
    ["Infinity", Number.POSITIVE_INFINITY, "null"],
    ["a flag", true, "true"],
    ["an object", { id: 1 }, '{"id":1}'],
    ["half a surrogate pair, which no URL can carry", "a\ud83d", '"a\\ud83d"'],
    ["an integer that may have lost digits", 2 ** 53, "9007199254740992"],
  ])("refuses %s", (_what, value, shown) => {
    const make = () => path`v1/products/${value}/tags`;
    expect(make).toThrow(SystemError);
    expect(make).toThrow(`The path "v1/products/…/tags" needs an id, but the parent record has ${shown}.`);
  });
});
