import { expect, test } from "@jest/globals";
import { boundedCount, boundedEnd } from "../../src/sync/run-record.js";
import { shrinkWarning } from "../../src/sync/shrink.js";

const USERS = { schema: "acme", name: "users" };

test.each([
  [100, 49, /^acme\.users had 100 rows before this sync and has 49 now\. If the source has not deleted that many/],
  [1, 0, /^acme\.users had 1 row before this sync and is empty now\./],
  [12_000, 4_000, /had 12,000 rows before this sync and has 4,000 now/],
])("a table that had %i rows and has %i is a warning", (before, after, expected) => {
  expect(shrinkWarning(USERS, { deleted: 0, rows: { before, after } })).toMatch(expected);
});

test.each([
  [100, 50],
  [0, 0],
  [3, 2],
  [5, 9],
])("a table that had %i rows and has %i is none", (before, after) => {
  expect(shrinkWarning(USERS, { deleted: 0, rows: { before, after } })).toBeUndefined();
});

test.each([
  ["mark", /^70 of the 100 rows of acme\.users were marked as deleted\. If the source has not deleted that many/],
  ["remove", /^70 of the 100 rows of acme\.users were removed\./],
] as const)("a read by which most rows are gone is a warning (%s)", (how, expected) => {
  const users = { ...USERS, absent: { how, allowsNone: false } };
  expect(shrinkWarning(users, { deleted: 70, rows: { before: 100, after: 30 } })).toMatch(expected);
  expect(shrinkWarning(users, { deleted: 50, rows: { before: 100, after: 50 } })).toBeUndefined();
});

test("a record is kept with texts and lists that are cut, and says so", () => {
  const changes = Array.from({ length: 101 }, (_none, index) => ({ kind: "added" as const, column: `c${index}` }));
  const skippedParents = Array.from({ length: 102 }, (_none, index) => `p${index}`);
  const count = { stream: "users", read: 1, loaded: 1, changes, skippedParents, error: "x".repeat(5_000) };
  const bounded = boundedCount({ ...count, warnings: ["A note."] });
  expect(bounded.changes).toEqual(changes.slice(0, 100));
  expect(bounded.skippedParents).toEqual(skippedParents.slice(0, 100));
  expect(bounded.error).toBe(`${"x".repeat(4_000)}…`);
  expect(bounded.warnings).toEqual([
    "A note.",
    "This record has the first 100 of 101 schema changes.",
    "This record has the first 100 of 102 skipped parents.",
  ]);
  const end = boundedEnd({ status: "failed", streams: [count], error: "y".repeat(5_000), errors: ["z".repeat(5_000)] });
  expect([end.error?.length, end.errors?.[0]?.length, end.streams?.[0]?.changes?.length]).toEqual([4_001, 4_001, 100]);
});

test("a record that is short is kept as it is", () => {
  const count = { stream: "users", read: 1, loaded: 1, status: "COMPLETE" as const, requests: 3 };
  expect(boundedCount(count)).toEqual(count);
});
