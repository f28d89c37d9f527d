import cliTruncate from "cli-truncate";
import stringWidth from "string-width";
import { oneLine } from "./clean.js";
import type { Piece, Printed, Printer } from "./printer.js";
import { counted, sum } from "./words.js";

const GAP = "  ";
/** In code units: many times what a cell shows, because measuring a megabyte takes its time. */
const MEASURED = 1000;

export interface TableOptions {
  /** The columns of numbers: to the right, and never cut. */
  readonly numbers?: ReadonlySet<number>;
  /** Whether the first row is one of headings; it is by default. */
  readonly hasHead?: boolean;
  /** No line is wider; as the terminal by default, and of any width where there is none. */
  readonly width?: number | undefined;
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
  const { lines, leftOut } = tableLines(printer, rows, options);
  printer.stream.write(lines.map((line) => `${line}\n`).join(""));
  const { elsewhere, width = printer.width } = options;
  if (elsewhere === undefined || leftOut.length === 0) return;
  const more = `${counted(leftOut.length, "more column")} ${leftOut.length === 1 ? "does" : "do"} not fit (${elsewhere})`;
  printer.print(`${truncated(`${more}: ${leftOut.join(", ")}`, width)}\n`);
}

/** The lines of a table as the printer writes them, and the headings of the columns that are left out. */
export function tableLines(printer: Printer, rows: Rows, options: TableOptions) {
  const { numbers, hasHead = true, width = printer.width } = options;
  const longest = width === undefined ? Number.POSITIVE_INFINITY : MEASURED;
  const cells = rows.map((row, at) =>
    row.map((cell) => {
      const usual = hasHead && at === 0 ? "dim" : undefined;
      const { text, color = usual }: Piece = typeof cell === "string" ? { text: cell } : cell;
      return { text: oneLine(text.slice(0, longest)), color };
    }),
  );
  const natural = (cells[0] ?? []).map((_head, column) =>
    Math.max(...cells.map((row) => stringWidth(row[column]?.text ?? ""))),
  );
  const widths = width === undefined ? new Map(natural.entries()) : fitted(natural, width, options);
  const lines = cells.map((row) => {
    const padded = [...widths].map(([column, wide]) => {
      const { text: whole = "", color } = row[column] ?? {};
      const text = wide < (natural[column] ?? 0) ? truncated(whole, wide) : whole;
      const [cell, blanks] = [printer.styled({ text, color }), " ".repeat(wide - stringWidth(text))];
      return numbers?.has(column) === true ? blanks + cell : cell + blanks;
    });
    return padded.join(GAP).trimEnd();
  });
  return { lines, leftOut: cells[0]?.flatMap(({ text }, column) => (widths.has(column) ? [] : [text])) ?? [] };
}

/** @returns a text of at most this width; what is cut off shows as `…`. */
export function truncated(text: string, width = Number.POSITIVE_INFINITY): string {
  let cut = cliTruncate(text, width);
  // the library keeps a wide character of which only half fits
  for (let room = width - 1; stringWidth(cut) > width; room--) cut = cliTruncate(text, room);
  return cut;
}

/** The columns that fit, with their widths: as much as there is, shared so that only the widest are cut. */
function fitted(natural: readonly number[], width: number, { numbers, least = 20, spare = [] }: TableOptions) {
  const columns = new Map(natural.entries());
  const capped = (cap: number) =>
    [...columns].map(([column, wide]) => [column, numbers?.has(column) ? wide : Math.min(wide, cap)] as const);
  const isWithin = (cap: number) => sum(capped(cap), ([, wide]) => wide + GAP.length) - GAP.length <= width;
  for (const column of [...spare, ...[...natural.keys()].slice(1).reverse()]) {
    if (!isWithin(least)) columns.delete(column);
  }
  let cap = least;
  while (cap < width && isWithin(cap + 1)) cap++;
  return new Map(capped(cap).map(([column, wide]) => [column, Math.min(wide, width)]));
}
