import type { JsonValue } from "@sluice/core";

/** A part of a text or a list; undefined for other values. */
export function sliceOf(value: unknown, start: unknown, stop?: unknown): JsonValue | undefined {
  const bounds = [start, stop].map((bound) => (typeof bound === "number" ? bound : undefined));
  return typeof value === "string" || Array.isArray(value) ? value.slice(bounds[0], bounds[1]) : undefined;
}
