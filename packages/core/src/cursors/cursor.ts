import type { RequestChange } from "../http/request.js";
import type { JsonObject, JsonValue } from "../protocol/json.js";
import { type Duration, NO_TIME } from "./duration.js";
import { isoMillis, type TimeFormat } from "./time-format.js";

const DAY_MS = 86_400_000;

/** Parts of a state whose values are not those of the cursor's field. */
const OTHER_VALUES: ReadonlySet<string> = new Set(["partition", "export"]);

/** One partition of a stream: what `path`, `query` and `addParentFields` take their values from. */
export type Slice = Readonly<Record<string, string | number | null>>;

/** What asks for one of the lists of a cursor: a change of the request, and values that are added to the slice. */
export interface ListChange extends RequestChange {
  /**
   * What `path`, `query`, `headers`, `body`, `records`, `keep` and `map` get with the values of the slice, e.g. the bounds of a
   * window. States and `addParentFields` do not see them.
   */
  readonly slice?: Slice;
}

/** The value of the parameter that leads to a page, e.g. an opaque token. */
export type ResumeToken = string | number;

/** The slice of one of the lists of a cursor. */
export function sliceOf(slice: Slice, { slice: added }: ListChange): Slice {
  return added === undefined ? slice : { ...slice, ...added };
}

/** Where a run of a cursor begins. */
export interface CursorStart {
  /** What an earlier run saved; undefined reads everything. */
  readonly saved: JsonObject | undefined;
  /** When the read of the stream began, in milliseconds since the epoch. */
  readonly startedMs: number;
  readonly slice: Slice;
}

/**
 * How a stream is read incrementally: a saved state becomes a change of the request and a rule for when to stop, and the records
 * become the next state. A cursor holds settings only and never fetches; progress is in its `CursorRun`.
 */
export abstract class Cursor {
  /** The record's field that the state is taken from and named after; undefined where records carry no time. */
  abstract readonly field: string | undefined;
  /** For people: the field that the cursor compares, and the cost of an incremental read. */
  abstract readonly summary: string;
  /** How the values of the field are written, in records and in states. */
  readonly format: TimeFormat = isoMillis;
  /** How far before the saved value the next run begins, because some changes become visible late. */
  readonly lookback: Duration = NO_TIME;
  /** True where one state serves all slices, because they come in the order of the field. */
  readonly isStreamWide: boolean = false;

  /** Whether a state is more than a day in the future, which clocks that differ do not explain. */
  isAhead(state: JsonValue, nowMs: number): boolean {
    if (typeof state === "object" && state !== null) {
      return Object.entries(state).some(([name, part]) => !OTHER_VALUES.has(name) && this.isAhead(part, nowMs));
    }
    return (this.format.read(state) ?? 0) > nowMs + DAY_MS;
  }

  /** The changes that together ask for everything, for a full refresh. */
  fullRefreshChanges(_startedMs: number): readonly ListChange[] {
    return [{}];
  }

  /** Whether a state of one slice is one that this cursor saved, or could have. */
  abstract canResume(state: JsonObject): boolean;

  /** Starts reading one slice: the lists to ask for, and the state to save after them. */
  abstract start(start: CursorStart): CursorRun;
}

/** One read of one slice, from the saved state to the next one. */
export interface CursorRun {
  /** Changes of the slice's own request, e.g. `{ query: { since } }`: one list for each, read in this order. */
  readonly changes: readonly ListChange[];
  /** Where the list begins if an earlier attempt stopped within it; its first page otherwise. */
  readonly resumeToken?: ResumeToken | undefined;
  /** Looks at a record; false leaves it out. All records are written where this is undefined. */
  accept?(record: JsonObject): boolean;
  /** Whether no later page can hold a record to write; asked once for each page's records, in order, before `accept`. */
  isPast?(records: readonly JsonObject[]): boolean;
  /** After each page, with the token of the next one: the state that covers it; undefined if there is none. */
  stateAfterPage?(next: ResumeToken | undefined): JsonObject | undefined;
  /** How many records have a value in the cursor's field that is not a readable time, so that no state covers them. */
  unreadable?(): number;
  /** After each of the lists: the state that is safe to save now; undefined if there is none. */
  nextState(): JsonObject | undefined;
}
