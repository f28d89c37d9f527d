import { describe, expect, test } from "@jest/globals";
import type { JsonObject } from "../../src/protocol/json.js";
import { Drift } from "../../src/schema/drift.js";
import { integer, key, list, object, record, text, timestamp } from "../../src/schema/fields.js";

const schema = record({
  id: key(integer),
  name: text,
  at: timestamp,
  tags: list(object({ label: text })),
});

describe("Drift", () => {
  test("says nothing of records that fit", () => {
    const drift = new Drift(schema);
    expect(
      drift.check([
        { id: 1, name: null },
        { id: 2, name: "x", at: "2026-02-01T10:00:00Z" },
      ]),
    ).toEqual([]);
    expect(drift.misfits.size + drift.undeclared.size).toBe(0);
  });

  test("tells the first miss of each field once, and counts all", () => {
    const drift = new Drift(schema);
    expect(
      drift.check([
        { id: 1, name: 5 },
        { id: 2, name: 6 },
      ]),
    ).toEqual([expect.stringMatching(/^name: /)]);
    expect(drift.check([{ id: 3, name: 7, at: "yesterday" }])).toEqual([expect.stringMatching(/^at: .*date-time/)]);
    expect(Object.fromEntries(drift.misfits)).toEqual({ name: 3, at: 1 });
  });

  test("tells a key that is missing or null", () => {
    const drift = new Drift(schema);
    expect(drift.check([{ name: "x" }, { id: null }])).toEqual([expect.stringMatching(/^id: /)]);
    expect(drift.misfits.get("id")).toBe(2);
  });

  test("never shows the value of a field that does not fit", () => {
    const texts = new Drift(schema).check([{ id: "s3cr3t-id", name: { deep: "s3cr3t" }, at: "s3cr3t-date" }]);
    expect(texts).toHaveLength(3);
    expect(texts.join()).not.toContain("s3cr3t");
  });

  test("names a field inside a list without its index, and counts records, not elements", () => {
    const drift = new Drift(schema);
    const tags = [{ label: 1 }, { label: "ok" }, { label: 2 }];
    expect(
      drift.check([
        { id: 1, tags },
        { id: 2, tags },
      ]),
    ).toEqual([expect.stringMatching(/^tags\.\[\]\.label: /)]);
    expect(Object.fromEntries(drift.misfits)).toEqual({ "tags.[].label": 2 });
  });

  test("counts fields that the schema does not declare, and does not call them a miss", () => {
    const drift = new Drift(schema);
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
    new Drift(schema).check(records);
    expect(records).toEqual(before);
  });
});
