import type { JsonValue } from "@sluice/core";
import { itemsOf } from "./items-of.js";

/** The items without those that came before; texts are the same in upper and lower case. */
export function distinct(value: unknown): JsonValue[] {
  const keyOf = (item: JsonValue) => (typeof item === "string" ? item.toLowerCase() : JSON.stringify(item));
  return [...new Map([...itemsOf(value)].reverse().map((item) => [keyOf(item), item])).values()].reverse();
}
