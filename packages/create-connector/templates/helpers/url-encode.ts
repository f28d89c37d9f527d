import { quotePlus } from "./quote-plus.js";
import { text } from "./text.js";

/** A text for a path of a URL, where slashes stay; the fields of an object as a query. */
export function urlEncode(value: unknown): string {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) {
    return Object.entries(value)
      .map(([name, item]) => `${quotePlus(name)}=${quotePlus(text(item))}`)
      .join("&");
  }
  return quotePlus(text(value)).replaceAll("+", "%20").replaceAll("%2F", "/");
}
