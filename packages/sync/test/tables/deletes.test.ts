import { describe, expect, test } from "@jest/globals";
import { streamKey } from "../../src/streams/stream.js";
import { deletedAtMicros } from "../../src/tables/deletes.js";
import { RecordEncoder } from "../../src/tables/envelope.js";
import type { Table } from "../../src/tables/table.js";
import { INTEGER, TEXT, tableOf } from "../destinations/support.js";

describe("the time of a deletion", () => {
  test.each([
    ['"2026-01-02T03:04:05Z"', "2026-01-02T03:04:05.000Z", 0],
    ['"2026-01-02T03:04:05.123456789Z"', "2026-01-02T03:04:05.123Z", 456],
    ['"2026-01-02 03:04:05.5"', "2026-01-02T03:04:05.500Z", 0],
    ['"2026-01-02t03:04z"', "2026-01-02T03:04:00.000Z", 0],
    ['"2026-01-02T03:04:05+05:30"', "2026-01-01T21:34:05.000Z", 0],
    ['"2026-01-02T03:04:05-0100"', "2026-01-02T04:04:05.000Z", 0],
    ['"2026-01-02T03:04:05+01"', "2026-01-02T02:04:05.000Z", 0],
    ['"2026-01-02"', "2026-01-02T00:00:00.000Z", 0],
    ['"\\u0032026-01-02"', "2026-01-02T00:00:00.000Z", 0],
    ['"1969-12-31T23:59:59.5Z"', "1969-12-31T23:59:59.500Z", 0],
  ])("is read from %s", (mark, time, micros) => {
    expect(deletedAtMicros(mark, 7)).toBe(Date.parse(time) * 1000 + micros);
  });

  test.each(['"soon"', '""', '"2026"', '"2026-13-01"', "true", "1760000000", '{"at":1}'])(
    "is the record's for the mark %s, which is not a time",
    (mark) => {
      expect(deletedAtMicros(mark, 1_760_000_000_123)).toBe(1_760_000_000_123_000);
    },
  );

  test("is the present where the record has no time either", () => {
    const before = Date.now() * 1000;
    expect(deletedAtMicros("true", undefined)).toBeGreaterThanOrEqual(before);
  });

  test("is none for null", () => {
    expect(deletedAtMicros("null", 7)).toBeUndefined();
  });
});

describe("the envelope of a record", () => {
  const fields = { id: INTEGER, name: TEXT };
  const encoded = (table: Table, record: string) => {
    const one = new RecordEncoder(table).encode(Buffer.from(record), 0, 5);
    return typeof one === "string" ? one : { ...one, record: one.record?.toString() };
  };
  const marked = '{"id":1,"_ab_cdc_deleted_at":"1970-01-01T00:00:01Z"}';

  test("has the mark of a record that was deleted, whether its schema has the field or not", () => {
    expect(encoded(tableOf("merge", fields), marked)).toMatchObject({
      head: '{"ordinal":0,"emitted_at":5,"deleted_at":1000000,"key":"[1]","extra":{"_ab_cdc_deleted_at":"1970-01-01T00:00:01Z"},"record":',
      isDeleted: true,
    });
    const declared = tableOf("merge", { ...fields, _ab_cdc_deleted_at: TEXT });
    expect(encoded(declared, marked)).toMatchObject({
      head: '{"ordinal":0,"emitted_at":5,"deleted_at":1000000,"key":"[1]","record":',
      isDeleted: true,
    });
    expect(encoded(declared, '{"id":1,"_ab_cdc_deleted_at":null}')).toMatchObject({ isDeleted: false });
  });

  test("has no mark where rows are kept", () => {
    const head =
      '{"ordinal":0,"emitted_at":5,"key":"[1]","extra":{"_ab_cdc_deleted_at":"1970-01-01T00:00:01Z"},"record":';
    expect(encoded(tableOf("merge", fields, ["id"], { deletes: "keep" }), marked)).toMatchObject({
      head,
      isDeleted: false,
    });
  });

  test("has the key alone where a table is reconciled", () => {
    const table: Table = { ...tableOf("reconcile", {}, ["meta.id"]), stream: streamKey({ name: "users" }) };
    expect(encoded(table, '{"meta":{"id":1.0,"x":2},"name":"private","big":0.12345678901234567890}')).toEqual({
      head: '{"ordinal":0,"emitted_at":5,"key":"[1]","record":',
      rounded: undefined,
      record: "{}",
      isDeleted: false,
    });
    expect(encoded(table, '{"meta":{},"name":"private"}')).toBe("no key");
  });
});
