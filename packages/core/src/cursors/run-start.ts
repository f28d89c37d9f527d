import type { JsonObject } from "../protocol/json.js";
import { Cursor, type Pass, type PassStart } from "./cursor.js";
import { isoOf, timeOf } from "./watermark.js";

/** How an API is asked for what changed since a moment. */
export interface RunStartOptions {
  /** The parameter that takes the time, e.g. `updated_after`; the state has its name. */
  readonly param: string;
  /** How far before its own start a run lets the next one begin: for clocks that differ and bounds that are not included. */
  readonly overlapMs: number;
}

/**
 * For APIs that filter by a time which the records do not carry: the state is the start of the last run that brought
 * something, minus an overlap. A run that brings nothing leaves it as it is.
 */
export class RunStart extends Cursor {
  readonly field = undefined;
  readonly summary: string;
  readonly #options: RunStartOptions;

  constructor(options: RunStartOptions) {
    super();
    this.#options = options;
    this.summary = `by \`${options.param}\`, the start of the last run`;
  }

  understands(state: JsonObject): boolean {
    return timeOf(state[this.#options.param]) !== undefined;
  }

  pass({ saved, startedMs }: PassStart): Pass {
    const { param, overlapMs } = this.#options;
    const since = saved === undefined ? undefined : String(saved[param]);
    let isEmpty = true;
    return {
      queries: [since === undefined ? {} : { [param]: since }],
      take: () => {
        isEmpty = false;
        return true;
      },
      walked: () => {
        const nextMs = startedMs - overlapMs;
        const isLater = since === undefined || (!isEmpty && nextMs > (timeOf(since) ?? 0));
        return isLater ? { [param]: isoOf(nextMs) } : saved;
      },
    };
  }
}
