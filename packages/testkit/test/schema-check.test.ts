import { describe, expect, test } from "@jest/globals";
import type { JsonObject } from "@sluice/core";
import { recordSchemaProblems, schemaCheck, specProblems } from "../src/schema-check.js";

describe("the independent schema check", () => {
  const check = schemaCheck({
    type: "object",
    properties: {
      id: { type: "integer" },
      at: { type: ["null", "string"], format: "date-time", airbyte_type: "timestamp_with_timezone" },
    },
  });

  test.each([
    [{ id: 1, at: "2026-02-01T10:00:00.137Z" }, 0],
    [{ id: 1, at: null, extra: true }, 0],
    [{ id: 1.5 }, 1],
    [{ id: 1, at: "yesterday" }, 1],
    [{ id: "1", at: 5 }, 2],
  ])("%j has %i problems", (record, problems) => {
    expect(check(record)).toHaveLength(problems);
  });
});

describe("the linter of a stream's schema", () => {
  const text = { type: ["null", "string"] };
  const lint = (properties: JsonObject) => recordSchemaProblems({ type: "object", properties }, ["notes"]);

  test("accepts fields with types and different names", () => {
    expect(
      lint({ id: text, tags: { type: "array", items: text }, by: { type: "object", properties: { id: text } } }),
    ).toEqual([]);
  });

  test("finds fields without a type, also in lists and objects", () => {
    expect(
      lint({ id: {}, tags: { type: "array", items: {} }, by: { type: "object", properties: { id: {} } } }),
    ).toEqual(["notes.id has no type", "notes.tags.[] has no type", "notes.by.id has no type"]);
  });

  test("finds fields that differ in case only, also in objects", () => {
    const twins = { userId: text, userID: text };
    expect(lint({ ...twins, by: { type: "object", properties: twins } })).toEqual([
      "notes.userID differs from userId in case only",
      "notes.by.userID differs from userId in case only",
    ]);
  });
});

describe("the spec linter", () => {
  const lint = (properties: object) =>
    specProblems({ type: "object", properties } as Parameters<typeof specProblems>[0]);

  test.each(["api_key", "password", "refresh_token", "secret"])("wants %s marked as a secret", (name) => {
    expect(lint({ [name]: { type: "string" } })).toEqual([`${name} is not marked secret`]);
    expect(lint({ [name]: { type: "string", airbyte_secret: true } })).toEqual([]);
  });

  test("refuses anyOf and additionalProperties: false", () => {
    expect(lint({ a: { anyOf: [] } })).toHaveLength(1);
    expect(lint({ a: { type: "object", additionalProperties: false } })).toHaveLength(1);
  });

  test("refuses an order that is used twice", () => {
    expect(lint({ a: { order: 0 }, b: { order: 0 } })).toEqual(["an order is used twice"]);
    expect(lint({ a: { order: 0 }, b: { order: 1 } })).toEqual([]);
  });
});
