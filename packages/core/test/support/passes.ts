import type { Cursor, PassStart } from "../../src/cursors/cursor.js";
import type { Query } from "../../src/http/request.js";
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

export interface PassedThrough {
  readonly queries: readonly Query[];
  /** What was let through. */
  readonly emitted: readonly JsonObject[];
  /** How many pages were looked at before the pass had enough. */
  readonly pages: number;
  /** The state at the end. */
  readonly state: JsonObject | undefined;
}

/** Leads pages of records through a cursor's pass of one walk, as a stream does: page by page, until it has enough. */
export function passThrough(
  cursor: Cursor,
  pages: readonly (readonly JsonObject[])[],
  start: Partial<PassStart> = {},
): PassedThrough {
  const pass = cursor.pass({ saved: undefined, startedMs: STARTED_MS, slice: {}, ...start });
  const emitted: JsonObject[] = [];
  let read = 0;
  for (const page of pages) {
    read++;
    const isPast = pass.isPast?.(page);
    emitted.push(...page.filter((record) => pass.take(record)));
    if (isPast === true) break;
  }
  return { queries: pass.queries, emitted, pages: read, state: pass.walked() };
}

/** The same for a list that is one page. */
export function passList(
  cursor: Cursor,
  records: readonly JsonObject[],
  start: Partial<PassStart> = {},
): PassedThrough {
  return passThrough(cursor, [records], start);
}

/** Values that are no time. */
export const UNREADABLE: readonly (readonly [string, unknown])[] = [
  ["null", null],
  ["a number", 1_767_225_600_000],
  ["an empty text", ""],
  ["words", "yesterday"],
  ["a time without its date", "10:00:00Z"],
  ["a day that no month has", "2026-02-41T00:00:00Z"],
  ["a date with something behind it", "2026-02-01xyz"],
  ["an object", { at: "2026-02-01" }],
];
