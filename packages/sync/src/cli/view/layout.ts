import stringWidth from "string-width";
import { line, padded } from "./line.js";
import type { LiveRow } from "./rows.js";
import type { Colors } from "./terminal.js";

const HEAD = ["read", "loaded", "rate", "requests"];
const GAP = "  ";
/** A name takes at most this part of a line, because the numbers follow it; some of it is always shown. */
const NAME = { part: 0.33, least: 12 };
/** A narrow terminal shows neither requests nor rate, rather than less than this of the columns after them. */
const TAIL = 28;
const DROPPED = [3, 2];

/** The lines of the live table, with its header. A text instead of a row is printed as it is. */
export function laidOut(table: readonly (LiveRow | string)[], columns: number, colors: Colors): readonly string[] {
  const rows = table.filter((row) => typeof row !== "string");
  const longest = (texts: readonly string[]) => Math.max(0, ...texts.map((text) => stringWidth(text)));
  const widths = HEAD.map((head, index) => {
    const wide = longest(rows.map(({ numbers }) => numbers[index] ?? ""));
    return wide === 0 ? 0 : Math.max(wide, head.length); // a column without a number is left out
  });
  const most = Math.max(NAME.least, Math.floor(columns * NAME.part));
  const width = Math.min(most, longest(rows.map(({ name }) => name.text)));
  const tail = Math.min(TAIL, longest(rows.map((row) => row.tail.text)));
  const used = () => widths.reduce((sum, wide) => sum + (wide === 0 ? 0 : wide + GAP.length), width + 2);
  for (const column of DROPPED) if (used() + GAP.length + tail > columns) widths[column] = 0;
  const columned = (numbers: readonly string[]) =>
    widths.map((wide, index) => (wide === 0 ? "" : GAP + (numbers[index] ?? "").padStart(wide))).join("");
  const head = `  ${" ".repeat(width)}${columned(HEAD)}`;
  return [
    line([{ text: head, paint: colors.dim }], columns),
    ...table.map((row) => {
      if (typeof row === "string") return line([{ text: `  ${row}`, paint: colors.dim }], columns);
      const { mark, name, numbers, tail } = row;
      const isLast = tail.text === "";
      const cells = columned(numbers);
      const isTight = stringWidth(tail.text) > columns - used() - GAP.length;
      return line(
        [
          mark,
          { text: ` ${padded(name.text, width)}`, paint: name.paint },
          { text: isLast ? cells.trimEnd() : cells + GAP, paint: name.paint },
          { ...tail, text: isTight ? (tail.short ?? tail.text) : tail.text },
        ],
        columns,
      );
    }),
  ];
}
