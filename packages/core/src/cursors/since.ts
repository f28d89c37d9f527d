import type { ListChange } from "./cursor.js";
import { boundsIn, TimeFilterCursor, type TimeFilterOptions } from "./time-filter.js";
import type { TimeValue } from "./watermark.js";

/** How an API with a lower bound only is asked. */
export interface SinceCursorOptions extends TimeFilterOptions {
  /** Where the time is a part of another value: the change, e.g. `(from) => ({ query: { filter: `updated>${from}` } })`. */
  readonly change?: (from: TimeValue) => ListChange;
}

/** For APIs that take a lower bound only: one list of all that is later than the saved time, in any order. */
export class SinceCursor extends TimeFilterCursor {
  readonly #change: (from: TimeValue) => ListChange;

  constructor({ change, ...options }: SinceCursorOptions) {
    super(options);
    const { from = "", in: place } = options;
    this.#change = change ?? ((bound) => boundsIn(place, [[from, bound]]));
  }

  protected changesFrom(fromMs: number): readonly ListChange[] {
    return [this.#change(this.as.write(fromMs))];
  }
}
