import type { JsonValue } from "@sluice/core";

/** The values of an object. */
export function valuesOf(value: unknown): JsonValue[] {
  return typeof value === "object" && value !== null ? Object.values(value) : [];
}
