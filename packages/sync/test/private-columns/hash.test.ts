import { createHash } from "node:crypto";
import { describe, expect, test } from "@jest/globals";
import { Database } from "../../src/destinations/duckdb/database.js";
import { hashOf, saltCheck, textOf } from "../../src/private-columns/hash.js";

describe("the text of a value", () => {
  test.each([
    ['"a\\u00e9\\n"', "aé\n"],
    ['"5"', "5"],
    ["5", "5"],
    ["5.0", "5"],
    ["5e0", "5"],
    ["-0", "0"],
    ["12345678901234567890123", "12345678901234567890123"],
    ["1e3", "1000"],
    ["1.50", "1.5"],
    ["-0.0125", "-0.0125"],
    ["123.456", "123.456"],
    ["1e-3", "0.001"],
    ["true", "true"],
    ["false", "false"],
    ['{"b":[1.0,"x"],"a":null}', '{"a":null,"b":[1,"x"]}'],
    ["[ ]", "[]"],
  ])("of %s is %s", (json, text) => {
    expect(textOf(json)).toBe(text);
  });

  test.each(["1e-999999999", "1e999999999", "1e-1002"])("of the extreme number %s is short", (json) => {
    expect(textOf(json).length).toBeLessThan(20);
  });
});

test("a hash is the SHA-256 of salt and text, as lower-case hexadecimal digits", () => {
  expect(hashOf("s", '"é"')).toBe(createHash("sha256").update("sé").digest("hex"));
});

test("the formula of the documentation gives the same hash in DuckDB", async () => {
  const database = await Database.open(":memory:");
  const sql =
    "SELECT sha256('sält' || 'x@é.example') AS text, sha256('sält' || 1234567890) AS number, sha256('sält' || 1.5) AS fraction";
  const rows = await database.rows(sql);
  database.close();
  const expected = { text: '"x@é.example"', number: "1234567890.0", fraction: "1.50" };
  const hashes = Object.entries(expected).map(([name, json]) => [name, hashOf("sält", json)]);
  expect(rows).toEqual([Object.fromEntries(hashes)]);
});

test("the check of a salt is the same for the same salt, and is not the hash of a value", () => {
  expect(saltCheck("one")).toBe(saltCheck("one"));
  expect(saltCheck("one")).not.toBe(saltCheck("two"));
  expect(saltCheck("one")).toMatch(/^[0-9a-f]{6}$/);
  expect(hashOf("one", '""')).not.toContain(saltCheck("one"));
});
