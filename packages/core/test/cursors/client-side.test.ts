import { describe, expect, test } from "@jest/globals";
import { ClientSide } from "../../src/cursors/client-side.js";
import { fromStart, MINUTE_MS, passList, passThrough, seenAt, UNREADABLE } from "../support/passes.js";

const cursor = new ClientSide("updatedAt");
const saved = { updatedAt: "2026-02-10T00:00:00Z" };
const day = (date: string, id = 1) => seenAt(`2026-02-${date}T00:00:00Z`, id);

describe("a list that the API neither filters nor sorts", () => {
  test("is emitted whole where nothing is saved", () => {
    const records = [day("03"), day("09"), day("01")];
    const read = passList(cursor, records);
    expect([read.queries, read.emitted, read.state]).toEqual([[{}], records, { updatedAt: "2026-02-09T00:00:00Z" }]);
  });

  test("is read to its end, and what is at or after the saved time is emitted", () => {
    const pages = [[day("09"), day("11")], [day("01")], [day("10", 2), day("12"), day("08")]];
    const read = passThrough(cursor, pages, { saved });
    expect([read.emitted, read.pages]).toEqual([[day("11"), day("10", 2), day("12")], 3]);
    expect(read.state).toEqual({ updatedAt: "2026-02-12T00:00:00Z" });
  });

  test("is compared by time and not by text", () => {
    const late = seenAt("2026-02-09T23:30:00-05:00");
    const early = seenAt("2026-02-10T04:00:00+05:00");
    const read = passList(cursor, [early, late], { saved });
    expect([read.emitted, read.state]).toEqual([[late], { updatedAt: "2026-02-09T23:30:00-05:00" }]);
  });

  test("with nothing new keeps the saved state", () => {
    expect(passList(cursor, [day("09")], { saved }).state).toEqual(saved);
    expect(passList(cursor, [], { saved }).state).toEqual(saved);
    expect(passList(cursor, []).state).toBeUndefined();
  });
});

test.each(UNREADABLE)("a record whose time is %s is emitted, and does not move the state", (_what, value) => {
  const read = passList(cursor, [seenAt(value), day("09")], { saved });
  expect([read.emitted, read.state]).toEqual([[seenAt(value)], saved]);
});

describe("the state stays five minutes behind the start of the run", () => {
  const ceiling = fromStart(-5 * MINUTE_MS);
  test.each([
    ["a change of a moment before the run", fromStart(-1), ceiling],
    ["a change during the run", fromStart(MINUTE_MS), ceiling],
    ["a change of six minutes before", fromStart(-6 * MINUTE_MS), fromStart(-6 * MINUTE_MS)],
  ])("%s", (_what, time, expected) => {
    expect(passList(cursor, [seenAt(time)], { saved }).state).toEqual({ updatedAt: expected });
    expect(passList(cursor, [seenAt(time)]).state).toEqual({ updatedAt: expected });
  });

  test("unless it was ahead of that already: it is never lowered", () => {
    const ahead = { updatedAt: fromStart(-MINUTE_MS) };
    expect(passList(cursor, [seenAt(fromStart(0))], { saved: ahead }).state).toEqual(ahead);
  });
});
