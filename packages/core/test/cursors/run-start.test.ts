import { describe, expect, test } from "@jest/globals";
import { RunStart } from "../../src/cursors/run-start.js";
import { fromStart, MINUTE_MS, passList } from "../support/passes.js";

const cursor = new RunStart({ param: "updated_after", overlapMs: 10 * MINUTE_MS });
const saved = { updated_after: "2026-02-10T00:00:00+01:00" };
const next = { updated_after: fromStart(-10 * MINUTE_MS) };

describe("an API that filters by a time which the records do not carry", () => {
  test("is asked for everything by the first run, whose start less the overlap is the state", () => {
    const read = passList(cursor, [{ id: 1 }]);
    expect([read.queries, read.emitted, read.state]).toEqual([[{}], [{ id: 1 }], next]);
  });

  test("is asked with the saved time, in the words in which it was saved", () => {
    const read = passList(cursor, [{ id: 1 }], { saved });
    expect([read.queries, read.emitted, read.state]).toEqual([[saved], [{ id: 1 }], next]);
  });

  test("that brings nothing leaves the state as it is", () => {
    expect(passList(cursor, [], { saved }).state).toEqual(saved);
  });

  test("that brings nothing to the first run has a state all the same, for nothing is earlier", () => {
    expect(passList(cursor, []).state).toEqual(next);
  });

  test.each([
    ["within the overlap", fromStart(-MINUTE_MS)],
    ["in the future", "2027-01-01T00:00:00Z"],
    ["at the very time that this run would save, in other words", "2026-03-01T12:50:00+01:00"],
  ])("never lowers a state that lies %s", (_what, time) => {
    const state = { updated_after: time };
    expect(passList(cursor, [{ id: 1 }], { saved: state }).state).toEqual(state);
  });

  test("does not look at the records: they all pass, and none moves the state", () => {
    const records = [{ updated_after: "2026-04-01T00:00:00Z" }, { updated_after: null }, {}];
    const read = passList(cursor, records, { saved });
    expect([read.emitted, read.state]).toEqual([records, next]);
  });
});

test("the cursor has no field of the records, and its state is told by its parameter", () => {
  expect([cursor.field, cursor.isStreamWide]).toEqual([undefined, false]);
  const states = [saved, { updated_after: "page 2" }, { updated_after: 7 }, { updatedAt: "2026-02-10" }, {}];
  expect(states.map((state) => cursor.understands(state))).toEqual([true, false, false, false, false]);
});
