import type { JsonValue } from "@sluice/core";
import { itemsOf } from "./items-of.js";

/** The last item; undefined if there is none. */
export function lastOf(value: unknown): JsonValue | undefined {
  return itemsOf(value).at(-1);
}
