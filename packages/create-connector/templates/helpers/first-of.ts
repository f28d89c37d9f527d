import type { JsonValue } from "@sluice/core";
import { itemsOf } from "./items-of.js";

/** The first item; undefined if there is none. */
export function firstOf(value: unknown): JsonValue | undefined {
  return itemsOf(value)[0];
}
