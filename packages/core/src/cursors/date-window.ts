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

/** The bounds of a window, as the API writes them. */
export interface WindowBounds {
  readonly from: TimeValue;
  readonly to: TimeValue;
}

/** How an API is asked for a time span. */
export interface DateWindowCursorOptions extends FieldCursorOptions {
  /** The parameter for the earliest time of a window, e.g. `start_at`. */
  readonly from?: string;
  /** The parameter for its latest time. */
  readonly to?: string;
  /** Where the bounds are parts of other values: the query of a window, e.g. `({ from, to }) => ({ filter: `at:${from}..${to}` })`. */
  readonly query?: (bounds: WindowBounds) => Query;
  /** How the bounds are written, and the field's values unless `fieldAs` says otherwise; `isoMillis` if it is not set. */
  readonly as?: TimeFormat;
  /** The widest window that the API accepts, e.g. `days(30)` or `months(1)`; unlimited if it is not set. */
  readonly width?: Duration;
  /** Where the first run begins; without it that run asks for no time at all. */
  readonly earliest?: Earliest;
  /**
   * How far before the saved time to read again, because the API may show records late or exclude the bounds; one grain of the
   * format if it is not set.
   */
  readonly lookback?: Duration;
  /** Where records may carry their time in another field. */
  readonly otherFields?: readonly string[];
}

/**
 * For APIs that filter by time: from the saved time to the start of this run, in windows, oldest first. The end is fixed, so
 * that new records do not shift the pages; after each window the state covers it, whatever the order within.
 */
export class DateWindowCursor extends FieldCursor {
  readonly summary: string;
  override readonly lookback: Duration;
  readonly #options: DateWindowCursorOptions;
  readonly #as: TimeFormat;

  constructor({ as = isoMillis, fieldAs = as, ...options }: DateWindowCursorOptions) {
    super({ field: options.field, fieldAs });
    this.#options = options;
    this.#as = as;
    this.lookback = options.lookback ?? milliseconds(as.grainMs);
    this.summary = `by \`${options.field}\`: asks for what is later`;
  }

  override fullRefreshQueries(startedMs: number): readonly Query[] {
    const fromMs = earliestMs(this.#options.earliest, startedMs);
    return fromMs === undefined ? [{}] : this.#windows(fromMs, startedMs);
  }

  start(start: CursorStart): CursorRun {
    const { startedMs } = start;
    const { otherFields } = this.#options;
    const mark = this.watermark(start, { ceilingMs: startedMs - CLOCK_MARGIN_MS, otherFields });
    const { savedMs } = mark;
    if (savedMs === undefined) return wholeRun(mark, this.fullRefreshQueries(startedMs));
    return wholeRun(mark, this.#windows(later(savedMs, this.lookback, -1), startedMs));
  }

  /** None if the start is after the end, as with a state from the future. */
  #windows(fromMs: number, toMs: number): readonly Query[] {
    const { from = "", to = "", query = (bounds) => ({ [from]: bounds.from, [to]: bounds.to }) } = this.#options;
    const edges = this.#edges(fromMs, toMs);
    const seamMs = this.#seamMs;
    return edges.slice(1).map((edgeMs, index) => {
      const startMs = (edges[index] ?? fromMs) - (index === 0 ? 0 : seamMs);
      return query({ from: this.#as.write(startMs), to: this.#as.write(edgeMs) });
    });
  }

  /** Windows overlap by a grain, in case the API excludes one of the bounds; not those that are only a grain or two wide. */
  get #seamMs(): number {
    const { width } = this.#options;
    const { grainMs } = this.#as;
    return width === undefined || width.months > 0 || width.ms > 2 * grainMs ? grainMs : 0;
  }

  /** The instants between windows: calendar months from the start, or windows of one width, as few as there can be. */
  #edges(fromMs: number, toMs: number): readonly number[] {
    if (fromMs >= toMs) return [];
    const { width } = this.#options;
    if (width === undefined) return [fromMs, toMs];
    if (width.months > 0) {
      const edges = [fromMs];
      for (let index = 1; later(fromMs, width, index) < toMs; index++) edges.push(later(fromMs, width, index));
      return [...edges, toMs];
    }
    const { grainMs } = this.#as;
    // What an edge may lose to rounding must not make its window too wide.
    const usableMs = Math.max(grainMs, width.ms - this.#seamMs - (grainMs === 1 ? 0 : grainMs));
    const count = Math.ceil((toMs - fromMs) / usableMs);
    const inner = (index: number) => Math.round((fromMs + (index * (toMs - fromMs)) / count) / grainMs) * grainMs;
    return Array.from({ length: count + 1 }, (_, index) => {
      if (index === 0) return fromMs;
      return index === count ? toMs : inner(index);
    });
  }
}
