import type { Query } from "../http/request.js";
import type { CursorRun, CursorStart } from "./cursor.js";
import { type Duration, later, milliseconds } from "./duration.js";
import {
  CLOCK_MARGIN_MS,
  type Earliest,
  earliestMs,
  FieldCursor,
  type FieldCursorOptions,
  wholeRun,
} from "./field-cursor.js";
import { isoMillis, type TimeFormat } from "./time-format.js";
import type { TimeValue } from "./watermark.js";

/** How an API is asked for what is later than a time. */
export interface SinceCursorOptions extends FieldCursorOptions {
  /** The parameter for the earliest time, e.g. `updated_since`. */
  readonly from?: string;
  /** Where the time is a part of another value: the query, e.g. `(from) => ({ filter: `updated>${from}` })`. */
  readonly query?: (from: TimeValue) => Query;
  /** How the bound is written, and the field's values unless `fieldAs` says otherwise; `isoMillis` if it is not set. */
  readonly as?: TimeFormat;
  /** Where the first run begins; without it that run asks for no time at all. */
  readonly earliest?: Earliest;
  /**
   * How far before the saved time to read again, because the API may show records late or exclude the bound; one grain of the
   * format if it is not set.
   */
  readonly lookback?: Duration;
  /** Where records may carry their time in another field. */
  readonly otherFields?: readonly string[];
}

/** For APIs that take a lower bound only: one list of all that is later than the saved time, in any order. */
export class SinceCursor extends FieldCursor {
  readonly summary: string;
  override readonly lookback: Duration;
  readonly #options: SinceCursorOptions;
  readonly #as: TimeFormat;

  constructor({ as = isoMillis, fieldAs = as, ...options }: SinceCursorOptions) {
    super({ field: options.field, fieldAs });
    this.#options = options;
    this.#as = as;
    this.lookback = options.lookback ?? milliseconds(as.grainMs);
    this.summary = `by \`${options.field}\`: asks for what is later`;
  }

  override fullRefreshQueries(startedMs: number): readonly Query[] {
    return [this.#queryFrom(earliestMs(this.#options.earliest, startedMs))];
  }

  start(start: CursorStart): CursorRun {
    const { startedMs } = start;
    const { otherFields } = this.#options;
    const mark = this.watermark(start, { ceilingMs: startedMs - CLOCK_MARGIN_MS, otherFields });
    const { savedMs } = mark;
    if (savedMs === undefined) return wholeRun(mark, this.fullRefreshQueries(startedMs));
    return wholeRun(mark, [this.#queryFrom(later(savedMs, this.lookback, -1))]);
  }

  #queryFrom(ms: number | undefined): Query {
    if (ms === undefined) return {};
    const { from = "", query = (bound) => ({ [from]: bound }) } = this.#options;
    return query(this.#as.write(ms));
  }
}
