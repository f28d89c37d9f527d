import { changeIn } from "../http/parameter.js";
import type { RequestChange } from "../http/request.js";
import { TimeFilterCursor, type TimeFilterOptions } from "./time-filter.js";
import type { TimeValue } from "./watermark.js";

/** How an API with a lower bound only is asked. */
export interface SinceCursorOptions extends TimeFilterOptions {
  /** Where the time is a part of another value: the change, e.g. `(from) => ({ query: { filter: `updated>${from}` } })`. */
  readonly change?: (from: TimeValue) => RequestChange;
}

/** For APIs that take a lower bound only: one list of all that is later than the saved time, in any order. */
export class SinceCursor extends TimeFilterCursor {
  readonly #change: (from: TimeValue) => RequestChange;

  constructor({ change, ...options }: SinceCursorOptions) {
    super(options);
    const { from = "", in: place } = options;
    this.#change = change ?? ((bound) => changeIn(place, [[from, bound]]));
  }

  protected changesFrom(fromMs: number): readonly RequestChange[] {
    return [this.#change(this.as.write(fromMs))];
  }
}
