import type { CursorRun, CursorStart } from "./cursor.js";
import { FieldCursor, type FieldCursorOptions } from "./field-cursor.js";

/**
 * For children that are read again when their parent changes: slices come in the order of their parent's time, each carries
 * it in the field, and after each slice the state covers it.
 */
export class ParentCursor extends FieldCursor {
  override readonly isStreamWide = true;
  readonly summary: string;

  /** @param parents what the slices are made of, for people, e.g. `conversation`. */
  constructor({ parents, ...options }: FieldCursorOptions & { readonly parents: string }) {
    super(options);
    this.summary = `by \`${options.field}\`: reads each ${parents} that changed`;
  }

  start(start: CursorStart): CursorRun {
    const mark = this.watermark(start, { ceilingMs: start.startedMs });
    mark.observe(start.slice);
    return { changes: [{}], accept: () => true, nextState: () => mark.state };
  }
}
