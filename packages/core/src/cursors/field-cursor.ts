import type { JsonObject } from "../protocol/json.js";
import { Cursor } from "./cursor.js";
import { timeOf } from "./watermark.js";

/**
 * For lists without a known order: a record that changes while pages are read may be missed, although a later page raises the
 * highest time. So the state stays this far before the start of the run, which also covers clocks that differ.
 */
export const CLOCK_MARGIN_MS = 300_000;

/** A cursor that compares a time in the records. */
export abstract class FieldCursor extends Cursor {
  override readonly field: string;

  constructor(field: string) {
    super();
    this.field = field;
  }

  canResume(state: JsonObject): boolean {
    return timeOf(state[this.field]) !== undefined;
  }

  /** The value that a state of this cursor holds; undefined for a state of another. */
  protected savedIn(state: JsonObject | undefined): string | undefined {
    const value = state?.[this.field];
    return typeof value === "string" ? value : undefined;
  }
}
