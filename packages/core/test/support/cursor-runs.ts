import type { Cursor, CursorStart } from "../../src/cursors/cursor.js";
import type { Query, RequestChange } from "../../src/http/request.js";
import type { JsonObject } from "../../src/protocol/json.js";

/** When the runs of these tests begin. */
export const STARTED = "2026-03-01T12:00:00.000Z";
export const STARTED_MS = Date.parse(STARTED);

export const MINUTE_MS = 60_000;
export const DAY_MS = 86_400_000;

/** A time so many milliseconds after the start of the run, or before it. */
export const fromStart = (ms: number): string => new Date(STARTED_MS + ms).toISOString();

/** A record with this time. */
export const seenAt = (updatedAt: unknown, id = 1): JsonObject => ({ id, updatedAt }) as JsonObject;

/** The queries of changes that change nothing else. */
export const queriesOf = (changes: readonly RequestChange[]): readonly Query[] =>
  changes.map(({ query = {} }) => query);

export interface CursorResult {
  readonly queries: readonly Query[];
  /** The records that the cursor accepted. */
  readonly accepted: readonly JsonObject[];
  /** How many pages were read before the run ended. */
  readonly pages: number;
  /** The state at the end. */
  readonly state: JsonObject | undefined;
}

/** Passes pages of records to a run of a cursor, as a stream does: page by page, until no later page is needed. */
export function runCursor(
  cursor: Cursor,
  pages: readonly (readonly JsonObject[])[],
  start: Partial<CursorStart> = {},
): CursorResult {
  const run = cursor.start({ saved: undefined, startedMs: STARTED_MS, slice: {}, ...start });
  const accepted: JsonObject[] = [];
  let read = 0;
  for (const page of pages) {
    read++;
    const isPast = run.isPast?.(page);
    accepted.push(...page.filter((record) => run.accept?.(record) ?? true));
    if (isPast === true) break;
  }
  return { queries: queriesOf(run.changes), accepted, pages: read, state: run.nextState() };
}

/** The same for a list that is one page. */
export function runCursorOnList(
  cursor: Cursor,
  records: readonly JsonObject[],
  start: Partial<CursorStart> = {},
): CursorResult {
  return runCursor(cursor, [records], start);
}

/** Values that are not a time. */
export const INVALID_TIMES: readonly (readonly [string, unknown])[] = [
  ["null", null],
  ["a number", 1_767_225_600_000],
  ["an empty text", ""],
  ["words", "yesterday"],
  ["a time without its date", "10:00:00Z"],
  ["a day that does not exist", "2026-02-41T00:00:00Z"],
  ["a date with a suffix", "2026-02-01xyz"],
  ["an object", { at: "2026-02-01" }],
];
