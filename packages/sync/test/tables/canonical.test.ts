import { describe, expect, test } from "@jest/globals";
import { canonicalJson, canonicalNumber, isExactDouble } from "../../src/tables/canonical.js";

describe("the canonical form of a JSON value", () => {
  test.each([
    ["1", "1.0"],
    ["1", "1e0"],
    ["1000", "1e3"],
    ["0", "-0"],
    ["0", "0.00"],
    ["1.5", "15e-1"],
    ["-12.5", "-1.250e1"],
    ["1e400", "10e399"],
    ['"é"', '"\\u00e9"'],
    ['"/"', '"\\/"'],
    ['{"a":1,"b":[true,null]}', '{ "b" : [ true , null ], "a" : 1.0 }'],
    ['{"a":9007199254740993}', '{"a":9007199254740993.0}'],
  ])("%s is that of %s", (one, other) => {
    expect(canonicalJson(other)).toBe(canonicalJson(one));
  });

  test("distinguishes unequal values", () => {
    const values = [
      ...["1", '"1"', "true", '"true"', "null", '"null"', "[1]", '["1"]', '{"a":1}', '{"a":"1"}', '"n1"', '"s"'],
      ...["9007199254740992", "9007199254740993", "0.1", "0.10000000000000000001", '"a"', '"A"', '"a "', "1e1001"],
    ];
    expect(new Set(values.map(canonicalJson)).size).toBe(values.length);
  });

  test("of an integer of any length is its digits", () => {
    const digits = "9".repeat(5_000);
    expect(canonicalNumber(digits)).toBe(digits);
  });
});

describe("a number", () => {
  test.each(["0.1", "1.10", "9007199254740992", "1e21", "0.13436424411240122", "5e-324"])("%s is exact", (text) => {
    expect(isExactDouble(text)).toBe(true);
  });

  test.each(["9007199254740993", "0.12345678901234567890", "123456789012345678901"])("%s is rounded", (text) => {
    expect(isExactDouble(text)).toBe(false);
  });
});
