import { describe, expect, test } from "@jest/globals";
import type { JsonValue } from "@sluice/core";
import { type ColumnType, typeOf, widened } from "../../src/tables/types.js";

describe("the type of a field", () => {
  test.each<[JsonValue | undefined, ColumnType]>([
    [{ type: "string" }, "text"],
    [{ type: ["null", "string"] }, "text"],
    [{ type: ["string", "null"], format: "date" }, "date"],
    [{ type: "string", format: "date-time" }, "timestamp"],
    [{ type: "string", format: "date-time", airbyte_type: "timestamp_with_timezone" }, "timestamp"],
    [{ type: "string", format: "date-time", airbyte_type: "timestamp_without_timezone" }, "local timestamp"],
    [{ type: "string", format: "uuid" }, "text"],
    [{ type: "string", format: "constructor" }, "text"],
    [{ type: "integer" }, "integer"],
    [{ type: "number" }, "number"],
    [{ type: "number", airbyte_type: "integer" }, "integer"],
    [{ type: "boolean" }, "boolean"],
    [{ type: "object" }, "json"],
    [{ type: ["array", "null"] }, "json"],
    [{ type: ["string", "integer"] }, "json"],
    [{ oneOf: [{ type: "string" }, { type: "null" }] }, "text"],
    [{ anyOf: [{ type: "integer" }, { type: "string" }] }, "json"],
    [{ oneOf: [true, { type: "string" }] }, "json"],
    [{ type: "null" }, "json"],
    [{}, "json"],
    [true, "json"],
    [undefined, "json"],
  ])("%j is %s", (schema, type) => {
    expect(typeOf(schema)).toBe(type);
  });
});

describe("two types together", () => {
  test.each<[ColumnType, ColumnType, ColumnType]>([
    ["integer", "integer", "integer"],
    ["integer", "big integer", "big integer"],
    ["integer", "number", "text"],
    ["date", "timestamp", "timestamp"],
    ["date", "local timestamp", "text"],
    ["boolean", "text", "text"],
    ["timestamp", "json", "json"],
    ["boolean", "integer", "text"],
  ])("%s and %s are %s, in either order", (one, other, both) => {
    expect([widened(one, other), widened(other, one)]).toEqual([both, both]);
  });
});
