import { describe, expect, test } from "@jest/globals";
import { openView } from "../../../src/cli/view/view.js";
import type { SyncOutcome } from "../../../src/sync/sync.js";
import { counters, HandClock, outcomeOf, outletsOf, whole } from "./support.js";

/** The text on stdout after these sources ended, each after a second. */
function printed(outcomes: Readonly<Record<string, SyncOutcome>>, stop = new AbortController()): readonly string[] {
  const [clock, outlets] = [new HandClock(), outletsOf(undefined, {}, stop)];
  const view = openView(outlets, { json: false });
  for (const [source, outcome] of Object.entries(outcomes)) {
    view.started(source, () => outcome.streams);
    clock.forward(1_000);
    view.ended(source, outcome);
  }
  view.close();
  return outlets.stdout.written.split("\n").slice(0, -1);
}

test("prints a complete source as a table and a last line", () => {
  const streams = [whole("users", 8000, { requests: 40 }), whole("teams", 807, { requests: 9 })];
  expect(printed({ acme: outcomeOf(streams) })).toEqual([
    "acme: 2 streams, 8,807 records in 1.0 s (8,807/s, 49 requests)",
    "table               read  loaded",
    "s.users  complete  8,000   8,000",
    "s.teams  complete    807     807",
    "",
    "Everything arrived: 8,807 records of 2 streams in 1.0 s.",
  ]);
});

test("prints type mismatches, warnings, failed streams with their remedies, and other errors below the table", () => {
  const refused = (stream: string) => `Stream "${stream}": The key was refused. Make a new one.`;
  const failed = ["b", "c"].map((name) => counters(name, { status: "INCOMPLETE", error: refused(name) }));
  const other = counters("d", { status: "INCOMPLETE", read: 9, error: "The list broke off." });
  const typeMismatches = [{ field: "id", values: 1200, first: 6 }];
  const errors = ["The list broke off.", "The source ended with exit status 3."];
  const lines = printed({
    acme: outcomeOf([whole("a", 1, { typeMismatches }), ...failed, other], { errors, warnings: ["A config is new."] }),
  });
  expect(lines.slice(6)).toEqual([
    "s.a: 1,200 values of id are not integer; kept in _sluice_extra (first: record 7).",
    "A config is new.",
    "b, c: The key was refused. Make a new one.",
    "d: The list broke off.",
    "The source ended with exit status 3.",
    "",
    "Incomplete: 3 of 4 streams failed (exit 1). Run it again to resume.",
  ]);
});

test("prints many streams without records in one line, and all others in their own", () => {
  const empty = Array.from({ length: 9 }, (_none, index) => whole(`empty_${index}`, 0));
  const streams = [...empty.slice(0, 5), whole("users", 1), ...empty.slice(5), counters("bad", { error: "No." })];
  expect(printed({ acme: outcomeOf(streams) }).slice(1, 5)).toEqual([
    expect.stringMatching(/^table/),
    "s.users  complete     1       1",
    "s.bad    FAILED       0       0",
    "9 more streams are complete and had no records: empty_0, empty_1, empty_2, empty_3, empty_4 and 4 more",
  ]);
  expect(printed({ acme: outcomeOf(empty.slice(0, 3)) })).toHaveLength(7);
  expect(printed({ acme: outcomeOf(empty) })[1]).toMatch(/^9 streams are complete and had no records: empty_0/);
});

describe("the last line", () => {
  const last = (...parameters: Parameters<typeof printed>) => printed(...parameters).at(-1);

  test("counts all sources", () => {
    const sources = { one: outcomeOf([whole("a", 1)]), two: outcomeOf([whole("a", 0), whole("b", 2000)]) };
    expect(last(sources)).toBe("Everything arrived: 2,001 records of 3 streams in 2.0 s.");
    const bad = { ...sources, three: outcomeOf([counters("x", { status: "INCOMPLETE", error: "No." })]) };
    expect(last(bad)).toMatch(/^Incomplete: 1 of 4 streams failed \(exit 1\)\./);
  });

  test.each([
    [["a"], [], "1 stream"],
    [["a", "b"], ["p 1"], "2 streams and 1 parent record"],
    [[], ["p 1", "p 2"], "2 parent records"],
  ])("names what the API refuses: streams %j and parents %j", (names, skippedParents, exceptions) => {
    const skipped = names.map((name) => counters(name, { status: "INCOMPLETE", skipped: "No plan." }));
    const outcome = outcomeOf([whole("users", 7, { skippedParents }), ...skipped], { ok: true });
    const streams = `${names.length + 1} stream${names.length === 0 ? "" : "s"}`;
    expect(last({ one: outcome })).toBe(
      `Complete except for ${exceptions} that the API refuses: 7 records of ${streams} in 1.0 s.`,
    );
    expect(printed({ one: outcome }).filter((line) => / skipped /.test(line))).toHaveLength(names.length);
  });

  test("does not report a failed source as complete", () => {
    const outcome = outcomeOf([whole("a", 1)], { ok: false, errors: ["The source ended with exit status 3."] });
    expect(last({ one: outcome })).toMatch(/^Incomplete: one ended with an error \(exit 1\)\./);
  });

  test("says that the run was interrupted", () => {
    const stop = new AbortController();
    stop.abort(new Error("stopped by SIGINT"));
    const outcome = outcomeOf([whole("a", 1), counters("b", { status: "INCOMPLETE", error: "No." })]);
    expect(last({ one: outcome }, stop)).toBe(
      "Incomplete: stopped by SIGINT, 1 of 2 streams failed. Run it again to resume.",
    );
  });
});
