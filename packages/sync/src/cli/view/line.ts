import stringWidth from "string-width";

/** A part of a line, and what colours it. */
export interface Piece {
  readonly text: string;
  readonly paint?: ((text: string) => string) | undefined;
}

const characters = new Intl.Segmenter(undefined, { granularity: "grapheme" });

/** A line that is never wider than this; what is cut off shows as `…`. */
export function line(pieces: readonly Piece[], columns: number): string {
  let left = columns;
  let all = "";
  for (const { text, paint = String } of pieces) {
    const plain = text.replaceAll(/\p{Cc}+/gu, " "); // a line break, or a colour of somebody else's, would break the table
    const kept = cut(plain, left);
    all += kept === "" ? "" : paint(kept);
    left -= stringWidth(kept);
    if (kept !== plain) break;
  }
  return all;
}

/** @returns a text of at most this width. */
export function cut(text: string, columns: number): string {
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
  const kept = cut(text, columns);
  return kept + " ".repeat(columns - stringWidth(kept));
}
