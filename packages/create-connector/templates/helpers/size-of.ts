import { itemsOf } from "./items-of.js";

/** How many items, signs or keys a value has. */
export function sizeOf(value: unknown): number {
  return itemsOf(value).length;
}
