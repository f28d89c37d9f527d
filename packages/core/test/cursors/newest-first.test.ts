import { describe, expect, test } from "@jest/globals";
import { NewestFirst } from "../../src/cursors/newest-first.js";
import { fromStart, MINUTE_MS, passList, passThrough, STARTED, seenAt, UNREADABLE } from "../support/passes.js";

const cursor = new NewestFirst("updatedAt");
const saved = { updatedAt: "2026-02-10T00:00:00Z" };
const day = (date: string, id = 1) => seenAt(`2026-02-${date}T00:00:00Z`, id);

describe("a list that comes newest first", () => {
  test("without a saved state is read to its end, and the state is the newest time", () => {
    const pages = [[day("20"), day("19")], [day("02")], [day("01")]];
    const read = passThrough(cursor, pages);
    expect([read.emitted, read.pages]).toEqual([pages.flat(), 3]);
    expect(read.state).toEqual({ updatedAt: "2026-02-20T00:00:00Z" });
  });

  test("is read up to the page that holds what the last run had seen, of which only what is later is emitted", () => {
    const read = passThrough(cursor, [[day("20"), day("12")], [day("11"), day("09")], [day("08")]], { saved });
    expect(read.emitted).toEqual([day("20"), day("12"), day("11")]);
    expect([read.pages, read.state]).toEqual([2, { updatedAt: "2026-02-20T00:00:00Z" }]);
  });

  test("gives records of the saved time again, and goes on while pages end with it", () => {
    const pages = [[day("11"), day("10", 2)], [day("10", 3)], [day("10", 4), day("09")], [day("08")]];
    const read = passThrough(cursor, pages, { saved });
    expect(read.emitted).toEqual([day("11"), day("10", 2), day("10", 3), day("10", 4)]);
    expect(read.pages).toBe(3);
  });

  test("in which nothing is new keeps the saved state, in the words in which it was saved", () => {
    const words = { updatedAt: "2026-02-10T01:00:00.000+01:00" };
    const read = passThrough(cursor, [[day("10")], [day("09")], [day("08")]], { saved: words });
    expect([read.emitted, read.pages, read.state]).toEqual([[day("10")], 2, words]);
  });

  test("that is empty leaves the state as it is, or none", () => {
    expect(passThrough(cursor, [[]], { saved }).state).toEqual(saved);
    expect(passThrough(cursor, [[]]).state).toBeUndefined();
  });

  test("is compared by time and not by text", () => {
    const late = seenAt("2026-02-09T23:30:00-05:00", 1);
    const early = seenAt("2026-02-10T04:00:00+05:00", 2);
    const read = passThrough(cursor, [[late, early], [day("08")]], { saved });
    expect([read.emitted, read.pages, read.state]).toEqual([[late], 1, { updatedAt: "2026-02-09T23:30:00-05:00" }]);
  });
});

describe("looking back", () => {
  const lookingBack = new NewestFirst("updatedAt", { lookbackMs: MINUTE_MS });
  const at = (time: string) => seenAt(`2026-02-09T${time}Z`);

  test("reads again what lies so far before the saved time, its edge included, and no more", () => {
    const read = passThrough(lookingBack, [[at("23:59:30")], [at("23:59:00")], [at("23:58:59")], [at("01:00:00")]], {
      saved,
    });
    expect([read.emitted, read.pages]).toEqual([[at("23:59:30"), at("23:59:00")], 3]);
    expect(lookingBack.lookbackMs).toBe(MINUTE_MS);
  });

  test("does not take the state back with it", () => {
    expect(passList(lookingBack, [at("23:59:30")], { saved }).state).toEqual(saved);
  });

  test("is not done unless it is asked for", () => {
    expect(passList(cursor, [at("23:59:59")], { saved }).emitted).toEqual([]);
    expect(cursor.lookbackMs).toBe(0);
  });
});

describe("a page that breaks the order", () => {
  test("makes the pass go on to the end, and filter", () => {
    const pages = [[day("20"), day("09"), day("21")], [day("08")], [day("07"), day("15")]];
    const read = passThrough(cursor, pages, { saved });
    expect(read.emitted).toEqual([day("20"), day("21"), day("15")]);
    expect([read.pages, read.state]).toEqual([3, { updatedAt: "2026-02-21T00:00:00Z" }]);
  });

  test("counts across pages too", () => {
    const read = passThrough(cursor, [[day("12")], [day("13"), day("09")], [day("14")]], { saved });
    expect([read.emitted, read.pages]).toEqual([[day("12"), day("13"), day("14")], 3]);
  });

  test("is none where times are equal", () => {
    expect(passThrough(cursor, [[day("12"), day("12"), day("09")], [day("08")]], { saved }).pages).toBe(1);
  });
});

describe("a record without a time", () => {
  test.each(UNREADABLE)("but with %s is emitted, and neither ends the pass nor moves the state", (_what, value) => {
    const odd = seenAt(value, 7);
    const read = passThrough(cursor, [[day("11"), odd], [odd], [day("09"), odd], [day("08")]], { saved });
    expect(read.emitted).toEqual([day("11"), odd, odd, odd]);
    expect([read.pages, read.state]).toEqual([3, { updatedAt: "2026-02-11T00:00:00Z" }]);
  });

  test("leaves a first run without a state, if there is no other", () => {
    const read = passList(cursor, [{ id: 1 }]);
    expect([read.emitted, read.state]).toEqual([[{ id: 1 }], undefined]);
  });
});

describe("the state", () => {
  test.each([
    ["a record that changed after the run began", fromStart(1), STARTED],
    ["one of the very start", STARTED, STARTED],
    ["one of a moment before: the order makes a margin needless", fromStart(-1), fromStart(-1)],
  ])("never lies after the start of the run: %s", (_what, time, expected) => {
    const read = passList(cursor, [seenAt(time), day("01")]);
    expect([read.emitted.length, read.state]).toEqual([2, { updatedAt: expected }]);
  });

  test("that lies in the future stays, and lets nothing through", () => {
    const future = { updatedAt: "2027-01-01T00:00:00Z" };
    const read = passThrough(cursor, [[day("20")], [day("19")]], { saved: future });
    expect([read.emitted, read.pages, read.state]).toEqual([[], 1, future]);
  });

  test.each([
    [{ updatedAt: "2026-02-10T00:00:00Z" }, true],
    [{ updatedAt: "2026-02-10" }, true],
    [{ updatedAt: "page 2" }, false],
    [{ updatedAt: 7 }, false],
    [{ updatedAt: null }, false],
    [{ createdAt: "2026-02-10T00:00:00Z" }, false],
    [{}, false],
  ])("%j is understood: %p", (state, expected) => {
    expect(cursor.understands(state)).toBe(expected);
  });
});

test("the query that asks for the order is the pass's only one, and no part of a full refresh", () => {
  const ordered = new NewestFirst("updatedAt", { query: { sortBy: "updatedAt" } });
  expect(passList(ordered, [], { saved }).queries).toEqual([{ sortBy: "updatedAt" }]);
  expect(passList(cursor, []).queries).toEqual([{}]);
  expect(ordered.whole(0)).toEqual([{}]);
});

test("two passes of one cursor know nothing of each other", () => {
  passThrough(cursor, [[day("21")], [day("01")]], { saved });
  expect(passThrough(cursor, [[day("11")], [day("09")]], { saved }).state).toEqual({
    updatedAt: "2026-02-11T00:00:00Z",
  });
});
