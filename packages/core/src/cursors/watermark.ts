import type { JsonObject, JsonValue } from "../protocol/json.js";
import type { TimeFormat } from "./time-format.js";

/** A value of the cursor's field, as the API writes it. */
export type TimeValue = string | number;

/** What a watermark observes, and between which limits. */
export interface WatermarkOptions {
  /** The fields of a record; the first of them that has a time counts. */
  readonly fields: readonly string[];
  readonly format: TimeFormat;
  /** The value that the state holds. */
  readonly saved: TimeValue | undefined;
  /** The latest instant that the next state may cover, in milliseconds since the epoch. */
  readonly ceilingMs: number;
}

/**
 * The highest time in a field of the records, as the API wrote it. It never falls below the saved one and never exceeds a
 * ceiling: a run may miss what changes after its start, so its state must not cover that.
 */
export class Watermark {
  readonly #options: WatermarkOptions;
  #highest: TimeValue | undefined;
  #highestMs = Number.NEGATIVE_INFINITY;
  /** How many records have a value that is not a readable time. */
  unreadable = 0;

  constructor(options: WatermarkOptions) {
    this.#options = options;
  }

  /** The saved time in milliseconds; undefined if there is none. */
  get savedMs(): number | undefined {
    return this.#options.format.read(this.#options.saved);
  }

  /** @returns the record's time in milliseconds; undefined for a record without one. */
  observe(record: JsonObject): number | undefined {
    const { fields, format } = this.#options;
    for (const field of fields) {
      const ms = format.read(record[field]);
      if (ms === undefined) continue;
      if (ms > this.#highestMs) {
        this.#highestMs = ms;
        this.#highest = record[field] as TimeValue;
      }
      return ms;
    }
    if (fields.some((field) => !isAbsent(record[field]))) this.unreadable++;
    return undefined;
  }

  /** What the next state holds; undefined if no time is known. */
  get value(): TimeValue | undefined {
    const { format, saved, ceilingMs } = this.#options;
    const isOver = this.#highestMs > ceilingMs;
    const ms = isOver ? ceilingMs : this.#highestMs;
    return ms > (this.savedMs ?? Number.NEGATIVE_INFINITY) ? (isOver ? format.write(ms) : this.#highest) : saved;
  }

  /** As a state under the first field's name. */
  get state(): JsonObject | undefined {
    const [field = ""] = this.#options.fields;
    return this.value === undefined ? undefined : { [field]: this.value };
  }
}

function isAbsent(value: JsonValue | undefined): boolean {
  return value === undefined || value === null || value === "";
}
