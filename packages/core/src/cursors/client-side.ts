import type { Pass, PassStart } from "./cursor.js";
import { CLOCK_MARGIN_MS, FieldCursor } from "./field-cursor.js";
import { Watermark } from "./watermark.js";

/**
 * For APIs that neither filter nor sort by the field: all pages are read, and only records at or after the saved time are
 * emitted. It saves writes, not requests.
 */
export class ClientSide extends FieldCursor {
  readonly summary: string;

  constructor(field: string) {
    super(field);
    this.summary = `by \`${field}\`: reads all pages, writes what changed`;
  }

  pass({ saved, startedMs }: PassStart): Pass {
    const mark = new Watermark([this.field], this.savedIn(saved), startedMs - CLOCK_MARGIN_MS);
    const floorMs = mark.savedMs ?? Number.NEGATIVE_INFINITY;
    return {
      queries: [{}],
      take: (record) => {
        const ms = mark.see(record);
        return ms === undefined || ms >= floorMs;
      },
      walked: () => mark.state,
    };
  }
}
