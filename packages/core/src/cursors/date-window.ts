import type { Query } from "../http/request.js";
import type { CursorRun, CursorStart } from "./cursor.js";
import { CLOCK_MARGIN_MS, FieldCursor } from "./field-cursor.js";
import { isoOf, Watermark } from "./watermark.js";

/** How an API is asked for a time span. */
export interface DateWindowCursorOptions {
  /** The field of the records that holds the time. */
  readonly field: string;
  /** The parameter for the earliest time of a window, e.g. `start_at`. */
  readonly from: string;
  /** The parameter for its latest time. */
  readonly to: string;
  /** The widest window that the API accepts; unlimited if it is not set. */
  readonly widthMs?: number;
  /** The earliest time there can be a record of; without it the first run asks for no time at all. */
  readonly earliestMs?: (startedMs: number) => number;
  /** How far before the saved time to read again, because the API may show records late or exclude the bounds. */
  readonly lookbackMs: number;
  /** Where records may carry their time in another field. */
  readonly otherFields?: readonly string[];
}

/** In case the API excludes one of the bounds. */
const SEAM_MS = 1;

/**
 * For APIs that filter by time: from the saved time to the start of this run, in windows, oldest first. The end is fixed, so
 * that new records do not shift the pages; after each window the state covers it, whatever the order within.
 */
export class DateWindowCursor extends FieldCursor {
  readonly summary: string;
  override readonly lookbackMs: number;
  readonly #options: DateWindowCursorOptions;

  constructor(options: DateWindowCursorOptions) {
    super(options.field);
    this.#options = options;
    this.lookbackMs = options.lookbackMs;
    this.summary = `by \`${options.field}\`: asks for what is later`;
  }

  override fullRefreshQueries(startedMs: number): readonly Query[] {
    const fromMs = this.#options.earliestMs?.(startedMs);
    return fromMs === undefined ? [{}] : this.#windows(fromMs, startedMs);
  }

  start({ saved, startedMs }: CursorStart): CursorRun {
    const { otherFields = [], lookbackMs } = this.#options;
    const fields = [this.field, ...otherFields];
    const mark = new Watermark(fields, this.savedIn(saved), startedMs - CLOCK_MARGIN_MS);
    const { savedMs } = mark;
    const queries =
      savedMs === undefined ? this.fullRefreshQueries(startedMs) : this.#windows(savedMs - lookbackMs, startedMs);
    return {
      queries,
      accept: (record) => {
        mark.observe(record);
        return true;
      },
      nextState: () => mark.state,
      unreadable: () => mark.unreadable,
    };
  }

  /** All of one width, as few as there can be; none if the start is after the end, as with a state from the future. */
  #windows(fromMs: number, toMs: number): readonly Query[] {
    const { from, to, widthMs = Number.POSITIVE_INFINITY } = this.#options;
    const count = Math.ceil(Math.max(0, toMs - fromMs) / (widthMs - SEAM_MS)) || Number(toMs > fromMs);
    const edgeMs = (index: number) => Math.round(fromMs + (index * (toMs - fromMs)) / count);
    return Array.from({ length: count }, (_, index) => ({
      [from]: isoOf(edgeMs(index) - (index === 0 ? 0 : SEAM_MS)),
      [to]: isoOf(edgeMs(index + 1)),
    }));
  }
}
