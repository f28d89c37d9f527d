import type { JsonValue } from "@sluice/core";
import { itemsOf } from "./items-of.js";
import { text } from "./text.js";

/** The sum of two numbers, or one list or text behind the other. */
export function add(one: unknown, other: unknown): JsonValue {
  if (typeof one === "number" && typeof other === "number") return one + other;
  if (Array.isArray(one) || Array.isArray(other)) return [...itemsOf(one), ...itemsOf(other)];
  return text(one) + text(other);
}
