import type { JsonValue } from "@sluice/core";

/** The keys of an object with their values. */
export function entriesOf(value: unknown): [string, JsonValue][] {
  return typeof value === "object" && value !== null ? Object.entries(value) : [];
}
