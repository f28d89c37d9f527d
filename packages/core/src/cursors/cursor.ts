import type { Query } from "../http/request.js";
import type { JsonObject } from "../protocol/json.js";

/** One parent's share of a stream, as `HttpStream` cuts it. */
type Slice = Readonly<Record<string, string | number | null>>;

/** Where a pass begins. */
export interface PassStart {
  /** What an earlier run saved; undefined reads everything. */
  readonly saved: JsonObject | undefined;
  /** When this run began to read the stream, in milliseconds since the epoch. */
  readonly startedMs: number;
  readonly slice: Slice;
}

/**
 * How a stream is read incrementally: a saved state becomes query parameters and a rule for when to stop, and the records
 * become the next state. A cursor holds settings only and never fetches; what it learns on the way is in its `Pass`.
 */
export abstract class Cursor {
  /** The record's field that it goes by, under whose name the state is saved; undefined where records carry no time. */
  abstract readonly field: string | undefined;
  /** For people: what it goes by, and what an incremental read costs. */
  abstract readonly summary: string;
  /** How far before the saved value it reads again, in milliseconds, for what becomes visible late. */
  readonly lookbackMs: number = 0;
  /** True where one state serves all slices, because they come in the order of the field. */
  readonly isStreamWide: boolean = false;

  /** The queries that together ask for everything, for a full refresh. */
  whole(_startedMs: number): readonly Query[] {
    return [{}];
  }

  /** Whether a state of one slice is one that this cursor has saved, or could have. */
  abstract understands(state: JsonObject): boolean;

  /** One slice from where it stands: the queries to make, and what to save after them. */
  abstract pass(start: PassStart): Pass;
}

/** One slice's way from the saved state to the next one. */
export interface Pass {
  /** What is added to the slice's own query: one walk through the pages for each, in this order. */
  readonly queries: readonly Query[];
  /** Looks at a record; true if it is to be emitted. */
  take(record: JsonObject): boolean;
  /** Whether no page can follow that holds a record to emit; asked once for each page's records, in order, before `take`. */
  isPast?(records: readonly JsonObject[]): boolean;
  /** After each walk: what is safe to save now; undefined while there is nothing. */
  walked(): JsonObject | undefined;
}
