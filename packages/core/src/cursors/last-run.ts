import type { BodyPath } from "../http/body-change.js";
import { Parameter, type ParameterOptions } from "../http/parameter.js";
import type { JsonObject } from "../protocol/json.js";
import { Cursor, type CursorRun, type CursorStart } from "./cursor.js";
import { type Duration, later } from "./duration.js";
import { isoMillis, type TimeFormat } from "./time-format.js";

/** How an API filters by the time of the last change. */
export interface LastRunCursorOptions extends ParameterOptions {
  /** The parameter that takes the time, e.g. `updated_after`; the state has its name. */
  readonly param: BodyPath;
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
  readonly #param: Parameter;
  readonly #lookback: Duration;
  override readonly format: TimeFormat;

  constructor(options: LastRunCursorOptions) {
    super();
    this.#param = new Parameter(options);
    this.#lookback = options.lookback;
    this.format = options.as ?? isoMillis;
    this.summary = `by \`${this.#param.name}\`, the start of the last run`;
  }

  canResume(state: JsonObject): boolean {
    return this.format.read(state[this.#param.name]) !== undefined;
  }

  start({ saved, startedMs }: CursorStart): CursorRun {
    const { name } = this.#param;
    const value = saved?.[name];
    const since = typeof value === "string" || typeof value === "number" ? value : undefined;
    let isEmpty = true;
    return {
      changes: [since === undefined ? {} : this.#param.with(since)],
      accept: () => {
        isEmpty = false;
        return true;
      },
      nextState: () => {
        const nextMs = later(startedMs, this.#lookback, -1);
        const isLater = since === undefined || (!isEmpty && nextMs > (this.format.read(since) ?? 0));
        return isLater ? { [name]: this.format.write(nextMs) } : saved;
      },
    };
  }
}
