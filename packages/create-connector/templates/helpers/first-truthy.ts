import type { JsonValue } from "@sluice/core";
import { truthy } from "./truthy.js";

/** The first value if Python takes it for true, else the other one. */
export function firstTruthy(value: unknown, other: unknown): JsonValue | undefined {
  return (truthy(value) ? value : other) as JsonValue | undefined;
}
