import type { CursorRun, CursorStart } from "./cursor.js";
import { FieldCursor } from "./field-cursor.js";
import { Watermark } from "./watermark.js";

/**
 * For children that are read again when their parent changes: slices come in the order of their parent's time, each carries
 * it in the field, and after each slice the state covers it.
 */
export class ParentCursor extends FieldCursor {
  override readonly isStreamWide = true;
  readonly summary: string;

  /** @param parents what the slices are made of, for people, e.g. `conversation`. */
  constructor({ field, parents }: { readonly field: string; readonly parents: string }) {
    super(field);
    this.summary = `by \`${field}\`: reads each ${parents} that changed`;
  }

  start({ saved, startedMs, slice }: CursorStart): CursorRun {
    const mark = new Watermark([this.field], this.savedIn(saved), startedMs);
    mark.observe(slice);
    return { queries: [{}], accept: () => true, nextState: () => mark.state };
  }
}
