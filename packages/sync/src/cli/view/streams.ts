import type { StreamCount, TypeMismatch } from "../../destinations/destination.js";
import type { StreamOutcome } from "../../sync/stream-outcome.js";
import type { SyncOutcome } from "../../sync/sync.js";
import type { SchemaChange } from "../../tables/table.js";
import { oneLine } from "./clean.js";
import type { Piece, Printed, Printer } from "./printer.js";
import { errorOf } from "./progress.js";
import { printTable } from "./table.js";
import { counted, listed, number } from "./words.js";

/** A stream of a run that has just ended, or of a run of the past. */
type Stream = StreamCount | StreamOutcome;

/** Prints a line for each stream. */
export function printStreams(printer: Printer, streams: readonly Stream[]): void {
  const isPast = streams.every((stream) => !("table" in stream));
  const rows = streams.map((stream) => [
    nameOf(stream),
    statusOf(stream),
    number(stream.read),
    number(stream.loaded),
    number(stream.deleted || undefined),
    isPast ? number(stream.requests) : "",
  ]);
  const head = [isPast ? "stream" : "table", "", "read", "loaded", "deleted", "requests"];
  printTable(printer, [head, ...rows], { numbers: new Set([2, 3, 4, 5]), hidesEmpty: true });
}

function nameOf(stream: Stream): string {
  return "table" in stream ? `${stream.table.schema}.${stream.table.name}` : stream.stream;
}

/** A record of an earlier version has no status. */
function statusOf({ status, skipped, error }: Stream): Piece {
  if (skipped !== undefined) return { text: "skipped", color: "yellow" };
  if (status === "INCOMPLETE" || error !== undefined) return { text: "FAILED", color: "red" };
  return { text: status === undefined ? "" : "complete", color: "green" };
}

/** What was noticed, a line each, and then why something failed: with the streams of one reason in one line. */
export function noticesOf(
  streams: readonly Stream[],
  { errors, warnings }: Pick<SyncOutcome, "errors" | "warnings">,
): readonly Printed[] {
  const known = new Set(streams.map(({ error }) => error));
  const reasons = new Set([...streams.map(errorOf), ...errors.filter((error) => !known.has(error))]);
  const failures = [...reasons].flatMap((reason) => {
    const names = streams.filter((stream) => errorOf(stream) === reason).map(({ stream }) => stream);
    return reason === undefined ? [] : [names.length === 0 ? reason : `${listed(names)}: ${reason}`];
  });
  return [
    ...[...streams.flatMap(noticesOfStream), ...warnings].map((text) => `${text}\n`),
    ...failures.flatMap((text): Printed[] => [{ text, color: "red" }, "\n"]),
  ];
}

/** Skipped parts and warnings only of a run of the past: a run that has just ended has them in one list, for all streams. */
function noticesOfStream(stream: Stream): readonly string[] {
  const { changes = [], typeMismatches = [] } = stream;
  const { skipped, skippedParents = [], warnings = [] }: Partial<StreamCount> = "table" in stream ? {} : stream;
  const notices = [
    ...changes.map(changeText),
    ...typeMismatches.map((mismatch) => mismatchText(mismatch, stream)),
    ...(skipped === undefined ? [] : [`skipped: ${skipped}`]),
    ...skippedParents.map((parent) => `skipped ${parent}`),
  ];
  return [...notices.map((text) => oneLine(`${nameOf(stream)}: ${text}`)), ...warnings];
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

function mismatchText({ field, values, first }: TypeMismatch, stream: Stream): string {
  const column = "table" in stream ? stream.table.columns.find((one) => one.field === field) : undefined;
  const are = `${counted(values, "value")} of ${field} ${values === 1 ? "is" : "are"}`;
  const type = column?.type ?? "of the type of the column";
  return `${are} not ${type}; kept in _sluice_extra (first: record ${first + 1}).`;
}
