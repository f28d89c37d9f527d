import { ConfigError } from "../errors/connector-error.js";
import type { JsonObject } from "../protocol/json.js";
import { Cursor, type CursorRun, type CursorStart, type ListChange } from "./cursor.js";
import { isoMillis, type TimeFormat, timeOf } from "./time-format.js";
import { type TimeValue, Watermark } from "./watermark.js";

/**
 * For lists without a known order: a record that changes while pages are read may be missed, although a later page raises the
 * highest time. So the state stays this far before the start of the run, which also covers clocks that differ.
 */
export const CLOCK_MARGIN_MS = 300_000;

/** A time of the config, mostly: in milliseconds since the epoch or in a form of ISO 8601; undefined where there is none. */
export type Earliest = (startedMs: number) => number | string | undefined;

/** What every cursor on a field is made with. */
export interface FieldCursorOptions {
  /** The field of the records that holds the time. */
  readonly field: string;
  /** How the field's values are written; any form of ISO 8601 if it is not set. */
  readonly fieldAs?: TimeFormat | undefined;
}

/** A cursor that compares a time in the records. */
export abstract class FieldCursor extends Cursor {
  override readonly field: string;
  override readonly format: TimeFormat;

  constructor({ field, fieldAs = isoMillis }: FieldCursorOptions) {
    super();
    this.field = field;
    this.format = fieldAs;
  }

  canResume(state: JsonObject): boolean {
    return this.format.read(state[this.field]) !== undefined;
  }

  /**
   * The highest time of a run that starts here.
   *
   * @param ceilingMs the latest instant that the next state may cover. @param otherFields where records may carry their time elsewhere.
   */
  protected watermark(
    { saved }: CursorStart,
    {
      ceilingMs,
      otherFields = [],
    }: { readonly ceilingMs: number; readonly otherFields?: readonly string[] | undefined },
  ): Watermark {
    const value = saved?.[this.field];
    const isSaved = typeof value === "string" || typeof value === "number";
    const fields = [this.field, ...otherFields];
    return new Watermark({ fields, format: this.format, saved: isSaved ? (value as TimeValue) : undefined, ceilingMs });
  }
}

/** A run that writes every record of the lists that these changes ask for. */
export function wholeRun(mark: Watermark, changes: readonly ListChange[]): CursorRun {
  return {
    changes,
    accept: (record) => {
      mark.observe(record);
      return true;
    },
    nextState: () => mark.state,
    unreadable: () => mark.unreadable,
  };
}

/** @throws ConfigError for a text that is not a time. */
export function instantMs(instant: Earliest | undefined, startedMs: number): number | undefined {
  const given = instant?.(startedMs);
  if (typeof given !== "string") return given;
  const ms = timeOf(given);
  if (ms === undefined)
    throw new ConfigError(`"${given}" is not a date. Write it as 2026-01-31 or 2026-01-31T00:00:00Z.`);
  return ms;
}
