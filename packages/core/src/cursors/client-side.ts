import type { CursorRun, CursorStart } from "./cursor.js";
import { CLOCK_MARGIN_MS, FieldCursor } from "./field-cursor.js";
import { Watermark } from "./watermark.js";

/**
 * For APIs that neither filter nor sort by the field: all pages are read, and only records at or after the saved time are
 * emitted. It saves writes, not requests.
 */
export class ClientSideCursor extends FieldCursor {
  readonly summary: string;

  constructor({ field }: { readonly field: string }) {
    super(field);
    this.summary = `by \`${field}\`: reads all pages, writes what changed`;
  }

  start({ saved, startedMs }: CursorStart): CursorRun {
    const mark = new Watermark([this.field], this.savedIn(saved), startedMs - CLOCK_MARGIN_MS);
    const floorMs = mark.savedMs ?? Number.NEGATIVE_INFINITY;
    return {
      queries: [{}],
      accept: (record) => {
        const ms = mark.observe(record);
        return ms === undefined || ms >= floorMs;
      },
      nextState: () => mark.state,
      unreadable: () => mark.unreadable,
    };
  }
}
