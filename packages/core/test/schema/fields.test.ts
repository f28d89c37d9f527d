import { describe, expect, test } from "@jest/globals";
import type * as z from "zod";
import * as s from "../../src/schema/fields.js";

const fits = (field: z.ZodType, value: unknown) => field.safeParse(value).success;

describe("a field of a record", () => {
  test.each([
    ["text", s.string],
    ["integer", s.integer],
    ["number", s.number],
    ["flag", s.boolean],
    ["timestamp", s.timestamp],
    ["date", s.date],
    ["json", s.json],
    ["openObject", s.openObject],
    ["list", s.array(s.string)],
    ["object", s.object({})],
  ])("of the type %s may be null or missing", (_name, field) => {
    expect(fits(field, null)).toBe(true);
    expect(fits(field, undefined)).toBe(true);
  });

  test.each<[string, unknown, boolean, z.ZodType]>([
    ["text", "", true, s.string],
    ["text", 1, false, s.string],
    ["integer", 0, true, s.integer],
    ["integer", -5, true, s.integer],
    ["integer", 2 ** 60, true, s.integer],
    ["integer", 1.5, false, s.integer],
    ["integer", "1", false, s.integer],
    ["number", 1.5, true, s.number],
    ["number", "1.5", false, s.number],
    ["flag", false, true, s.boolean],
    ["flag", 0, false, s.boolean],
    ["flag", "true", false, s.boolean],
    ["timestamp", "2026-02-01T10:00:00Z", true, s.timestamp],
    ["timestamp", "2026-02-01T10:00:00.1372345Z", true, s.timestamp],
    ["timestamp", "2026-02-01T10:00Z", true, s.timestamp],
    ["timestamp", "2026-02-01 10:00:00+02:00", true, s.timestamp],
    ["timestamp", "2026-02-01T10:00:00-0530", true, s.timestamp],
    ["timestamp", "2026-02-01T10:00:00", false, s.timestamp],
    ["timestamp", "2026-02-01", false, s.timestamp],
    ["timestamp", 1_770_000_000, false, s.timestamp],
    ["timestamp", "", false, s.timestamp],
    ["date", "2026-02-01", true, s.date],
    ["date", "2026-02-01T10:00:00Z", false, s.date],
    ["date", "01.02.2026", false, s.date],
    ["json", { any: ["thing"] }, true, s.json],
    ["openObject", { any: 1 }, true, s.openObject],
    ["openObject", [], false, s.openObject],
    ["openObject", "x", false, s.openObject],
    ["list", [1, null], true, s.array(s.integer)],
    ["list", ["1"], false, s.array(s.integer)],
    ["list", {}, false, s.array(s.integer)],
    ["object", { n: 1, more: "x" }, true, s.object({ n: s.integer })],
    ["object", { n: "1" }, false, s.object({ n: s.integer })],
    ["key(text)", "a", true, s.key(s.string)],
    ["key(text)", null, false, s.key(s.string)],
    ["key(text)", undefined, false, s.key(s.string)],
    ["key(integer)", 1.5, false, s.key(s.integer)],
  ])("of the type %s accepts %j: %p", (_name, value, expected, field) => {
    expect(fits(field, value)).toBe(expected);
  });
});

describe("a record", () => {
  test("may have undeclared fields but must have its key", () => {
    const schema = s.record({ id: s.key(s.integer), name: s.string });
    expect(fits(schema, { id: 1, surprise: true })).toBe(true);
    expect(fits(schema, { name: "x" })).toBe(false);
  });
});
