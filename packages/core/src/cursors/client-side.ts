import type { CursorRun, CursorStart } from "./cursor.js";
import { CLOCK_MARGIN_MS, FieldCursor, type FieldCursorOptions, wholeRun } from "./field-cursor.js";

/** How a `ClientSideCursor` is made. */
export interface ClientSideCursorOptions extends FieldCursorOptions {
  /** Emits older records too: for a field that does not grow with each change of a record, such as the time of its creation. */
  readonly emitsAll?: boolean;
}

/**
 * For APIs that neither filter nor sort by the field: all pages are read, and only records at or after the saved time are
 * emitted. It saves writes, not requests.
 */
export class ClientSideCursor extends FieldCursor {
  readonly summary: string;
  readonly #emitsAll: boolean;

  constructor({ emitsAll = false, ...options }: ClientSideCursorOptions) {
    super(options);
    this.#emitsAll = emitsAll;
    this.summary = `by \`${options.field}\`: reads all pages, writes ${emitsAll ? "all records" : "what changed"}`;
  }

  start(start: CursorStart): CursorRun {
    const mark = this.watermark(start, { ceilingMs: start.startedMs - CLOCK_MARGIN_MS });
    if (this.#emitsAll) return wholeRun(mark, [{}]);
    const floorMs = mark.savedMs ?? Number.NEGATIVE_INFINITY;
    return {
      changes: [{}],
      accept: (record) => {
        const ms = mark.observe(record);
        return ms === undefined || ms >= floorMs;
      },
      nextState: () => mark.state,
      unreadable: () => mark.unreadable,
    };
  }
}
