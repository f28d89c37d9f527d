import stringWidth from "string-width";
import { oneLine } from "./clean.js";
import type { Piece, Printed } from "./printer.js";

const GAP = "  ";

/** A table for the terminal: columns of one width, numbers to the right, and a line feed behind each row. */
export function table(
  rows: readonly (readonly Printed[])[],
  numbers: ReadonlySet<number> = new Set(),
): readonly Piece[] {
  const cells = rows.map((row) => row.map(pieceOf));
  const count = Math.max(0, ...cells.map(({ length }) => length));
  const widths = Array.from({ length: count }, (_none, column) =>
    Math.max(...cells.map((row) => stringWidth(row[column]?.text ?? ""))),
  );
  return cells.flatMap((row) => {
    const last = row.findLastIndex(({ text }) => text !== ""); // no blanks at the end of a line
    const pieces = row.slice(0, last + 1).flatMap((cell, column): readonly Piece[] => {
      const blanks = { text: " ".repeat((widths[column] ?? 0) - stringWidth(cell.text)) };
      const gap = { text: column === 0 ? "" : GAP };
      if (numbers.has(column)) return [gap, blanks, cell];
      return column === last ? [gap, cell] : [gap, cell, blanks];
    });
    return [...pieces, { text: "\n" }];
  });
}

function pieceOf(cell: Printed): Piece {
  return typeof cell === "string" ? { text: oneLine(cell) } : { ...cell, text: oneLine(cell.text) };
}
