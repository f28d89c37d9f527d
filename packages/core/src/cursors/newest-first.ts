import type { Query } from "../http/request.js";
import type { JsonObject } from "../protocol/json.js";
import type { Pass, PassStart } from "./cursor.js";
import { FieldCursor } from "./field-cursor.js";
import { timeOf, Watermark } from "./watermark.js";

/** How an API is asked to sort, and from where a list without a state begins. */
export interface NewestFirstOptions {
  /** What asks the API for this order, e.g. `{ sortBy: "updatedAt" }`. */
  readonly query?: Query;
  /** How far before the saved time to read again: for equal times, and for an index that lags. */
  readonly lookbackMs?: number;
}

/**
 * For lists that come in descending order of the field: reads until it meets what the last run had seen. The state is saved
 * only when the pass is whole, for a pass that breaks off leaves a hole between what it read and what was there.
 *
 * A record that changes during the pass jumps to the front, which has been read: the next run finds it, for its time is
 * later than any that this run saw. If a page breaks the order, the pass goes on to the end and filters.
 */
export class NewestFirst extends FieldCursor {
  readonly summary: string;
  override readonly lookbackMs: number;
  readonly #query: Query;

  constructor(field: string, { query = {}, lookbackMs = 0 }: NewestFirstOptions = {}) {
    super(field);
    this.#query = query;
    this.lookbackMs = lookbackMs;
    this.summary = `by \`${field}\`: reads only the pages that changed`;
  }

  pass({ saved, startedMs }: PassStart): Pass {
    const mark = new Watermark([this.field], this.savedIn(saved), startedMs);
    const floorMs = (mark.savedMs ?? Number.NEGATIVE_INFINITY) - this.lookbackMs;
    let lastMs = Number.POSITIVE_INFINITY;
    let isDescending = true;
    return {
      queries: [this.#query],
      take: (record: JsonObject) => {
        const ms = mark.see(record);
        return ms === undefined || ms >= floorMs;
      },
      isPast: (records) => {
        for (const record of records) {
          const ms = timeOf(record[this.field]) ?? lastMs;
          isDescending &&= ms <= lastMs;
          lastMs = ms;
        }
        return isDescending && lastMs < floorMs;
      },
      walked: () => mark.state,
    };
  }
}
