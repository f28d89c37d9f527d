import { text } from "./text.js";

/** A float as a text: a whole number with `.0`, as Python writes it. */
export function floatText(value: number): string {
  return Number.isInteger(value) && Math.abs(value) < 1e16 ? `${value}.0` : text(value);
}
