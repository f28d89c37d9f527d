import type { JsonObject } from "../protocol/json.js";
import { Cursor, type CursorRun, type CursorStart } from "./cursor.js";
import { isoOf, timeOf } from "./watermark.js";

/** How an API filters by the time of the last change. */
export interface LastRunCursorOptions {
  /** The parameter that takes the time, e.g. `updated_after`; the state has its name. */
  readonly param: string;
  /** How far before its own start a run lets the next one begin: because clocks differ and an API may exclude the bound. */
  readonly lookbackMs: number;
}

/**
 * For APIs that filter by a time which the records do not carry: the state is the start of the last run that read
 * a record, minus an overlap. A run without records keeps the state.
 */
export class LastRunCursor extends Cursor {
  readonly field = undefined;
  readonly summary: string;
  readonly #options: LastRunCursorOptions;

  constructor(options: LastRunCursorOptions) {
    super();
    this.#options = options;
    this.summary = `by \`${options.param}\`, the start of the last run`;
  }

  canResume(state: JsonObject): boolean {
    return timeOf(state[this.#options.param]) !== undefined;
  }

  start({ saved, startedMs }: CursorStart): CursorRun {
    const { param, lookbackMs } = this.#options;
    const since = saved === undefined ? undefined : String(saved[param]);
    let isEmpty = true;
    return {
      queries: [since === undefined ? {} : { [param]: since }],
      accept: () => {
        isEmpty = false;
        return true;
      },
      nextState: () => {
        const nextMs = startedMs - lookbackMs;
        const isLater = since === undefined || (!isEmpty && nextMs > (timeOf(since) ?? 0));
        return isLater ? { [param]: isoOf(nextMs) } : saved;
      },
    };
  }
}
