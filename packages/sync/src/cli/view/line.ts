import stringWidth from "string-width";
import { joinedLines } from "./clean.js";
import type { Piece } from "./printer.js";

const characters = new Intl.Segmenter(undefined, { granularity: "grapheme" });

/** A line that is never wider than this; what is cut off shows as `…`. */
export function line(pieces: readonly Piece[], columns: number): string {
  let left = columns;
  let all = "";
  for (const { text, paint = String } of pieces) {
    const clean = joinedLines(text);
    const kept = truncated(clean, left);
    all += kept === "" ? "" : paint(kept);
    left -= stringWidth(kept);
    if (kept !== clean) break;
  }
  return all;
}

/** @returns a text of at most this width. */
export function truncated(text: string, columns: number): string {
  if (stringWidth(text) <= columns) return text;
  let kept = "";
  let width = 0;
  for (const { segment } of characters.segment(text)) {
    width += stringWidth(segment);
    if (width > columns - 1) break;
    kept += segment;
  }
  return columns < 1 ? "" : `${kept}…`;
}

/** @returns a text of this width: cut, or filled up with blanks. */
export function padded(text: string, columns: number): string {
  const kept = truncated(text, columns);
  return kept + " ".repeat(columns - stringWidth(kept));
}
