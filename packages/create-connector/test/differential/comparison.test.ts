import { describe, expect, test } from "@jest/globals";
import type { SentRequest } from "./driver.js";
import { compareRecords, REPEATED } from "./records.js";
import { compareRequests, PAST_END } from "./requests.js";
import { isSameOutcome, statesOf } from "./runs.js";

describe("records", () => {
  test("are equal in any order of records and of fields", () => {
    const theirs = [{ id: 1, name: "a" }, { id: 2 }];
    expect(compareRecords(theirs, [{ id: 2 }, { name: "a", id: 1 }])).toEqual({ problems: [], allowed: [] });
  });

  test("are not equal if one of them is read twice", () => {
    expect(compareRecords([{ id: 1 }], [{ id: 1 }, { id: 1 }]).problems).toEqual([
      '1 records of airbyte-cdk, 2 of Sluice: one more of Sluice: {"id":1}',
    ]);
  });

  test("are not equal if a number is a text, or null is missing", () => {
    const [problem] = compareRecords([{ id: 1, at: null }], [{ id: "1" }]).problems;
    expect(problem).toContain('first difference: id is 1 and "1"; at is null and missing');
  });
});

const sent = (query: string, more: Partial<SentRequest> = {}): SentRequest => ({
  ...{ method: "GET", url: `https://api.example.com/books?${query}`, body: "", stream: "books", headers: {} },
  ...more,
});

const compared = (theirs: readonly string[], ours: readonly string[], isResumed = false) =>
  compareRequests({ theirs: theirs.map((query) => sent(query)), ours: ours.map((query) => sent(query)), isResumed });

test("records that only airbyte-cdk reads twice are an allowed difference with a name", () => {
  expect(compareRecords([{ id: 1 }, { id: 1 }], [{ id: 1 }])).toEqual({ problems: [], allowed: [REPEATED] });
});

describe("requests", () => {
  test("are equal in any order of requests, parameters and fields of the body", () => {
    const theirs = [sent("a=1&b=2"), sent("", { method: "POST", body: '{"x":{"y":1},"z":[2]}' })];
    const ours = [sent("", { method: "POST", body: '{"z":[2],"x":{"y":1}}' }), sent("b=2&a=1")];
    expect(compareRequests({ theirs, ours })).toEqual({ problems: [], allowed: [] });
  });

  test.each([
    ["another value", "state=open", "state=all"],
    ["a parameter that one side leaves out", "state=open", ""],
    ["a flag that looks like the first page", "archived=1", ""],
    ["a time one second earlier", "since=2026-06-01T00:00:01Z", "since=2026-06-01T00:00:00Z"],
    ["a day before", "since=2026-06-02", "since=2026-06-01"],
  ])("differ by %s", (_what, their, our) => {
    const { problems } = compared([their], [our]);
    expect(problems).toEqual([
      expect.stringContaining("only airbyte-cdk requests"),
      expect.stringContaining("only Sluice requests"),
    ]);
  });

  test("may leave out the number of the first page, if later ones have it", () => {
    const { problems, allowed } = compared(["page=1&q=x", "page=2&q=x"], ["q=x", "page=2&q=x"]);
    expect(problems).toEqual([]);
    expect(allowed).toEqual(["the first page without its number"]);
  });

  test("may spell the same instant in another way", () => {
    const { problems, allowed } = compared(["since=2026-06-01T00:00:00Z"], ["since=2026-06-01T00:00:00.000Z"]);
    expect(problems).toEqual([]);
    expect(allowed).toEqual(["the spelling of a time"]);
  });

  test("may end now, although airbyte-cdk ends at the start of the second or of the day", () => {
    const now = new Date(Math.floor(Date.now() / 1000) * 1000 + 789).toISOString();
    const day = `${now.slice(0, 10)}T00:00:00.000Z`;
    const until = (time: string) => [`to=${time}&from=2026-05-11T00:00:00Z`];
    expect(compared(until(day), until(now))).toEqual({ problems: [], allowed: ["the end of the time"] });
    expect(compared(until("2026-05-12T00:00:00.000Z"), until(now)).problems).toHaveLength(2);
  });

  test("may ask for one page past the end, but not for one window more", () => {
    expect(compared(["page=1", "page=2"], ["page=1", "page=2", "page=3"])).toEqual({
      problems: [],
      allowed: [PAST_END],
    });
    const { problems } = compared(["from=1780878896"], ["from=1780878896", "from=1780978896"]);
    expect(problems).toHaveLength(1);
  });
});

describe("states", () => {
  test.each([
    ["since=2026-06-02", "since=2026-06-01"],
    ["since=1780878896", "since=1780878895"],
    ["since=1780878896000", "since=1780878895999"],
    ["since=2026-06-01T00:00:00.000Z", "since=2026-05-31T23:59:59.999Z"],
    ["q=at>'2026-06-01 00:00:01'", "q=at>'2026-06-01 00:00:00'"],
  ])("may lead to %s with airbyte-cdk and %s with Sluice", (their, our) => {
    const { problems, allowed } = compared([their], [our], true);
    expect(problems).toEqual([]);
    expect(allowed).toEqual(["one grain before the state"]);
  });

  test.each([
    ["later", "since=2026-06-01", "since=2026-06-02"],
    ["two grains earlier", "since=2026-06-03", "since=2026-06-01"],
  ])("must not lead to a request %s", (_what, their, our) => {
    expect(compared([their], [our], true).problems).toHaveLength(2);
  });

  test("are those of the streams that are read again", () => {
    const run = { records: {}, states: { books: { a: 1 }, loans: { b: 2 } }, statuses: {}, errors: [], requests: [] };
    expect(statesOf(run, ["books", "none"])).toEqual([{ a: 1 }]);
  });
});

test("a stream that Sluice skips is complete for airbyte-cdk, but one that fails is not", () => {
  expect(isSameOutcome("COMPLETE", "SKIPPED")).toBe(true);
  expect(isSameOutcome("COMPLETE", "INCOMPLETE")).toBe(false);
  expect(isSameOutcome("INCOMPLETE", "SKIPPED")).toBe(false);
});
