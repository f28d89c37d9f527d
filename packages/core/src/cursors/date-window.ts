import type { Query } from "../http/request.js";
import type { Pass, PassStart } from "./cursor.js";
import { CLOCK_MARGIN_MS, FieldCursor } from "./field-cursor.js";
import { isoOf, Watermark } from "./watermark.js";

/** How an API is asked for a time span. */
export interface DateWindowOptions {
  /** The parameter for the earliest time of a window, e.g. `start_at`. */
  readonly from: string;
  /** The parameter for its latest time. */
  readonly to: string;
  /** The widest window that the API takes; none unless told. */
  readonly widthMs?: number;
  /** The earliest time there can be a record of; without it the first run asks for no time at all. */
  readonly startMs?: (startedMs: number) => number;
  /** How far before the saved time to read again, for what the API shows late and for bounds that are not included. */
  readonly overlapMs: number;
  /** Where records may carry their time in another field. */
  readonly otherFields?: readonly string[];
}

/** In case that one of the bounds is not included. */
const SEAM_MS = 1;

/**
 * For APIs that filter by time: from the saved time to the start of this run, in windows, oldest first. The end is fixed, so
 * that what arrives meanwhile does not shift the pages; after each window the state covers it, whatever the order within.
 */
export class DateWindow extends FieldCursor {
  readonly summary: string;
  override readonly lookbackMs: number;
  readonly #options: DateWindowOptions;

  constructor(field: string, options: DateWindowOptions) {
    super(field);
    this.#options = options;
    this.lookbackMs = options.overlapMs;
    this.summary = `by \`${field}\`: asks for what is later`;
  }

  override whole(startedMs: number): readonly Query[] {
    const fromMs = this.#options.startMs?.(startedMs);
    return fromMs === undefined ? [{}] : this.#windows(fromMs, startedMs);
  }

  pass({ saved, startedMs }: PassStart): Pass {
    const { otherFields = [], overlapMs } = this.#options;
    const fields = [this.field, ...otherFields];
    const mark = new Watermark(fields, this.savedIn(saved), startedMs - CLOCK_MARGIN_MS);
    const { savedMs } = mark;
    const queries = savedMs === undefined ? this.whole(startedMs) : this.#windows(savedMs - overlapMs, startedMs);
    return {
      queries,
      take: (record) => {
        mark.see(record);
        return true;
      },
      walked: () => mark.state,
    };
  }

  /** All of one width, as few as there can be; none if the start lies behind the end, as with a state from the future. */
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
