import type { Query } from "../http/request.js";
import { TimeFilterCursor, type TimeFilterOptions } from "./time-filter.js";
import type { TimeValue } from "./watermark.js";

/** How an API with a lower bound only is asked. */
export interface SinceCursorOptions extends TimeFilterOptions {
  /** Where the time is a part of another value: the query, e.g. `(from) => ({ filter: `updated>${from}` })`. */
  readonly query?: (from: TimeValue) => Query;
}

/** For APIs that take a lower bound only: one list of all that is later than the saved time, in any order. */
export class SinceCursor extends TimeFilterCursor {
  readonly #query: (from: TimeValue) => Query;

  constructor({ query, ...options }: SinceCursorOptions) {
    super(options);
    const { from = "" } = options;
    this.#query = query ?? ((bound) => ({ [from]: bound }));
  }

  protected queriesFrom(fromMs: number): readonly Query[] {
    return [this.#query(this.as.write(fromMs))];
  }
}
