import type { JsonObject, JsonValue } from "../protocol/json.js";

const NO_ZONE = /[T ]\d\d:\d\d(:\d\d([.,]\d+)?)?$/;

/** A time as an API writes it, in milliseconds since the epoch; without a zone it is UTC. Undefined for anything else. */
export function timeOf(value: JsonValue | undefined): number | undefined {
  if (typeof value !== "string" || !/^\d{4}-\d\d-\d\d/.test(value)) return undefined;
  const ms = Date.parse(NO_ZONE.test(value) ? `${value}Z` : value);
  return Number.isNaN(ms) ? undefined : ms;
}

export function isoOf(ms: number): string {
  return new Date(ms).toISOString();
}

/** Whether a cursor in a state is more than a day in the future, which clocks that differ do not explain. */
export function isAhead(state: JsonValue, nowMs: number): boolean {
  if (typeof state === "object" && state !== null) {
    return Object.entries(state).some(([name, part]) => name !== "partition" && isAhead(part, nowMs));
  }
  return (timeOf(state) ?? 0) > nowMs + DAY_MS;
}

const DAY_MS = 86_400_000;

/**
 * The highest time in a field of the records, as the API wrote it. It never falls below the saved one and never exceeds a
 * ceiling: a run may miss what changes after its start, so its state must not cover that.
 */
export class Watermark {
  readonly #fields: readonly string[];
  readonly #saved: string | undefined;
  readonly #ceilingMs: number;
  #highest: string | undefined;
  #highestMs = Number.NEGATIVE_INFINITY;
  /** How many records have a value that is not a readable time. */
  unreadable = 0;

  /** @param fields the first of them that has a time counts. */
  constructor(fields: readonly string[], saved: string | undefined, ceilingMs: number) {
    this.#fields = fields;
    this.#saved = saved;
    this.#ceilingMs = ceilingMs;
  }

  /** The saved time in milliseconds; undefined if there is none. */
  get savedMs(): number | undefined {
    return timeOf(this.#saved);
  }

  /** @returns the record's time; undefined for a record without one. */
  observe(record: JsonObject): number | undefined {
    for (const field of this.#fields) {
      const ms = timeOf(record[field]);
      if (ms === undefined) continue;
      if (ms > this.#highestMs) {
        this.#highestMs = ms;
        this.#highest = String(record[field]);
      }
      return ms;
    }
    if (this.#fields.some((field) => !isAbsent(record[field]))) this.unreadable++;
    return undefined;
  }

  get value(): string | undefined {
    const isOver = this.#highestMs > this.#ceilingMs;
    const ms = isOver ? this.#ceilingMs : this.#highestMs;
    return ms > (this.savedMs ?? Number.NEGATIVE_INFINITY) ? (isOver ? isoOf(ms) : this.#highest) : this.#saved;
  }

  /** As a state under the first field's name. */
  get state(): JsonObject | undefined {
    const [field = ""] = this.#fields;
    return this.value === undefined ? undefined : { [field]: this.value };
  }
}

function isAbsent(value: JsonValue | undefined): boolean {
  return value === undefined || value === null || value === "";
}
