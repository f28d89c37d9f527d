import type { JsonValue } from "../protocol/json.js";

/** How an API writes an instant. Formats are frozen and hold no progress, so that one serves any number of cursors. */
export interface TimeFormat {
  /** The shortest step that the format can write, in milliseconds. */
  readonly grainMs: number;
  /** The instant, rounded down to the grain. @param ms since the epoch. */
  write(ms: number): string | number;
  /** The instant of a value in a record or a state, in milliseconds since the epoch; undefined for anything else. */
  read(value: JsonValue | undefined): number | undefined;
}

const DAY_MS = 86_400_000;
const NO_ZONE = /[T ]\d\d:\d\d(:\d\d([.,]\d+)?)?$/;
/** What is later is not a time but a number in another unit. */
const LATEST_MS = Date.UTC(10_000, 0);

/** A time in a form of ISO 8601, in milliseconds since the epoch; without a zone it is UTC. Undefined for anything else. */
export function timeOf(value: JsonValue | undefined): number | undefined {
  if (typeof value !== "string" || !/^\d{4}-\d\d-\d\d/.test(value)) return undefined;
  const ms = Date.parse(NO_ZONE.test(value) ? `${value}Z` : value);
  return Number.isNaN(ms) ? undefined : ms;
}

/** The instant as `2026-01-31T23:59:59.999Z`. */
export function isoOf(ms: number): string {
  return new Date(ms).toISOString();
}

/** `2026-01-31T23:59:59.999Z`. Reads any form of ISO 8601, as do the other ISO formats. */
export const isoMillis: TimeFormat = Object.freeze({ grainMs: 1, write: isoOf, read: timeOf });

/** `2026-01-31T23:59:59Z`. */
export const isoSeconds: TimeFormat = Object.freeze({
  grainMs: 1000,
  write: (ms: number) => `${isoOf(ms).slice(0, 19)}Z`,
  read: timeOf,
});

/** `2026-01-31`, in UTC. */
export const day: TimeFormat = Object.freeze({
  grainMs: DAY_MS,
  write: (ms: number) => isoOf(ms).slice(0, 10),
  read: timeOf,
});

/** Seconds since 1970 as a number, e.g. `1769903999`. Reads fractions, and numbers as text. */
export const epochSeconds: TimeFormat = epoch(1000);

/** Milliseconds since 1970 as a number, e.g. `1769903999999`. Reads numbers as text. */
export const epochMillis: TimeFormat = epoch(1);

function epoch(grainMs: number): TimeFormat {
  return Object.freeze({
    grainMs,
    write: (ms: number) => Math.floor(ms / grainMs),
    read: (value: JsonValue | undefined) => {
      const isText = typeof value === "string" && /^-?\d+(\.\d+)?$/.test(value);
      if (!isText && typeof value !== "number") return undefined;
      const ms = Math.round(Number(value) * grainMs);
      return Math.abs(ms) < LATEST_MS ? ms : undefined;
    },
  });
}
