import type { JsonObject } from "../protocol/json.js";
import { Cursor, type CursorRun, type CursorStart } from "./cursor.js";
import { type Duration, later } from "./duration.js";
import { isoMillis, type TimeFormat } from "./time-format.js";

/** How an API filters by the time of the last change. */
export interface LastRunCursorOptions {
  /** The parameter that takes the time, e.g. `updated_after`; the state has its name. */
  readonly param: string;
  /** How far before its own start a run lets the next one begin: because clocks differ and an API may exclude the bound. */
  readonly lookback: Duration;
  /** How the time is written; `isoMillis` if it is not set. */
  readonly as?: TimeFormat;
}

/**
 * For APIs that filter by a time which the records do not carry: the state is the start of the last run that read
 * a record, minus an overlap. A run without records keeps the state.
 */
export class LastRunCursor extends Cursor {
  readonly field = undefined;
  readonly summary: string;
  readonly #options: LastRunCursorOptions;
  override readonly format: TimeFormat;

  constructor(options: LastRunCursorOptions) {
    super();
    this.#options = options;
    this.format = options.as ?? isoMillis;
    this.summary = `by \`${options.param}\`, the start of the last run`;
  }

  canResume(state: JsonObject): boolean {
    return this.format.read(state[this.#options.param]) !== undefined;
  }

  start({ saved, startedMs }: CursorStart): CursorRun {
    const { param, lookback } = this.#options;
    const value = saved?.[param];
    const since = typeof value === "string" || typeof value === "number" ? value : undefined;
    let isEmpty = true;
    return {
      queries: [since === undefined ? {} : { [param]: since }],
      accept: () => {
        isEmpty = false;
        return true;
      },
      nextState: () => {
        const nextMs = later(startedMs, lookback, -1);
        const isLater = since === undefined || (!isEmpty && nextMs > (this.format.read(since) ?? 0));
        return isLater ? { [param]: this.format.write(nextMs) } : saved;
      },
    };
  }
}
