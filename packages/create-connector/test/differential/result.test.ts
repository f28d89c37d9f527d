import { describe, expect, test } from "@jest/globals";
import { type StreamResult, takenOf } from "./result.js";
import { unreadOf } from "./runs.js";

const stream = (more: Partial<StreamResult> = {}): StreamResult => {
  return { name: "books", outcome: "whole", reasons: [], isEqual: true, records: 3, ...more };
};

const taken = (streams: readonly StreamResult[], failure?: string) =>
  takenOf({ streams, differences: [], allowed: [], ...(failure === undefined ? {} : { failure }) });

describe("the verdict of a manifest", () => {
  test("distinguishes what the mock cannot lead airbyte-cdk through from what needs code", () => {
    const read = stream();
    const failed = stream({ unread: "airbyte-cdk fails", needsCode: false });
    const custom = stream({ unread: "CustomStateMigration needs code of the connector", needsCode: true });
    expect(taken([read])).toBe("whole");
    expect(taken([read, failed])).toBe("whole, not compared");
    expect(taken([read, custom])).toBe("whole, needs code in airbyte-cdk");
    expect(taken([read, custom, failed])).toBe("whole, not compared");
  });

  test("distinguishes a config that airbyte-cdk refuses from a manifest that it always refuses", () => {
    expect(taken([], "airbyte-cdk: Error: ValueError: time data 'x'")).toBe("not read by airbyte-cdk");
    expect(taken([], "airbyte-cdk: Error: Unloadable: ValidationError: x")).toBe("not loadable by airbyte-cdk");
  });
});

test("a stream that airbyte-cdk does not read has the error of that stream as its reason", () => {
  const errors = ["An error in stream bookshops: A", "An error in stream books: B"];
  const run = { records: {}, states: {}, errors, requests: [] };
  expect(unreadOf("books", { ...run, statuses: { books: "COMPLETE" } })).toBeUndefined();
  expect(unreadOf("books", { ...run, statuses: { books: "INCOMPLETE" } })).toBe(
    "airbyte-cdk fails: An error in stream books: B",
  );
  expect(unreadOf("pens", { ...run, statuses: {} })).toBe("airbyte-cdk fails");
});
