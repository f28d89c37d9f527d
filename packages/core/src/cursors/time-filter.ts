import type { BodyPath } from "../http/body-change.js";
import type { ParameterPlace } from "../http/parameter.js";
import type { RequestChange } from "../http/request.js";
import type { JsonObject } from "../protocol/json.js";
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

/** How an API is asked for what is later than a time. */
export interface TimeFilterOptions extends FieldCursorOptions {
  /** The parameter for the earliest time, e.g. `updated_since`. */
  readonly from?: BodyPath;
  /** Where the bounds go: `query` if it is not set. */
  readonly in?: ParameterPlace;
  /** How the bounds are written, and the field's values unless `fieldAs` says otherwise; `isoMillis` if it is not set. */
  readonly as?: TimeFormat;
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

/** What cursors have in common whose API filters by time. */
export abstract class TimeFilterCursor extends FieldCursor {
  readonly summary: string;
  override readonly lookback: Duration;
  /** How the bounds are written. */
  protected readonly as: TimeFormat;
  readonly #options: TimeFilterOptions;

  constructor({ as = isoMillis, fieldAs = as, ...options }: TimeFilterOptions) {
    super({ field: options.field, fieldAs });
    this.#options = options;
    this.as = as;
    this.lookback = options.lookback ?? milliseconds(as.grainMs);
    this.summary = `by \`${options.field}\`: asks for what is later`;
  }

  /** The changes that ask for what is later than an instant, up to the start of the run. */
  protected abstract changesFrom(fromMs: number, startedMs: number): readonly RequestChange[];

  override fullRefreshChanges(startedMs: number): readonly RequestChange[] {
    const fromMs = earliestMs(this.#options.earliest, startedMs);
    return fromMs === undefined ? [{}] : this.changesFrom(fromMs, startedMs);
  }

  override canResume(state: JsonObject): boolean {
    return super.canResume(this.#readable(state));
  }

  start({ saved, ...start }: CursorStart): CursorRun {
    const { startedMs } = start;
    const { otherFields } = this.#options;
    const mark = this.watermark(
      { ...start, saved: saved && this.#readable(saved) },
      { ceilingMs: startedMs - CLOCK_MARGIN_MS, otherFields },
    );
    const { savedMs } = mark;
    if (savedMs === undefined) return wholeRun(mark, this.fullRefreshChanges(startedMs));
    return wholeRun(mark, this.changesFrom(later(savedMs, this.lookback, -1), startedMs));
  }

  /** A state of another tool may have its time as bounds are written, and not as records have it. */
  #readable(state: JsonObject): JsonObject {
    const value = state[this.field];
    const ms = this.format.read(value) === undefined ? this.as.read(value) : undefined;
    return ms === undefined ? state : { ...state, [this.field]: this.format.write(ms) };
  }
}
