import { describe, expect, test } from "@jest/globals";
import type * as z from "zod";
import {
  date,
  flag,
  integer,
  json,
  key,
  list,
  number,
  object,
  openObject,
  record,
  text,
  timestamp,
} from "../../src/schema/fields.js";

const fits = (field: z.ZodType, value: unknown) => field.safeParse(value).success;

describe("a field", () => {
  test.each([
    ["text", text],
    ["integer", integer],
    ["number", number],
    ["flag", flag],
    ["timestamp", timestamp],
    ["date", date],
    ["json", json],
    ["openObject", openObject],
    ["list", list(text)],
    ["object", object({})],
  ])("of the kind %s may be null or left out", (_name, field) => {
    expect(fits(field, null)).toBe(true);
    expect(fits(field, undefined)).toBe(true);
  });

  test.each<[string, unknown, boolean, z.ZodType]>([
    ["text", "", true, text],
    ["text", 1, false, text],
    ["integer", 0, true, integer],
    ["integer", -5, true, integer],
    ["integer", 2 ** 60, true, integer],
    ["integer", 1.5, false, integer],
    ["integer", "1", false, integer],
    ["number", 1.5, true, number],
    ["number", "1.5", false, number],
    ["flag", false, true, flag],
    ["flag", 0, false, flag],
    ["flag", "true", false, flag],
    ["timestamp", "2026-02-01T10:00:00Z", true, timestamp],
    ["timestamp", "2026-02-01T10:00:00.1372345Z", true, timestamp],
    ["timestamp", "2026-02-01T10:00Z", true, timestamp],
    ["timestamp", "2026-02-01 10:00:00+02:00", true, timestamp],
    ["timestamp", "2026-02-01T10:00:00-0530", true, timestamp],
    ["timestamp", "2026-02-01T10:00:00", false, timestamp],
    ["timestamp", "2026-02-01", false, timestamp],
    ["timestamp", 1_770_000_000, false, timestamp],
    ["timestamp", "", false, timestamp],
    ["date", "2026-02-01", true, date],
    ["date", "2026-02-01T10:00:00Z", false, date],
    ["date", "01.02.2026", false, date],
    ["json", { any: ["thing"] }, true, json],
    ["openObject", { any: 1 }, true, openObject],
    ["openObject", [], false, openObject],
    ["openObject", "x", false, openObject],
    ["list", [1, null], true, list(integer)],
    ["list", ["1"], false, list(integer)],
    ["list", {}, false, list(integer)],
    ["object", { n: 1, more: "x" }, true, object({ n: integer })],
    ["object", { n: "1" }, false, object({ n: integer })],
    ["key(text)", "a", true, key(text)],
    ["key(text)", null, false, key(text)],
    ["key(text)", undefined, false, key(text)],
    ["key(integer)", 1.5, false, key(integer)],
  ])("of the kind %s takes %j: %p", (_name, value, expected, field) => {
    expect(fits(field, value)).toBe(expected);
  });
});

describe("a record", () => {
  test("passes with fields that it does not declare, and fails without its key", () => {
    const schema = record({ id: key(integer), name: text });
    expect(fits(schema, { id: 1, surprise: true })).toBe(true);
    expect(fits(schema, { name: "x" })).toBe(false);
  });
});
