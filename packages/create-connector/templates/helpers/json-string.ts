import { jsonText } from "./json-text.js";

/** A text as it is; another value as JSON, in quotes that keep it a text. */
export function jsonString(value: unknown): string {
  return typeof value === "string" ? value : `"""${jsonText(value)}"""`;
}
