import type { TypeMismatch } from "../../destinations/destination.js";
import type { StreamOutcome } from "../../sync/stream-outcome.js";
import type { SyncOutcome } from "../../sync/sync.js";
import type { SchemaChange } from "../../tables/table.js";
import { oneLine } from "./clean.js";
import { errorOf } from "./errors.js";
import { lines, type Piece, type Printed } from "./printer.js";
import type { SourceProgress } from "./progress.js";
import { table } from "./table.js";
import type { Colors } from "./terminal.js";
import { counted, duration, listed, number, perSecond } from "./words.js";

/** The table lists so many empty streams; more are only counted. */
const EMPTY = 3;
/** So many streams of one error are named. */
const NAMES = 5;

/** A source's outcome as text: a line for each stream that is not empty, then mismatches, warnings and errors. */
export function summary(
  source: SourceProgress,
  { streams, errors, warnings }: SyncOutcome,
  colors: Colors,
): readonly Printed[] {
  const empty = streams.filter(isEmpty);
  const shown = empty.length > EMPTY ? streams.filter((stream) => !isEmpty(stream)) : streams;
  const red = (text: string) => [{ text, paint: colors.red }];
  const known = new Set(streams.map(({ error }) => error));
  return [
    ...heading(source, colors),
    ...(shown.length === 0 ? [] : streamTable(shown, colors)),
    ...lines([
      ...(shown === streams ? [] : [[emptyLine(empty, shown.length > 0)]]),
      ...streams.flatMap((stream) => stream.changes.map((change) => [oneLine(changeLine(stream, change))])),
      ...streams.filter(({ deleted }) => deleted > 0).map((stream) => [oneLine(deletedLine(stream))]),
      ...streams.flatMap((stream) =>
        stream.typeMismatches.map((mismatch) => [oneLine(mismatchLine(stream, mismatch))]),
      ),
      ...warnings.map((warning) => [warning]),
      ...failures(streams).map(red),
      ...errors.filter((error) => !known.has(error)).map(red),
    ]),
  ];
}

function streamTable(streams: readonly StreamOutcome[], colors: Colors): readonly Printed[] {
  const hasDeleted = streams.some(({ deleted }) => deleted > 0);
  const names = ["table", "", "read", "loaded", ...(hasDeleted ? ["deleted"] : [])];
  const head = names.map((text) => ({ text, paint: colors.dim }));
  const rows = streams.map((stream) => [
    `${stream.table.schema}.${stream.table.name}`,
    statusOf(stream, colors),
    number(stream.read),
    number(stream.loaded),
    ...(hasDeleted ? [number(stream.deleted)] : []),
  ]);
  return table([head, ...rows], new Set([2, 3, 4]));
}

function statusOf({ status, skipped }: StreamOutcome, { green, red, yellow }: Colors): Piece {
  if (skipped !== undefined) return { text: "skipped", paint: yellow };
  return status === "COMPLETE" ? { text: "complete", paint: green } : { text: "FAILED", paint: red };
}

function heading(source: SourceProgress, colors: Colors): readonly Printed[] {
  const { streams, loaded, requests } = source.totals;
  const ms = source.lastedMs(0);
  const pace = [
    ...(loaded > 0 && ms > 0 ? [perSecond((loaded * 1000) / ms)] : []),
    ...(requests === undefined ? [] : [counted(requests, "request")]),
  ].join(", ");
  const took = `${counted(streams, "stream")}, ${counted(loaded, "record")} in ${duration(ms)}`;
  return [{ text: oneLine(source.name), paint: colors.bold }, `: ${took}${pace === "" ? "" : ` (${pace})`}\n`];
}

function isEmpty({ status, read, deleted, error, typeMismatches, changes }: StreamOutcome): boolean {
  const isQuiet = typeMismatches.length === 0 && changes.length === 0 && deleted === 0;
  return status === "COMPLETE" && error === undefined && read === 0 && isQuiet;
}

function deletedLine({ table: { schema, name, deletes }, deleted }: StreamOutcome): string {
  const how = deletes === "remove" ? "removed" : "marked as deleted";
  return `${schema}.${name}: ${counted(deleted, "row")} ${deleted === 1 ? "was" : "were"} ${how}.`;
}

function emptyLine(empty: readonly StreamOutcome[], isMore: boolean): string {
  const names = listed(
    empty.map(({ stream }) => stream),
    NAMES,
  );
  return `${number(empty.length)} ${isMore ? "more " : ""}streams are complete and had no records: ${names}`;
}

/** Groups the streams that failed for one reason, with the remedy that the source names. */
function failures(streams: readonly StreamOutcome[]): readonly string[] {
  const byError = new Map<string, string[]>();
  for (const stream of streams) {
    const error = errorOf(stream);
    if (error === undefined) continue;
    byError.set(error, [...(byError.get(error) ?? []), stream.stream]);
  }
  return [...byError].map(([error, names]) => `${listed(names, NAMES)}: ${error}`);
}

function mismatchLine(
  { table: { schema, name, columns } }: StreamOutcome,
  { field, values, first }: TypeMismatch,
): string {
  const type = columns.find((column) => column.field === field)?.type ?? "of its type";
  const are = values === 1 ? `1 value of ${field} is` : `${number(values)} values of ${field} are`;
  return `${schema}.${name}: ${are} not ${type}; kept in _sluice_extra (first: record ${first + 1}).`;
}

const CHANGED: Readonly<Record<SchemaChange["kind"], string>> = {
  added: "was added",
  widened: "was widened",
  vanished: "vanished from the schema; it stays, with NULL in new rows",
  retyped: "was retyped",
};

function changeLine({ table: { schema, name } }: StreamOutcome, change: SchemaChange): string {
  return `${schema}.${name}: ${changeText(change)}`;
}

export function changeText({ kind, column, from, to }: SchemaChange): string {
  const types = from === undefined || to === undefined ? "" : ` (${from} → ${to})`;
  return `the column ${column} ${CHANGED[kind]}${types}.`;
}
