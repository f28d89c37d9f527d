import type { JsonValue } from "@sluice/core";
import { compare } from "./compare.js";
import { itemsOf } from "./items-of.js";

/** The largest of several values, or of one list; undefined if there is none. */
export function largest(first: string, second: string, ...others: readonly string[]): string;
export function largest(...values: readonly unknown[]): JsonValue | undefined;
export function largest(...values: readonly unknown[]): JsonValue | undefined {
  const items = values.length === 1 ? itemsOf(values[0]) : values;
  return items.reduce((best, item) => (compare(item, best) > 0 ? item : best), items[0]) as JsonValue | undefined;
}
