import stringWidth from "string-width";

/** A table for the terminal: columns of one width, numbers to the right. */
export function table(rows: readonly (readonly string[])[], numbers: ReadonlySet<number> = new Set()): string {
  const count = Math.max(0, ...rows.map(({ length }) => length));
  const widths = Array.from({ length: count }, (_none, column) =>
    Math.max(...rows.map((row) => stringWidth(row[column] ?? ""))),
  );
  const pad = (cell: string, column: number) => {
    const blanks = " ".repeat((widths[column] ?? 0) - stringWidth(cell));
    return numbers.has(column) ? blanks + cell : cell + blanks;
  };
  return rows.map((row) => row.map(pad).join("  ").trimEnd()).join("\n");
}
