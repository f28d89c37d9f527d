/** Whatever the grain of the times, and whichever bounds the API includes, two runs miss no record between them. */
import { describe, expect, test } from "@jest/globals";
import { SEED } from "@sluice/testkit";
import fc from "fast-check";
import type { Cursor } from "../../src/cursors/cursor.js";
import { DateWindowCursor } from "../../src/cursors/date-window.js";
import { type Duration, days, hours, later, months } from "../../src/cursors/duration.js";
import { CLOCK_MARGIN_MS } from "../../src/cursors/field-cursor.js";
import { SinceCursor } from "../../src/cursors/since.js";
import {
  day,
  epochMillis,
  epochSeconds,
  isoMillis,
  isoSeconds,
  type TimeFormat,
} from "../../src/cursors/time-format.js";
import { pattern } from "../../src/cursors/time-pattern.js";
import type { Query } from "../../src/http/request.js";
import { DAY_MS, queriesOf } from "../support/cursor-runs.js";

const FORMATS: Readonly<Record<string, TimeFormat>> = {
  isoMillis,
  isoSeconds,
  day,
  epochSeconds,
  epochMillis,
  minutes: pattern("yyyy/MM/dd HH:mm"),
  "local minutes": pattern("yyyy/MM/dd HH:mm", { zone: "Europe/Berlin" }),
};

/** An API that filters by times of one format. */
interface Filter {
  readonly format: TimeFormat;
  readonly includesFrom: boolean;
  readonly includesTo: boolean;
}

interface History {
  readonly recordsMs: readonly number[];
  readonly runsMs: readonly number[];
}

/** The records that a query brings, of those that there are when it is made. */
function found(
  recordsMs: readonly number[],
  { from, to }: Query,
  { format, includesFrom, includesTo }: Filter,
): number[] {
  const bound = (value: unknown, open: number) =>
    value === undefined ? open : (format.read(value as string) ?? Number.NaN);
  const [fromMs, toMs] = [bound(from, Number.NEGATIVE_INFINITY), bound(to, Number.POSITIVE_INFINITY)];
  return recordsMs.filter((ms) => {
    const atMs = format.read(format.write(ms)) ?? Number.NaN;
    return (includesFrom ? atMs >= fromMs : atMs > fromMs) && (includesTo ? atMs <= toMs : atMs < toMs);
  });
}

/** Runs at these instants, each from the state of the one before: the records that they bring together. */
function read(cursor: Cursor, recordsMs: readonly number[], runsMs: readonly number[], filter: Filter): Set<number> {
  const all = new Set<number>();
  let saved: { [field: string]: string | number } | undefined;
  for (const startedMs of runsMs) {
    const run = cursor.start({ saved, startedMs, slice: {} });
    const there = recordsMs.filter((ms) => ms <= startedMs);
    for (const query of queriesOf(run.changes)) {
      for (const ms of found(there, query, filter)) {
        run.accept?.({ at: filter.format.write(ms) });
        all.add(ms);
      }
      saved = (run.nextState() as typeof saved) ?? saved;
    }
  }
  return all;
}

const START_MS = Date.UTC(2026, 2, 10, 13, 7, 11, 123);
const SPAN_MS = 40 * DAY_MS;
/** When the cursor runs; and records at any time, of which many are within a few grains of a run. */
const histories = (format: TimeFormat) =>
  fc.array(fc.integer({ min: 0, max: SPAN_MS }), { minLength: 2, maxLength: 4 }).chain((runs) => {
    const runsMs = runs.map((ms) => START_MS + ms).sort((one, other) => one - other);
    const nearMs = fc
      .tuple(fc.constantFrom(...runsMs), fc.integer({ min: -9, max: 9 }))
      .map(([ms, thirds]) => Math.round(ms + (thirds * format.grainMs) / 3));
    const beforeMs = fc.constantFrom(...runsMs).map((ms) => ms - CLOCK_MARGIN_MS);
    const anyMs = fc.integer({ min: START_MS, max: START_MS + SPAN_MS });
    return fc.record({
      runsMs: fc.constant(runsMs),
      recordsMs: fc.array(fc.oneof(nearMs, beforeMs, anyMs), { minLength: 1, maxLength: 30 }),
    });
  });
const WIDTHS: readonly (Duration | undefined)[] = [undefined, hours(50), days(3), days(30), months(1)];

describe.each(Object.keys(FORMATS))("%s", (name) => {
  const format = FORMATS[name] ?? isoMillis;

  const missed = (cursor: Cursor, { recordsMs, runsMs }: History, filter: Filter) => {
    const came = read(cursor, recordsMs, runsMs, filter);
    // An API that excludes the upper bound does not show the running grain; the next run brings it.
    const shownMs = format.read(format.write(runsMs.at(-1) ?? 0)) ?? 0;
    return recordsMs.filter((ms) => (format.read(format.write(ms)) ?? 0) < shownMs && !came.has(ms));
  };

  test("windows between two bounds", () => {
    fc.assert(
      fc.property(
        histories(format),
        fc.constantFrom(...WIDTHS),
        fc.boolean(),
        fc.boolean(),
        (history, width, includesFrom, includesTo) => {
          const options = { field: "at", from: "from", to: "to", as: format, earliest: () => START_MS - 9 * DAY_MS };
          const cursor = new DateWindowCursor(width === undefined ? options : { ...options, width });
          expect(missed(cursor, history, { format, includesFrom, includesTo })).toEqual([]);
        },
      ),
      { numRuns: 300, ...SEED },
    );
  });

  test("a lower bound", () => {
    fc.assert(
      fc.property(histories(format), fc.boolean(), (history, includesFrom) => {
        const cursor = new SinceCursor({ field: "at", from: "from", as: format });
        expect(missed(cursor, history, { format, includesFrom, includesTo: true })).toEqual([]);
      }),
      { numRuns: 300, ...SEED },
    );
  });

  test("no window of milliseconds is wider than the API allows", () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 40 }), fc.integer({ min: 1, max: 100 * DAY_MS }), (count, spanMs) => {
        const cursor = new DateWindowCursor({
          field: "at",
          from: "from",
          to: "to",
          as: format,
          width: days(count),
          earliest: () => START_MS,
        });
        for (const { from, to } of queriesOf(cursor.fullRefreshChanges(START_MS + spanMs))) {
          const [fromMs = 0, toMs = 0] = [from, to].map((value) => format.read(value as string));
          // A local day may have an hour more or less.
          expect(toMs - fromMs).toBeLessThanOrEqual(later(0, days(count)) + (name === "local minutes" ? 3_600_000 : 0));
        }
      }),
      { numRuns: 50, ...SEED },
    );
  });
});
