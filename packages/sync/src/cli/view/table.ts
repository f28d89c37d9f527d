import cliTruncate from "cli-truncate";
import stringWidth from "string-width";
import { oneLine } from "./clean.js";
import type { Piece, Printed, Printer } from "./printer.js";
import { counted, sum } from "./words.js";

const GAP = "  ";
/** In code units for each column of the terminal: many times what it shows, because measuring a megabyte takes its time. */
const MEASURED = 10;

export interface TableOptions {
  /** The columns of numbers: to the right, and never cut. */
  readonly numbers?: ReadonlySet<number>;
  /** Whether a column is left out in which no row has anything. */
  readonly hidesEmpty?: boolean;
  /** No line is wider; as the terminal by default, and of any width where there is none. */
  readonly width?: number;
  /** Rather than cut a text to less, a column is left out. */
  readonly least?: number;
  /** The columns that are left out first where not all fit, and then the last ones. The first column always stays. */
  readonly spare?: readonly number[];
  /** What shows the columns that are left out, for the line that names them; without it, there is no such line. */
  readonly elsewhere?: string;
}

type Rows = readonly (readonly Printed[])[];

/** Prints a table: its headings, and a line for each other row. */
export function printTable(printer: Printer, rows: Rows, options: TableOptions = {}): void {
  const lines = tableLines(printer, rows, options);
  printer.stream.write(lines.map((line) => `${line}\n`).join(""));
}

/** The lines of a table as the printer writes them. A row of one cell is a line across a terminal. */
export function tableLines(printer: Printer, rows: Rows, options: TableOptions): readonly string[] {
  const { numbers, elsewhere, width = printer.width ?? Number.POSITIVE_INFINITY } = options;
  const cells = rows.map((row, at) =>
    row.map((cell) => {
      const { text, color = at === 0 ? "dim" : undefined }: Piece = typeof cell === "string" ? { text: cell } : cell;
      return { text: oneLine(text.slice(0, width * MEASURED)), color };
    }),
  );
  const [head = []] = cells;
  const inColumns = cells.filter((row) => row.length === head.length);
  const widths = fitted(inColumns, { ...options, width });
  const lines = cells.map((row) => {
    const columns = row.length === head.length ? widths : new Map([[0, width]]);
    const padded = [...columns].map(([column, wide]) => {
      const { text: whole = "", color } = row[column] ?? {};
      const text = truncated(whole, wide);
      const cell = printer.styled({ text, color });
      const blanks = " ".repeat(wide - stringWidth(text));
      return numbers?.has(column) === true ? blanks + cell : cell + blanks;
    });
    return padded.join(GAP).trimEnd();
  });
  const leftOut = head.flatMap(({ text }, column) => (widths.has(column) ? [] : [text]));
  if (elsewhere === undefined || leftOut.length === 0) return lines;
  const more = `${counted(leftOut.length, "more column")} ${leftOut.length === 1 ? "does" : "do"} not fit (${elsewhere})`;
  return [...lines, printer.styled(truncated(`${more}: ${leftOut.join(", ")}`, width))];
}

/** A text of at most this width; what is cut off shows as `…`. */
function truncated(text: string, width: number): string {
  let cut = cliTruncate(text, width);
  // the library keeps a wide character of which only half fits
  for (let room = width - 1; stringWidth(cut) > width; room--) cut = cliTruncate(text, room);
  return cut;
}

/** The columns that fit, with their widths: as much as there is, shared so that only the widest are cut. */
function fitted(rows: readonly (readonly Piece[])[], options: TableOptions): ReadonlyMap<number, number> {
  const { numbers, hidesEmpty = false, width = 0, least = 20, spare = [] } = options;
  const columns = new Map<number, number>();
  for (const column of rows[0]?.keys() ?? []) {
    const widths = rows.map((row) => stringWidth(row[column]?.text ?? ""));
    if (!hidesEmpty || widths.slice(1).some(Boolean)) columns.set(column, Math.max(...widths));
  }
  const capped = (cap: number) =>
    new Map([...columns].map(([column, wide]) => [column, Math.min(wide, numbers?.has(column) ? width : cap)]));
  const isWithin = (cap: number) => sum([...capped(cap).values()], (wide) => wide + GAP.length) - GAP.length <= width;
  for (const column of [...spare, ...[...columns.keys()].slice(1).reverse()]) {
    if (!isWithin(least)) columns.delete(column);
  }
  let cap = Math.min(Math.max(...columns.values()), width);
  while (cap > least && !isWithin(cap)) cap--;
  return capped(cap);
}
