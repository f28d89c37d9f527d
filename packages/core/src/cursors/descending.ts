import type { RequestChange } from "../http/request.js";
import type { JsonObject } from "../protocol/json.js";
import type { CursorRun, CursorStart } from "./cursor.js";
import { type Duration, later, NO_TIME } from "./duration.js";
import { FieldCursor, type FieldCursorOptions } from "./field-cursor.js";

/** How an API is asked to sort, and from where a list without a state begins. */
export interface DescendingCursorOptions extends FieldCursorOptions {
  /** What asks the API for this order, e.g. `{ query: { sortBy: "updatedAt" } }`. */
  readonly change?: RequestChange;
  /** How far before the saved time to read again, because times may be equal and an index may lag. */
  readonly lookback?: Duration;
}

/**
 * For lists in descending order of the field: reads until it meets records that the last run has read. The state is saved
 * only when the run is complete, because an interrupted run leaves a gap between its records and those of the last run.
 *
 * A record that changes during the run moves to the front, which was read already. The next run finds it, because its time is
 * later than any that this run has read. If a page breaks the order, the run continues to the end and filters.
 */
export class DescendingCursor extends FieldCursor {
  readonly summary: string;
  override readonly lookback: Duration;
  readonly #change: RequestChange;

  constructor({ change = {}, lookback = NO_TIME, ...options }: DescendingCursorOptions) {
    super(options);
    this.#change = change;
    this.lookback = lookback;
    this.summary = `by \`${options.field}\`: reads only the pages that changed`;
  }

  start(start: CursorStart): CursorRun {
    const mark = this.watermark(start, { ceilingMs: start.startedMs });
    const { savedMs } = mark;
    const floorMs = savedMs === undefined ? Number.NEGATIVE_INFINITY : later(savedMs, this.lookback, -1);
    let lastMs = Number.POSITIVE_INFINITY;
    let isDescending = true;
    return {
      changes: [this.#change],
      accept: (record: JsonObject) => {
        const ms = mark.observe(record);
        return ms === undefined || ms >= floorMs;
      },
      isPast: (records) => {
        for (const record of records) {
          const ms = this.format.read(record[this.field]) ?? lastMs;
          isDescending &&= ms <= lastMs;
          lastMs = ms;
        }
        return isDescending && lastMs < floorMs;
      },
      nextState: () => mark.state,
      unreadable: () => mark.unreadable,
    };
  }
}
