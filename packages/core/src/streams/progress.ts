import type { Pass } from "../cursors/cursor.js";
import type { JsonObject } from "../protocol/json.js";
import type { Slice } from "./slice.js";

/** How far a read has come: what was done before, and the state that covers what is done now. */
export interface Progress {
  /** What is left of a slice; undefined if an earlier attempt has read it. */
  open(slice: Slice): Part | undefined;
  /** A state to write, if it has moved and it is time for one. */
  state(): JsonObject | undefined;
  /** The state at the end of a whole read; undefined where there is none to keep. */
  end(): JsonObject | undefined;
}

/** What is to be read of a slice, and who learns what came. */
export interface Part extends Pick<Pass, "queries" | "isPast"> {
  /** The value of the parameter that leads to the page to begin with, where it is not the first. */
  readonly place?: string | number | undefined;
  take?(record: JsonObject): boolean;
  /** A page is through. `place` leads to the next one. */
  page?(place: string | number | undefined): void;
  /**
   * All pages of one of the queries are through, but records are missing, which may lie before the place that was saved. There is
   * none to forget where this is not there.
   *
   * @returns the state by which the list begins anew.
   */
  fellShort?(): JsonObject;
  /** All pages of one of the queries are through. */
  walked(): void;
}
