import type { SyncOutcome } from "../sync/sync.js";

/** The outcome for people: a line for each stream, then what went wrong. */
export function report({ streams, errors, notes }: SyncOutcome): string {
  const rows = streams.map(({ table, status, read, landed, misfits }) => [
    `${table.schema}.${table.name}`,
    status === "COMPLETE" ? "complete" : "FAILED",
    read.toLocaleString("en"),
    landed.toLocaleString("en"),
    misfits === 0 ? "" : `${misfits} values did not fit their column and are in _sluice_extra`,
  ]);
  const failed = streams.flatMap(({ stream, error }) => (error === undefined ? [] : [`${stream}: ${error}`]));
  return [
    aligned([["table", "", "read", "landed", ""], ...rows]),
    ...notes,
    ...failed,
    ...errors.filter((error) => !failed.some((line) => line.endsWith(error))),
  ].join("\n");
}

/** Columns of one width; numbers to the right. */
function aligned(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_cell, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const pad = (cell: string, column: number) => {
    const width = widths[column] ?? 0;
    return column === 2 || column === 3 ? cell.padStart(width) : cell.padEnd(width);
  };
  return rows.map((row) => row.map(pad).join("  ").trimEnd()).join("\n");
}

/** The same for machines: one line. */
export function reportJson({ ok, streams, errors, notes }: SyncOutcome): string {
  const brief = streams.map(({ stream, table, status, read, landed, misfits, error }) => ({
    ...{ stream, schema: table.schema, table: table.name, status, read, landed, misfits },
    ...(error === undefined ? {} : { error }),
  }));
  return JSON.stringify({ ok, streams: brief, errors, notes });
}
