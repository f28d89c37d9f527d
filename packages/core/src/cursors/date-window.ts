import type { BodyPath } from "../http/body-change.js";
import type { ListChange } from "./cursor.js";
import { type Duration, later, NO_TIME } from "./duration.js";
import { type Earliest, instantMs } from "./field-cursor.js";
import { boundsIn, TimeFilterCursor, type TimeFilterOptions } from "./time-filter.js";
import type { TimeValue } from "./watermark.js";

/** The bounds of a window, as the API writes them. */
export interface WindowBounds {
  readonly from: TimeValue;
  readonly to: TimeValue;
}

/** How an API is asked for a time span. */
export interface DateWindowCursorOptions extends TimeFilterOptions {
  /** The parameter for the latest time of a window, e.g. `end_at`. */
  readonly to?: BodyPath;
  /**
   * Where the bounds are parts of other values: the change that asks for a window, e.g.
   * `({ from, to }) => ({ body: { "filter.at": `${from}..${to}` } })`.
   */
  readonly change?: (bounds: WindowBounds) => ListChange;
  /** Where the last window ends, in the forms of `earliest`, e.g. a setting; the start of the run if it is not set. */
  readonly latest?: Earliest;
  /** The widest window that the API accepts, e.g. `days(30)` or `months(1)`; unlimited if it is not set. */
  readonly width?: Duration;
  /**
   * For an API that includes both bounds: windows of the whole width that share no record, because each begins so long after the
   * end of the one before, e.g. `days(1)`; no `lookback` if it is not set. Without a gap, windows are equally wide and overlap by a
   * grain.
   */
  readonly gap?: Duration;
}

/**
 * For APIs that filter by time: from the saved time to the start of this run or to `latest`, in windows, oldest first. The end is
 * fixed, so that new records do not shift the pages; after each window the state covers it, whatever the order within.
 */
export class DateWindowCursor extends TimeFilterCursor {
  readonly #width: Duration | undefined;
  readonly #gap: Duration | undefined;
  readonly #latest: Earliest | undefined;
  readonly #change: (bounds: WindowBounds) => ListChange;

  constructor({ to = "", change, width, gap, latest, ...options }: DateWindowCursorOptions) {
    super(gap === undefined ? options : { lookback: NO_TIME, ...options });
    const { from = "", in: place } = options;
    this.#width = width;
    this.#gap = gap;
    this.#latest = latest;
    const bounded = (bounds: WindowBounds) =>
      boundsIn(place, [
        [from, bounds.from],
        [to, bounds.to],
      ]);
    this.#change = change ?? bounded;
  }

  /** None if the start is after the end, as with a state from the future. */
  protected changesFrom(fromMs: number, startedMs: number): readonly ListChange[] {
    const toMs = instantMs(this.#latest, startedMs) ?? startedMs;
    if (this.#gap !== undefined) return this.#apart(fromMs, toMs, this.#gap);
    const edges = this.#edges(fromMs, toMs);
    const seamMs = this.#seamMs;
    return edges.slice(1).map((edgeMs, index) => {
      const startMs = (edges[index] ?? fromMs) - (index === 0 ? 0 : seamMs);
      return this.#change({ from: this.as.write(startMs), to: this.as.write(edgeMs) });
    });
  }

  /** Windows with a gap between them. A rest that is shorter than a grain belongs to the last one. */
  #apart(fromMs: number, toMs: number, gap: Duration): readonly ListChange[] {
    const { grainMs } = this.as;
    const lastMs = Math.floor(toMs / grainMs) * grainMs;
    const edges = this.#steps(fromMs, toMs).filter((edgeMs) => edgeMs < lastMs || edgeMs === fromMs);
    return edges.map((edgeMs, index) => {
      const next = edges[index + 1];
      const endMs = next === undefined ? toMs : later(next, gap, -1);
      return this.#change({ from: this.as.write(edgeMs), to: this.as.write(endMs) });
    });
  }

  /** Where windows of the whole width begin. */
  #steps(fromMs: number, toMs: number): readonly number[] {
    if (fromMs > toMs) return [];
    const edges = [fromMs];
    const width = this.#width;
    if (width === undefined) return edges;
    for (let index = 1; later(fromMs, width, index) < toMs; index++) edges.push(later(fromMs, width, index));
    return edges;
  }

  /** Windows overlap by a grain, in case the API excludes one of the bounds; not those that are only a grain or two wide. */
  get #seamMs(): number {
    const width = this.#width;
    const { grainMs } = this.as;
    return width === undefined || width.months > 0 || width.ms > 2 * grainMs ? grainMs : 0;
  }

  /** The instants between windows: calendar months from the start, or windows of one width, as few as there can be. */
  #edges(fromMs: number, toMs: number): readonly number[] {
    if (fromMs >= toMs) return [];
    const width = this.#width;
    if (width === undefined) return [fromMs, toMs];
    if (width.months > 0) return [...this.#steps(fromMs, toMs), toMs];
    const { grainMs } = this.as;
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
