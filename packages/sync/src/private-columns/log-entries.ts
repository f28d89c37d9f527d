import type { JsonObject } from "@sluice/core/json";

/** Messages that are the source's own words, and never a record by mistake. */
const OWN_WORDS = new Set(["LOG", "TRACE", "CONTROL", "SPEC", "CATALOG", "CONNECTION_STATUS"]);

/**
 * What the log of a run has of a message that is neither a record nor a state.
 *
 * @param isPrivate whether columns are private: an object of another type may be a record that the source printed.
 */
export function logEntryOf(type: string, body: JsonObject, isPrivate: boolean): object {
  if (isPrivate && !OWN_WORDS.has(type)) return { type: "UNKNOWN", length: JSON.stringify(body).length };
  return { type, [type.toLowerCase()]: body };
}

/** What it has of text that is not a message. @param isPrivate whether columns are private: the text may be a part of a record. */
export function textEntryOf(text: string, isPrivate: boolean): object {
  return { type: "TEXT", ...(isPrivate ? { length: text.length } : { text }) };
}
