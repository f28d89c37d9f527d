import { MAX_DEPTH, type RecordProblem } from "../tables/envelope.js";
import type { Table } from "../tables/table.js";

/** Why a record cannot be loaded, and what to do. @param ordinal of the record in its stream, counted from 1. */
export function problemText(
  problem: Exclude<RecordProblem, "not an object">,
  ordinal: number,
  { key, label }: Table,
): string {
  if (problem === "too deep") {
    const hint = "Exclude the stream (--exclude), or have the source write less deep values.";
    return `Record ${ordinal} has a value that is nested more than ${MAX_DEPTH} levels deep, which is not loaded. ${hint}`;
  }
  const fields = key.map((path) => path.join(".")).join(", ");
  return (
    `Record ${ordinal} lacks its key (${fields}), so it cannot be merged. ` +
    `Name another key (--key ${label}=FIELD), or none (key: [] in the project).`
  );
}
