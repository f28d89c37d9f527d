import { describe, expect, test } from "@jest/globals";
import { days, minutes, months } from "../../src/cursors/duration.js";
import { SinceCursor, type SinceCursorOptions } from "../../src/cursors/since.js";
import { epochSeconds, isoMillis } from "../../src/cursors/time-format.js";
import { ConfigError } from "../../src/errors/connector-error.js";
import type { RequestChange } from "../../src/http/request.js";
import type { JsonObject } from "../../src/protocol/json.js";
import { DAY_MS, fromStart, queriesOf, runCursorOnList, STARTED_MS, seenAt } from "../support/cursor-runs.js";

const sinceOf = (options: Partial<SinceCursorOptions> = {}) =>
  new SinceCursor({ field: "updatedAt", from: "updated_since", ...options });

const queries = (options: Partial<SinceCursorOptions>, saved?: JsonObject) =>
  runCursorOnList(sinceOf(options), [], { saved }).queries;

const saved = { updatedAt: "2026-02-28T12:00:00.000Z" };

test("SinceCursor resumes from a state whose time is written as its bounds are", () => {
  const cursor = new SinceCursor({ field: "updatedAt", from: "since", as: epochSeconds, fieldAs: isoMillis });
  const saved = { updatedAt: "1770681600" };
  expect(cursor.canResume(saved)).toBe(true);
  expect(runCursorOnList(cursor, [], { saved }).queries).toEqual([{ since: 1_770_681_599 }]);
});

describe("SinceCursor", () => {
  test("asks for what is later than the saved time, less a grain in case the API excludes the bound", () => {
    expect(queries({}, saved)).toEqual([{ updated_since: "2026-02-28T11:59:59.999Z" }]);
    expect(queries({ as: epochSeconds }, { updatedAt: 1_772_280_000 })).toEqual([{ updated_since: 1_772_279_999 }]);
  });

  test("looks back by milliseconds or by calendar months", () => {
    expect(queries({ lookback: minutes(10) }, saved)).toEqual([{ updated_since: "2026-02-28T11:50:00.000Z" }]);
    expect(queries({ lookback: months(1) }, saved)).toEqual([{ updated_since: "2026-01-28T12:00:00.000Z" }]);
  });

  test("asks for everything without a state, or from the earliest time", () => {
    expect(queries({})).toEqual([{}]);
    expect(queries({ earliest: () => undefined })).toEqual([{}]);
    expect(queries({ earliest: () => "2025-01-01" })).toEqual([{ updated_since: "2025-01-01T00:00:00.000Z" }]);
    expect(queriesOf(sinceOf({ earliest: (nowMs) => nowMs - DAY_MS }).fullRefreshChanges(STARTED_MS))).toEqual([
      { updated_since: fromStart(-DAY_MS) },
    ]);
  });

  test("refuses an earliest time of the config that is not a date", () => {
    expect(() => queries({ earliest: () => "last year" })).toThrow(ConfigError);
    expect(() => queries({ earliest: () => "last year" })).toThrow('"last year" is not a date. Write it as 2026-01-31');
  });

  test("puts the bound into another value where the API has no parameter for it", () => {
    const cursor = sinceOf({ change: (from) => ({ query: { jql: `updated >= "${from}"` } }) });
    expect(runCursorOnList(cursor, [], { saved }).queries).toEqual([{ jql: 'updated >= "2026-02-28T11:59:59.999Z"' }]);
  });

  test.each<[string, Partial<SinceCursorOptions>, RequestChange]>([
    ["in a header", { in: "header", from: "X-Since" }, { headers: { "x-since": "1772279999" } }],
    ["in the body", { in: "body", from: "filter.since" }, { body: [["filter.since", 1_772_279_999]] }],
    [
      "inside a value of the body",
      { change: (from) => ({ body: { "filter.text": `updated>${from}` } }) },
      { body: { "filter.text": "updated>1772279999" } },
    ],
  ])("sends the bound %s", (_what, options, expected) => {
    const cursor = sinceOf({ as: epochSeconds, ...options });
    const start = { saved: { updatedAt: 1_772_280_000 }, startedMs: STARTED_MS, slice: {} };
    expect(cursor.start(start).changes).toEqual([expected]);
  });

  test("writes every record, and saves the highest time as the API wrote it", () => {
    const records = [seenAt("2026-02-20T00:00:00+01:00"), seenAt("2026-02-10T00:00:00Z"), seenAt(null)];
    const { accepted, state } = runCursorOnList(sinceOf(), records);
    expect(accepted).toEqual(records);
    expect(state).toEqual({ updatedAt: "2026-02-20T00:00:00+01:00" });
  });

  test("saves a number where the API writes one, and none later than five minutes before the run", () => {
    const state = (value: number | string) =>
      runCursorOnList(sinceOf({ as: epochSeconds }), [{ updatedAt: value }]).state;
    expect(state(1_700_000_003)).toEqual({ updatedAt: 1_700_000_003 });
    expect(state("1700000003")).toEqual({ updatedAt: "1700000003" });
    expect(state(STARTED_MS / 1000)).toEqual({ updatedAt: STARTED_MS / 1000 - 300 });
  });

  test("counts records whose time it cannot read", () => {
    const run = sinceOf({ as: epochSeconds }).start({ saved: undefined, startedMs: STARTED_MS, slice: {} });
    for (const updatedAt of ["2026-02-01", 1_700_000_003, null, {}]) run.accept?.({ updatedAt });
    expect(run.unreadable?.()).toBe(2);
  });

  test("resumes from a state in its own format only", () => {
    expect(sinceOf().canResume(saved)).toBe(true);
    expect(sinceOf().canResume({ updatedAt: 1_700_000_003 })).toBe(false);
    expect(sinceOf({ as: epochSeconds }).canResume({ updatedAt: 1_700_000_003 })).toBe(true);
    expect(sinceOf({ as: epochSeconds }).canResume(saved)).toBe(false);
  });

  test("may ask in another format than that of the records", () => {
    const options = { as: epochSeconds, fieldAs: sinceOf().format, lookback: days(1) };
    expect(queries(options, saved)).toEqual([{ updated_since: 1_772_193_600 }]);
  });
});
