import type { StreamCount, TypeMismatch } from "../../destinations/destination.js";
import type { StreamOutcome } from "../../sync/stream-outcome.js";
import type { SchemaChange } from "../../tables/table.js";
import type { Piece, Printer } from "./printer.js";
import { printTable } from "./table.js";
import { counted, number } from "./words.js";

/** A stream of a run that has just ended, or of a run of the past. */
type Stream = StreamCount | StreamOutcome;

/** The first column of a table of streams, and the last ones. */
interface Columns<T extends Stream> {
  readonly heading: string;
  readonly nameOf: (stream: T) => string;
  readonly more: readonly ("deleted" | "requests")[];
}

/** Prints a line for each stream. */
export function printStreams<T extends Stream>(
  printer: Printer,
  streams: readonly T[],
  { heading, nameOf, more }: Columns<T>,
): void {
  const head = [heading, "", "read", "loaded", ...more];
  const rows = streams.map((stream) => [
    nameOf(stream),
    statusOf(stream),
    number(stream.read),
    number(stream.loaded),
    ...more.map((key) => (stream[key] === undefined ? "" : number(stream[key]))),
  ]);
  printTable(printer, [head, ...rows], { numbers: new Set([2, 3, 4]) });
}

/** A record of an earlier version has no status. */
function statusOf({ status, skipped, error }: Stream): Piece {
  if (skipped !== undefined) return { text: "skipped", color: "yellow" };
  if (status === "INCOMPLETE" || error !== undefined) return { text: "FAILED", color: "red" };
  return { text: status === undefined ? "" : "complete", color: "green" };
}

/** How a stream's schema and values differ from its table, a line each. @param typeOf the type of a field's column. */
export function differences(
  { changes = [], typeMismatches = [] }: Stream,
  typeOf: (field: string) => string = () => "of the type of the column",
): readonly string[] {
  return [...changes.map(changeText), ...typeMismatches.map((mismatch) => mismatchText(mismatch, typeOf))];
}

const CHANGED: Readonly<Record<SchemaChange["kind"], string>> = {
  added: "was added",
  widened: "was widened",
  vanished: "vanished from the schema; it stays, with NULL in new rows",
  retyped: "was retyped",
};

function changeText({ kind, column, from, to }: SchemaChange): string {
  const types = from === undefined || to === undefined ? "" : ` (${from} → ${to})`;
  return `the column ${column} ${CHANGED[kind]}${types}.`;
}

function mismatchText({ field, values, first }: TypeMismatch, typeOf: (field: string) => string): string {
  const are = `${counted(values, "value")} of ${field} ${values === 1 ? "is" : "are"}`;
  return `${are} not ${typeOf(field)}; kept in _sluice_extra (first: record ${first + 1}).`;
}
