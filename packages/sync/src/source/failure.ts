import type { JsonObject } from "@sluice/core/json";
import { LONGER_THAN_MAX } from "./line-splitter.js";

/** Of a line that is too long, with what to do. */
export const TOO_LONG = `The source wrote a line that is ${LONGER_THAN_MAX}, which is not read. Exclude the stream (--exclude), or have the source write less.`;

/**
 * A source's own words for a failure: its message, and where the internal message says more, the first line of that and the type of the
 * failure. Many sources have no more in their message than where else to look.
 */
export function failureText({ message, internal_message: internal, failure_type: type }: JsonObject): string {
  const text =
    typeof message === "string" && message.trim() !== "" ? message.trim() : "The source failed without a message.";
  const [detail = ""] = typeof internal === "string" ? internal.trim().split("\n") : [];
  const isNew = detail !== "" && !text.includes(detail);
  const kind = typeof type === "string" ? ` (${type.replaceAll("_", " ")})` : "";
  return shortened(isNew ? `${text} – ${detail}${kind}` : text);
}

/** How much of one text of a source is shown and kept, in characters; a log of the run has all of it. */
const MAX_TEXT = 4_000;

export function shortened(text: string): string {
  return text.length <= MAX_TEXT ? text : `${text.slice(0, MAX_TEXT)}…`;
}

/** How much of the last words is shown, in characters. */
const MAX_WORDS = 500;

/** A failure, and the last of what the source wrote to stderr, which often says why. */
export function withLastWords(failure: string, lastWords: string): string {
  const words = lastWords.trim();
  return words === "" || failure.includes(words) ? failure : `${failure} Its last words: ${words.slice(-MAX_WORDS)}`;
}
