import { itemsOf } from "./items-of.js";
import { text } from "./text.js";

/** The items as one text, with a text between them. */
export function join(value: unknown, separator = ""): string {
  return itemsOf(value).map(text).join(separator);
}
