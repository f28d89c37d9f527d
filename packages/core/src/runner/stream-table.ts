import type { Stream } from "../streams/stream.js";

/** The streams as a table for a terminal. */
export function streamTable(streams: readonly Stream[]): string {
  const rows = [
    ["stream", "key", "incremental", "what a record is"],
    ...streams.map((stream) => [
      stream.name,
      stream.primaryKey.join(", ") || "none",
      stream.cursor?.summary.replaceAll("`", "") ?? "no",
      stream.description,
    ]),
  ];
  const widths = [0, 1, 2].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join("  ");
  return `${rows.map((row) => line(row).trimEnd()).join("\n")}\n`;
}
