import type { JsonValue } from "@sluice/core";
import { at } from "./at.js";
import { itemsOf } from "./items-of.js";

/** A field of each item, by its name or its dotted path; null where an item has none. */
export function pluck(value: unknown, attribute: unknown): JsonValue[] {
  const path = String(attribute).split(".");
  return itemsOf(value).map((item) => at(item, ...path) ?? null);
}
