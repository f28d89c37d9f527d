import type { CursorRun, CursorStart } from "./cursor.js";
import { CLOCK_MARGIN_MS, FieldCursor, type FieldCursorOptions } from "./field-cursor.js";

/**
 * For APIs that neither filter nor sort by the field: all pages are read, and only records at or after the saved time are
 * emitted. It saves writes, not requests.
 */
export class ClientSideCursor extends FieldCursor {
  readonly summary: string;

  constructor(options: FieldCursorOptions) {
    super(options);
    this.summary = `by \`${options.field}\`: reads all pages, writes what changed`;
  }

  start(start: CursorStart): CursorRun {
    const mark = this.watermark(start, { ceilingMs: start.startedMs - CLOCK_MARGIN_MS });
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
