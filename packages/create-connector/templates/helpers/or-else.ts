import type { JsonValue } from "@sluice/core";

/** The value, or the other one where there is none; null is a value. */
export function orElse(value: JsonValue | undefined, other: JsonValue | undefined): JsonValue | undefined {
  return value === undefined ? other : value;
}
