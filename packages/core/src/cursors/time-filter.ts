import type { BodyPath } from "../http/body-change.js";
import { changeIn, type ParameterPlace } from "../http/parameter.js";
import type { JsonObject } from "../protocol/json.js";
import type { CursorRun, CursorStart, ListChange } from "./cursor.js";
import { type Duration, later, milliseconds } from "./duration.js";
import {
  CLOCK_MARGIN_MS,
  type Earliest,
  FieldCursor,
  type FieldCursorOptions,
  instantMs,
  wholeRun,
} from "./field-cursor.js";
import { isoMillis, type TimeFormat } from "./time-format.js";
import type { TimeValue } from "./watermark.js";

/** How an API is asked for what is later than a time. */
export interface TimeFilterOptions extends FieldCursorOptions {
  /** The parameter for the earliest time, e.g. `updated_since`. */
  readonly from?: BodyPath;
  /**
   * Where the bounds go: `query` if it is not set. `slice` makes them values of the slice, for an API that has them in its path or
   * in a part of a text, and for records that get them in `map`.
   */
  readonly in?: ParameterPlace | "slice";
  /** How the bounds are written, and the field's values unless `fieldAs` says otherwise; `isoMillis` if it is not set. */
  readonly as?: TimeFormat;
  /** No run asks for an earlier time; without it the first run asks for no time at all. */
  readonly earliest?: Earliest;
  /**
   * How far before the saved time to read again, because the API may show records late or exclude the bounds; one grain of the format if it is not set.
   */
  readonly lookback?: Duration;
  /** Where records may carry their time in another field. */
  readonly otherFields?: readonly string[];
}

/** The change that gives bounds to a place; those without a name are not given. */
export function boundsIn(
  place: ParameterPlace | "slice" | undefined,
  bounds: readonly (readonly [name: BodyPath, value: TimeValue])[],
): ListChange {
  const named = bounds.filter(([name]) => name !== "");
  if (place !== "slice") return changeIn(place, named);
  return { slice: Object.fromEntries(named.map(([name, value]) => [[name].flat().join("."), value])) };
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

  /** The changes that ask for what is later than an instant. */
  protected abstract changesFrom(fromMs: number, startedMs: number): readonly ListChange[];

  override fullRefreshChanges(startedMs: number): readonly ListChange[] {
    const fromMs = instantMs(this.#options.earliest, startedMs);
    return fromMs === undefined ? [{}] : this.changesFrom(fromMs, startedMs);
  }

  /** Whether a state of one slice is one that this cursor saved, or a time in the format of the bounds. */
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
    const earliestMs = instantMs(this.#options.earliest, startedMs) ?? Number.NEGATIVE_INFINITY;
    const fromMs = Math.max(later(savedMs, this.lookback, -1), earliestMs);
    return wholeRun(mark, this.changesFrom(fromMs, startedMs));
  }

  /** A state of another tool may have its time as bounds are written, and not as records have it. */
  #readable(state: JsonObject): JsonObject {
    const value = state[this.field];
    const ms = this.format.read(value) === undefined ? this.as.read(value) : undefined;
    return ms === undefined ? state : { ...state, [this.field]: this.format.write(ms) };
  }
}
