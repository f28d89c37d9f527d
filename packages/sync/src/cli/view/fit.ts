import stringWidth from "string-width";
import { oneLine } from "./clean.js";
import { truncated } from "./line.js";
import type { Outlet } from "./printer.js";

/** How wide a table may be where there is no terminal to ask. */
const USUAL_WIDTH = 80;
/** So that one long value does not push the other columns out. */
const WIDEST_CELL = 40;
const GAP = 2;
/** In code units: many times what a cell shows, for measuring a megabyte takes its time. */
const LONGEST_MEASURED = 1000;

export interface Fitted {
  readonly rows: readonly (readonly string[])[];
  /** The headings of the columns that found no place. */
  readonly leftOut: readonly string[];
}

/** How many places a line has. */
export function widthOf({ isTTY, columns = 0 }: Outlet): number {
  return isTTY === true && columns > 0 ? columns : USUAL_WIDTH;
}

/** Cuts long cells, and leaves out the last columns of a table that is too wide. The first one always stays. */
export function fitted(rows: readonly (readonly string[])[], width: number): Fitted {
  const widest = Math.max(1, Math.min(WIDEST_CELL, width));
  const clean = rows.map((row) => row.map((cell) => oneLine(cell.slice(0, LONGEST_MEASURED))));
  const short = clean.map((row) => row.map((cell) => truncated(cell, widest)));
  const heading = clean[0] ?? [];
  let used = 0;
  let count = 0;
  for (const column of heading.keys()) {
    used += Math.max(...short.map((row) => stringWidth(row[column] ?? ""))) + (count > 0 ? GAP : 0);
    if (used > width && count > 0) break;
    count++;
  }
  return { rows: short.map((row) => row.slice(0, count)), leftOut: heading.slice(count) };
}

/** Says which columns found no place, as far as a line goes; empty if all did. */
export function leftOutLine(leftOut: readonly string[], width: number, whole: string): string {
  if (leftOut.length === 0) return "";
  const more = `${leftOut.length} more ${leftOut.length === 1 ? "column does" : "columns do"} not fit (${whole})`;
  return `${truncated(`${more}: ${leftOut.join(", ")}`, width)}\n`;
}
