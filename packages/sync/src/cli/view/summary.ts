import type { Misfit } from "../../destinations/destination.js";
import type { StreamOutcome } from "../../sync/stream-landing.js";
import type { SyncOutcome } from "../../sync/sync.js";
import { table } from "./table.js";

/** The outcome for people: a line for each stream, then what went wrong. */
export function summary({ streams, errors, notes }: SyncOutcome): string {
  const rows = streams.map((stream) => [
    `${stream.table.schema}.${stream.table.name}`,
    stream.status === "COMPLETE" ? "complete" : "FAILED",
    stream.read.toLocaleString("en"),
    stream.landed.toLocaleString("en"),
  ]);
  const failed = streams.flatMap(({ stream, error }) => (error === undefined ? [] : [`${stream}: ${error}`]));
  return [
    table([["table", "", "read", "landed"], ...rows], new Set([2, 3])),
    ...streams.flatMap((stream) => stream.misfits.map((misfit) => misfitLine(stream, misfit))),
    ...notes,
    ...failed,
    ...errors.filter((error) => !failed.some((line) => line.endsWith(error))),
  ].join("\n");
}

function misfitLine({ table: { schema, name, columns } }: StreamOutcome, { field, values, first }: Misfit): string {
  const type = columns.find((column) => column.field === field)?.type ?? "its type";
  const are = values === 1 ? "1 value does" : `${values.toLocaleString("en")} values do`;
  return `${schema}.${name}: ${are} not fit the column ${field} (${type}) and lie in _sluice_extra; the first in record ${first + 1}.`;
}
