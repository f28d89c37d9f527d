import { describe, expect, test } from "@jest/globals";
import { schemaCheck, specProblems } from "../src/schema-check.js";

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
