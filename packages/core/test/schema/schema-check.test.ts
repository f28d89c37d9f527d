import { describe, expect, test } from "@jest/globals";
import type { JsonObject } from "../../src/protocol/json.js";
import * as s from "../../src/schema/fields.js";
import { SchemaCheck } from "../../src/schema/schema-check.js";

const schema = s.record({
  id: s.key(s.integer),
  name: s.string,
  at: s.timestamp,
  tags: s.array(s.object({ label: s.string })),
});

describe("SchemaCheck", () => {
  test("returns nothing for records that match", () => {
    const drift = new SchemaCheck(schema);
    expect(
      drift.check([
        { id: 1, name: null },
        { id: 2, name: "x", at: "2026-02-01T10:00:00Z" },
      ]),
    ).toEqual([]);
    expect(drift.mismatches.size + drift.undeclared.size).toBe(0);
  });

  test("reports the first mismatch of each field, and counts all", () => {
    const drift = new SchemaCheck(schema);
    expect(
      drift.check([
        { id: 1, name: 5 },
        { id: 2, name: 6 },
      ]),
    ).toEqual([expect.stringMatching(/^name: /)]);
    expect(drift.check([{ id: 3, name: 7, at: "yesterday" }])).toEqual([expect.stringMatching(/^at: .*date-time/)]);
    expect(Object.fromEntries(drift.mismatches)).toEqual({ name: 3, at: 1 });
  });

  test("reports a key that is missing or null", () => {
    const drift = new SchemaCheck(schema);
    expect(drift.check([{ name: "x" }, { id: null }])).toEqual([expect.stringMatching(/^id: /)]);
    expect(drift.mismatches.get("id")).toBe(2);
  });

  test("never shows the value of a mismatched field", () => {
    const texts = new SchemaCheck(schema).check([{ id: "s3cr3t-id", name: { deep: "s3cr3t" }, at: "s3cr3t-date" }]);
    expect(texts).toHaveLength(3);
    expect(texts.join()).not.toContain("s3cr3t");
  });

  test("names a field inside a list without its index, and counts records, not elements", () => {
    const drift = new SchemaCheck(schema);
    const tags = [{ label: 1 }, { label: "ok" }, { label: 2 }];
    expect(
      drift.check([
        { id: 1, tags },
        { id: 2, tags },
      ]),
    ).toEqual([expect.stringMatching(/^tags\.\[\]\.label: /)]);
    expect(Object.fromEntries(drift.mismatches)).toEqual({ "tags.[].label": 2 });
  });

  test("counts undeclared fields, which are not mismatches", () => {
    const drift = new SchemaCheck(schema);
    expect(
      drift.check([
        { id: 1, extra: 1 },
        { id: 2, extra: 2, more: null },
      ]),
    ).toEqual([]);
    expect(Object.fromEntries(drift.undeclared)).toEqual({ extra: 2, more: 1 });
  });

  test("changes no record", () => {
    const records: JsonObject[] = [{ id: "1", name: 5, extra: { deep: [1] }, at: "bad", tags: [{ label: 1, x: 2 }] }];
    const before = structuredClone(records);
    new SchemaCheck(schema).check(records);
    expect(records).toEqual(before);
  });
});
