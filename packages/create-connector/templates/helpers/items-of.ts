import type { JsonValue } from "@sluice/core";

/** The items of a list, the signs of a text, or the keys of an object; none for other values. */
export function itemsOf(value: unknown): readonly JsonValue[] {
  if (Array.isArray(value)) return value;
  if (typeof value === "string") return [...value];
  return typeof value === "object" && value !== null ? Object.keys(value) : [];
}
